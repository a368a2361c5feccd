import type { Message } from '../../shared/api/contract';
import { msOf } from '../../shared/api/values';
import { judge, type Freshness } from '../../shared/live/freshness';
import type { Point } from '../model/plantModel';

export type LiveValue = Message<'twin.v1.LiveValue'>;
export type Quality = Message<'common.v1.Quality'>;

/** What is to be said of a point at this moment; only one is shown, the one that makes the others void. */
export type Condition = 'none' | 'stale' | 'bad' | 'high' | 'low' | 'uncertain' | 'normal';

export interface Assessment extends Freshness {
  condition: Condition;
  quality: Quality;
}

/** Judges a point. A stale or bad value is never judged against the range: it is not known where the process is. */
export function assess(point: Point | undefined, live: LiveValue | undefined, serverNow: number, connected: boolean): Assessment {
  const quality = live?.value === undefined ? 'QUALITY_UNSPECIFIED' : live.quality;
  const freshness = judge(
    {
      hasValue: live?.value !== undefined,
      eventMs: msOf(live?.eventTime),
      staleAfterSeconds: live?.staleAfterSeconds ?? point?.staleAfterSeconds ?? 0,
      serverSaidStale: live?.stale ?? false,
    },
    serverNow,
    connected,
  );
  return { ...freshness, quality, condition: conditionOf(point, live?.value, quality, freshness) };
}

function conditionOf(point: Point | undefined, value: number | undefined, quality: Quality, freshness: Freshness): Condition {
  if (value === undefined) return 'none';
  if (freshness.stale) return 'stale';
  if (quality === 'QUALITY_BAD') return 'bad';
  if (point?.normalHigh !== undefined && value > point.normalHigh) return 'high';
  if (point?.normalLow !== undefined && value < point.normalLow) return 'low';
  return quality === 'QUALITY_UNCERTAIN' ? 'uncertain' : 'normal';
}

export const isAbnormal = (condition: Condition): boolean => condition !== 'normal';

/** The worse first: what decides the mark of an equipment with several points. */
export const severity: Readonly<Record<Condition, number>> = {
  high: 0,
  low: 0,
  bad: 1,
  uncertain: 2,
  stale: 3,
  none: 4,
  normal: 5,
};
