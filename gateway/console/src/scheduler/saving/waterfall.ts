import { stepsOf, type Step } from '../../energy/priceGeometry';
import type { Message } from '../../shared/api/contract';
import { msOf } from '../../shared/api/values';

type Plan = Message<'scheduler.v1.Plan'>;
type Event = Message<'scheduler.v1.ScheduledEvent'>;

/** A step of the way from the benchmark's cost to the plan's. Negative: the plan is cheaper there. */
export interface Delta {
  kind: 'hour' | 'batch' | 'surplus' | 'idle' | 'rest';
  /** Hours: from when to when. */
  start?: number;
  end?: number;
  /** Batches: its parts, counted from 1 through the plan. */
  firstPart?: number;
  lastPart?: number;
  value: number;
}

export interface Waterfall {
  benchmark: number;
  plan: number;
  deltas: Delta[];
}

const HOUR = 3_600_000;
const SPANS = [1, 2, 3, 4, 6, 12, 24, 48, 168].map((hours) => hours * HOUR);
const MOST = 24;
const ms = (time: string | undefined) => msOf(time) ?? 0;

/** What an event costs between two times: the step price times its power, and what its set-up adds to that evenly over it. */
export function costWithin(event: Event, steps: readonly Step[], from: number, to: number): number {
  const [start, end] = [ms(event.startTime), ms(event.endTime)];
  const [a, b] = [Math.max(start, from), Math.min(end, to)];
  if (b <= a) return 0;
  const rest = event.energyCost - priceOver(steps, start, end) * event.powerMw;
  return priceOver(steps, a, b) * event.powerMw + (rest * (b - a)) / (end - start);
}

/** Price over time, in money per megawatt. */
export function priceOver(steps: readonly Step[], from: number, to: number): number {
  let sum = 0;
  for (const { start, end, price } of steps) sum += (price * Math.max(0, Math.min(end, to) - Math.max(start, from))) / HOUR;
  return sum;
}

/** The saving by the hour in which energy is taken, or by a few hours where the horizon is long. */
export function byHour(plan: Plan): Waterfall {
  const { ours, theirs } = eventsOf(plan);
  const steps = stepsOf(plan.prices);
  const times = [...ours, ...theirs].flatMap(({ startTime, endTime }) => [ms(startTime), ms(endTime)]);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const span = SPANS.find((candidate) => (last - first) / candidate <= MOST) ?? SPANS.at(-1)!;
  const offset = new Date(first).getTimezoneOffset() * 60_000;
  const deltas: Delta[] = [];
  for (let start = Math.floor((first - offset) / span) * span + offset; start < last; start += span) {
    const cost = (events: readonly Event[]) =>
      events.reduce((sum, event) => sum + costWithin(event, steps, start, start + span), 0);
    deltas.push({ kind: 'hour', start, end: start + span, value: cost(ours) - cost(theirs) });
  }
  return { ...totals(plan), deltas };
}

/**
 * The saving by the plan's batches: each against what the same parts cost in the benchmark, a batch's cost shared evenly by its
 * parts. Parts that only one of them makes, and idling, stand by themselves.
 */
export function byBatch(plan: Plan): Waterfall {
  const { ours, theirs } = eventsOf(plan);
  const costs = theirs.flatMap(({ parts, energyCost }) => Array.from({ length: parts }, () => energyCost / parts));
  const deltas: Delta[] = [];
  let made = 0;
  let surplus = 0;
  for (const { parts, energyCost, startTime, endTime } of ours) {
    if (parts === 0) continue;
    const same = costs.slice(made, made + parts);
    const paired = (energyCost * same.length) / parts;
    surplus += energyCost - paired;
    if (same.length > 0)
      deltas.push({
        kind: 'batch',
        start: ms(startTime),
        end: ms(endTime),
        firstPart: made + 1,
        lastPart: made + same.length,
        value: paired - sum(same),
      });
    made += parts;
  }
  surplus -= sum(costs.slice(made));
  const idle = (events: readonly Event[]) => sum(events.filter(({ parts }) => parts === 0).map(({ energyCost }) => energyCost));
  const idling = idle(ours) - idle(theirs);
  const kept = largest(deltas);
  if (Math.abs(surplus) > 1e-9) kept.push({ kind: 'surplus', value: surplus });
  if (Math.abs(idling) > 1e-9) kept.push({ kind: 'idle', value: idling });
  return { ...totals(plan), deltas: kept };
}

/** The cost after each step. */
export function runningCosts({ benchmark, deltas }: Waterfall): number[] {
  let at = benchmark;
  return deltas.map(({ value }) => (at += value));
}

/** The largest differences in their order, the others as one. */
function largest(deltas: readonly Delta[]): Delta[] {
  if (deltas.length <= MOST) return [...deltas];
  const kept = new Set([...deltas].sort((a, b) => Math.abs(b.value) - Math.abs(a.value)).slice(0, MOST - 1));
  const rest = sum(deltas.filter((delta) => !kept.has(delta)).map(({ value }) => value));
  return [...deltas.filter((delta) => kept.has(delta)), { kind: 'rest', value: rest }];
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
const eventsOf = (plan: Plan) => ({ ours: plan.schedule?.events ?? [], theirs: plan.benchmark?.events ?? [] });
const totals = (plan: Plan) => ({ plan: plan.schedule?.energyCost ?? 0, benchmark: plan.benchmark?.energyCost ?? 0 });
