import { linear, priceRange, stepsOf, type Step } from '../../energy/priceGeometry';
import type { Message } from '../../shared/api/contract';
import { msOf } from '../../shared/api/values';

type Schedule = Message<'scheduler.v1.Schedule'>;

/** A schedule on a line of its own. */
export interface GanttRow {
  key: string;
  /** Benchmarks are drawn paler. */
  look: 'plan' | 'benchmark';
  title: string;
  /** What it comes to, beside the title. */
  note: string;
  schedule: Schedule | undefined;
  /** Draws its parts made over time. */
  made: boolean;
}

/** What is drawn: schedules of one instance. */
export interface GanttInput {
  rows: readonly GanttRow[];
  prices: readonly Message<'energy.v1.PriceStep'>[];
  demands: readonly Message<'scheduler.v1.Demand'>[];
  initialParts: number;
  /** When it was made: the time until the first event belongs to the picture. */
  createTime?: string | undefined;
  currency: string;
  /** When the machine must not run. */
  blocks?: readonly Message<'scheduler.v1.Block'>[];
}

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

export type RowGeometry = GanttRow & Track & { bars: Bar[]; madePath: string; priceY: (price: number) => number };

export interface GanttGeometry {
  width: number;
  height: number;
  from: number;
  to: number;
  x: (ms: number) => number;
  steps: Step[];
  price: Track & { low: number; high: number; y: (price: number) => number };
  rows: RowGeometry[];
  blocks: { key: string; x: number; width: number; words: string }[];
  produced: Track & { most: number; y: (parts: number) => number; due: Due[] };
}

/** Room at the left for the axes, in pixels. */
export const GUTTER = 52;
/** Room at the right. */
export const RIGHT = 20;
const PRICE: Track = { top: 42, bottom: 146 };
/** A row's title stands above its bars. */
const TITLE = 24;
const BARS = 46;
const GAP = 8;
const PRODUCED = 96;
const AXIS = 28;

/** Places schedules, the price and the parts made on one time axis. */
export function ganttGeometry(input: GanttInput, width: number): GanttGeometry {
  const steps = stepsOf(input.prices);
  const events = input.rows.flatMap(({ schedule }) => schedule?.events ?? []);
  const times = [
    ...events.flatMap((event) => [ms(event.startTime), ms(event.endTime)]),
    ...input.demands.map((demand) => ms(demand.dueTime)),
    ms(input.createTime),
  ].filter((at) => at > 0);
  const known = times.length > 0 ? times : steps.flatMap((step) => [step.start, step.end]);
  const from = known.length > 0 ? Math.min(...known) : 0;
  const to = known.length > 1 ? Math.max(...known) : from + 3_600_000;
  const pad = (to - from) * 0.015 || 60_000;
  const x = linear(from - pad, to + pad, GUTTER, width - RIGHT);
  const mostPower = Math.max(0.001, ...events.map((event) => event.powerMw));
  const range = priceRange(steps);
  const most = Math.max(
    1,
    input.initialParts,
    ...events.map((event) => event.partsAfter),
    ...input.demands.map(({ parts }) => parts),
  );
  const below = PRICE.bottom + GAP + input.rows.length * (TITLE + BARS + GAP);
  const produced: Track = { top: below + 22, bottom: below + PRODUCED };
  const y = linear(0, most * 1.1, produced.bottom, produced.top);
  return {
    width,
    height: produced.bottom + AXIS,
    from: from - pad,
    to: to + pad,
    x,
    steps,
    price: { ...PRICE, ...range, y: linear(range.low, range.high, PRICE.bottom, PRICE.top) },
    rows: input.rows.map((row, i) => {
      const bottom = PRICE.bottom + GAP + (i + 1) * (TITLE + BARS + GAP) - GAP;
      const track = { top: bottom - BARS, bottom };
      return {
        ...row,
        ...track,
        bars: bars(row, track, x, mostPower),
        madePath: row.made ? producedPath(row.schedule, input.initialParts, x, y) : '',
        priceY: linear(range.low, range.high, track.bottom, track.top),
      };
    }),
    blocks: (input.blocks ?? []).flatMap((block) => {
      const [start, end] = [Math.max(from - pad, ms(block.startTime)), Math.min(to + pad, ms(block.endTime))];
      const words = block.description || block.name;
      return end > start ? [{ key: `${block.name} ${start}`, x: x(start), width: x(end) - x(start), words }] : [];
    }),
    produced: {
      ...produced,
      most,
      y,
      due: input.demands.map(({ parts, dueTime }) => ({ parts, at: ms(dueTime), x: x(ms(dueTime)), y: y(parts) })),
    },
  };
}

const ms = (time: string | undefined) => msOf(time) ?? 0;

function bars({ key, schedule }: GanttRow, { top, bottom }: Track, x: (ms: number) => number, mostPower: number): Bar[] {
  const least = 16;
  return (schedule?.events ?? []).map((event, i): Bar => {
    const [start, end] = [ms(event.startTime), ms(event.endTime)];
    const height = Math.round(least + (bottom - top - least) * Math.min(1, Math.max(0, event.powerMw / mostPower)));
    return {
      key: `${key}-${i}`,
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
