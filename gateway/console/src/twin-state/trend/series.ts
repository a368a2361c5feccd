import type { Message } from '../../shared/api/contract';
import { msOf } from '../../shared/api/values';
import type { LiveValue, Quality } from '../live/condition';

/** Samples in columns, oldest first. A bad sample is no number: the line has a gap there, its quality stays. */
export interface TrendSeries {
  /** Seconds since 1970. */
  times: number[];
  values: (number | null)[];
  qualities: Quality[];
}

export const emptySeries = (): TrendSeries => ({ times: [], values: [], qualities: [] });

export function fromSamples(samples: readonly Message<'twin.v1.Sample'>[]): TrendSeries {
  const series = emptySeries();
  for (const sample of samples) {
    const at = msOf(sample.eventTime);
    if (at !== undefined) append(series, at / 1000, sample.value, sample.quality);
  }
  return series;
}

/** Adds a live value; one that is not newer than the last sample is left out. True where it was added. */
export function addLive(series: TrendSeries, live: LiveValue): boolean {
  const ms = msOf(live.eventTime);
  if (live.value === undefined || ms === undefined) return false;
  const at = ms / 1000;
  if (at <= (series.times.at(-1) ?? -Infinity)) return false;
  append(series, at, live.value, live.quality);
  return true;
}

/** Drops what is older than `from`, but keeps one sample before it so that the line reaches the edge. */
export function dropBefore(series: TrendSeries, from: number): void {
  let first = series.times.findIndex((time) => time >= from);
  if (first < 0) first = series.times.length;
  const count = first - 1;
  if (count <= 0) return;
  series.times.splice(0, count);
  series.values.splice(0, count);
  series.qualities.splice(0, count);
}

function append(series: TrendSeries, at: number, value: number, quality: Quality): void {
  series.times.push(at);
  series.values.push(quality === 'QUALITY_BAD' || !Number.isFinite(value) ? null : value);
  series.qualities.push(quality);
}

export interface Statistics {
  count: number;
  minimum: number;
  maximum: number;
  mean: number;
}

/** Statistics of the good and uncertain samples; undefined where there is none. */
export function statistics(series: TrendSeries): Statistics | undefined {
  let count = 0;
  let sum = 0;
  let minimum = Infinity;
  let maximum = -Infinity;
  for (const value of series.values) {
    if (value === null) continue;
    count += 1;
    sum += value;
    minimum = Math.min(minimum, value);
    maximum = Math.max(maximum, value);
  }
  return count === 0 ? undefined : { count, minimum, maximum, mean: sum / count };
}

/** Runs of samples whose quality is not good, as [start, end] in seconds. */
export function doubtfulRuns(series: TrendSeries): { start: number; end: number; quality: Quality }[] {
  const runs: { start: number; end: number; quality: Quality }[] = [];
  series.qualities.forEach((quality, i) => {
    const at = series.times[i] ?? 0;
    const last = runs.at(-1);
    const continues = last && last.quality === quality && series.qualities[i - 1] === quality;
    if (continues) last.end = at;
    if (quality === 'QUALITY_GOOD') {
      if (last && i > 0 && series.qualities[i - 1] === last.quality) last.end = at;
    } else if (!continues) {
      runs.push({ start: at, end: at, quality });
    }
  });
  return runs;
}
