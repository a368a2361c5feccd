import type { Message } from '../shared/api/contract';
import { msOf } from '../shared/api/values';

/** A step of a price curve in plain numbers. */
export interface Step {
  start: number;
  end: number;
  price: number;
}

export const stepsOf = (steps: readonly Message<'energy.v1.PriceStep'>[]): Step[] =>
  steps
    .flatMap(({ startTime, endTime, pricePerMwh }) => {
      const [start, end] = [msOf(startTime), msOf(endTime)];
      return start !== undefined && end !== undefined ? [{ start, end, price: pricePerMwh }] : [];
    })
    .sort((a, b) => a.start - b.start);

/** The price at a time; undefined where no step covers it. */
export const priceAt = (steps: readonly Step[], ms: number): number | undefined =>
  steps.find((step) => step.start <= ms && ms < step.end)?.price;

/** A linear scale from values to pixels. */
export const linear =
  (from: number, to: number, start: number, end: number) =>
  (value: number): number =>
    to === from ? (start + end) / 2 : start + ((value - from) / (to - from)) * (end - start);

/** The ends of the price axis: zero is always on it, prices may be negative. */
export function priceRange(steps: readonly Step[]): { low: number; high: number } {
  const low = Math.min(0, ...steps.map((step) => step.price));
  const high = Math.max(0, ...steps.map((step) => step.price));
  return low === high ? { low, high: low + 1 } : { low: low < 0 ? low * 1.1 : 0, high: high * 1.12 };
}

/** The step line as an SVG path; a gap between steps is a gap in the line. */
export function stepPath(steps: readonly Step[], x: (ms: number) => number, y: (price: number) => number): string {
  let path = '';
  let last: Step | undefined;
  for (const step of steps) {
    const top = fix(y(step.price));
    path += last && last.end === step.start ? `V${top}` : `M${fix(x(step.start))} ${top}`;
    path += `H${fix(x(step.end))}`;
    last = step;
  }
  return path;
}

/** The area between the step line and zero. */
export const stepArea = (steps: readonly Step[], x: (ms: number) => number, y: (price: number) => number): string =>
  steps.map((step) => `M${fix(x(step.start))} ${fix(y(0))}V${fix(y(step.price))}H${fix(x(step.end))}V${fix(y(0))}Z`).join('');

/** Round values for an axis, at most `most` of them. */
export function niceTicks(low: number, high: number, most: number): number[] {
  const raw = (high - low) / Math.max(1, most);
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * magnitude).find((candidate) => candidate >= raw) ?? raw;
  const ticks: number[] = [];
  for (let value = Math.ceil(low / step) * step; value <= high + step * 1e-9 && ticks.length < 50; value += step)
    ticks.push(Number(value.toFixed(10)));
  return ticks;
}

const MINUTES = [5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10_080].map((minutes) => minutes * 60_000);

/** Times for an axis: whole local hours, or parts of one, at most `most` of them. */
export function timeTicks(from: number, to: number, most: number): number[] {
  const step = MINUTES.find((candidate) => (to - from) / candidate <= most) ?? MINUTES.at(-1)!;
  const offset = new Date(from).getTimezoneOffset() * 60_000;
  const ticks: number[] = [];
  for (let at = Math.ceil((from - offset) / step) * step + offset; at <= to && ticks.length < 100; at += step) ticks.push(at);
  return ticks;
}

const fix = (n: number) => Math.round(n * 10) / 10;
