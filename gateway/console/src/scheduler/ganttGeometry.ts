import { linear, priceRange, stepsOf, type Step } from '../energy/priceGeometry';
import type { Message } from '../shared/api/contract';
import { msOf } from '../shared/api/values';

type Schedule = Message<'scheduler.v1.Schedule'>;

export interface Bar {
  key: string;
  event: Message<'scheduler.v1.ScheduledEvent'>;
  start: number;
  end: number;
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Due {
  parts: number;
  at: number;
  x: number;
  y: number;
}

export interface Track {
  top: number;
  bottom: number;
}

export interface GanttGeometry {
  width: number;
  height: number;
  from: number;
  to: number;
  x: (ms: number) => number;
  steps: Step[];
  price: Track & { low: number; high: number; y: (price: number) => number };
  plan: Track & { bars: Bar[] };
  benchmark: Track & { bars: Bar[] };
  produced: Track & { most: number; y: (parts: number) => number; plan: string; benchmark: string; due: Due[] };
}

/** Room at the left for the axes, in pixels. */
export const GUTTER = 92;
/** Room at the right. */
export const RIGHT = 20;
const TRACKS = { price: [26, 146], plan: [164, 226], benchmark: [240, 292], produced: [310, 400] } as const;
const HEIGHT = 428;

/** Places a plan, its benchmark, the price and the parts made on one time axis. */
export function ganttGeometry(plan: Message<'scheduler.v1.Plan'>, width: number): GanttGeometry {
  const steps = stepsOf(plan.prices);
  const events = [...(plan.schedule?.events ?? []), ...(plan.benchmark?.events ?? [])];
  const times = [
    ...events.flatMap((event) => [ms(event.startTime), ms(event.endTime)]),
    ...plan.demands.map((demand) => ms(demand.dueTime)),
    // From when it was made: the time until its first event belongs to it.
    ms(plan.createTime),
  ].filter((at) => at > 0);
  const known = times.length > 0 ? times : steps.flatMap((step) => [step.start, step.end]);
  const from = known.length > 0 ? Math.min(...known) : ms(plan.createTime);
  const to = known.length > 0 ? Math.max(...known) : from + 3_600_000;
  const pad = (to - from) * 0.015 || 60_000;
  const x = linear(from - pad, to + pad, GUTTER, width - RIGHT);
  const mostPower = Math.max(0.001, ...events.map((event) => event.powerMw));
  const range = priceRange(steps);
  const price = { ...track('price'), ...range, y: linear(range.low, range.high, TRACKS.price[1], TRACKS.price[0]) };
  const most = Math.max(
    1,
    plan.initialParts,
    ...events.map((event) => event.partsAfter),
    ...plan.demands.map((demand) => demand.parts),
  );
  const y = linear(0, most * 1.1, TRACKS.produced[1], TRACKS.produced[0]);
  return {
    width,
    height: HEIGHT,
    from: from - pad,
    to: to + pad,
    x,
    steps,
    price,
    plan: { ...track('plan'), bars: bars(plan.schedule, 'plan', x, mostPower) },
    benchmark: { ...track('benchmark'), bars: bars(plan.benchmark, 'benchmark', x, mostPower) },
    produced: {
      ...track('produced'),
      most,
      y,
      plan: producedPath(plan.schedule, plan.initialParts, x, y),
      benchmark: producedPath(plan.benchmark, plan.initialParts, x, y),
      due: plan.demands.map((demand) => ({
        parts: demand.parts,
        at: ms(demand.dueTime),
        x: x(ms(demand.dueTime)),
        y: y(demand.parts),
      })),
    },
  };
}

const ms = (time: string | undefined) => msOf(time) ?? 0;
const track = (name: keyof typeof TRACKS): Track => ({ top: TRACKS[name][0], bottom: TRACKS[name][1] });

function bars(schedule: Schedule | undefined, name: 'plan' | 'benchmark', x: (ms: number) => number, mostPower: number): Bar[] {
  const { top, bottom } = track(name);
  const least = 18;
  return (schedule?.events ?? []).map((event, i): Bar => {
    const start = ms(event.startTime);
    const end = ms(event.endTime);
    const height = Math.round(least + (bottom - top - least) * Math.min(1, Math.max(0, event.powerMw / mostPower)));
    return {
      key: `${name}-${i}`,
      event,
      start,
      end,
      x: x(start) + 0.5,
      width: Math.max(2, x(end) - x(start) - 1),
      y: bottom - height,
      height,
    };
  });
}

/** Parts made over time as a step line: a batch counts when it ends. */
function producedPath(
  schedule: Schedule | undefined,
  initial: number,
  x: (ms: number) => number,
  y: (parts: number) => number,
): string {
  const events = schedule?.events ?? [];
  const first = events[0];
  if (!first) return '';
  let path = `M${x(ms(first.startTime)).toFixed(1)} ${y(initial).toFixed(1)}`;
  for (const event of events) path += `H${x(ms(event.endTime)).toFixed(1)}V${y(event.partsAfter).toFixed(1)}`;
  return path;
}

/** How dear a step is among the others, 0 to 1: how dark its hour is shaded. */
export function dearness(step: Step, steps: readonly Step[]): number {
  const prices = steps.map(({ price }) => price);
  const low = Math.min(...prices);
  const high = Math.max(...prices);
  return high === low ? 0 : (step.price - low) / (high - low);
}
