import { stepsOf } from '../../energy/priceGeometry';
import type { Message } from '../../shared/api/contract';
import { msOf } from '../../shared/api/values';
import { priceOver } from '../saving/waterfall';

type Plan = Message<'scheduler.v1.Plan'>;
type Event = Message<'scheduler.v1.ScheduledEvent'>;

/** What a plan does otherwise than the one before it, from its making on. */
export interface PlanDiff {
  /** Batches of the same size at the same time. */
  kept: number;
  /** Batches of the same size at another time. */
  moved: number;
  added: number;
  dropped: number;
}

const ms = (time: string | undefined) => msOf(time) ?? 0;

/** The batches of the plan before that had not begun when the new one was made, and the new one's. */
function remaining(before: Plan, plan: Plan): [Event[], Event[]] {
  const made = ms(plan.createTime);
  const batches = (events: readonly Event[] | undefined) => (events ?? []).filter(({ parts }) => parts > 0);
  return [batches(before.schedule?.events).filter((event) => ms(event.startTime) >= made), batches(plan.schedule?.events)];
}

/** Compares batches by size and start; those that are left are paired by size as moved. */
export function diffOf(before: Plan, plan: Plan): PlanDiff {
  const [old, now] = remaining(before, plan);
  const open = new Map<string, number>();
  for (const event of old) open.set(key(event), (open.get(key(event)) ?? 0) + 1);
  const fresh: Event[] = [];
  let kept = 0;
  for (const event of now) {
    const left = open.get(key(event)) ?? 0;
    if (left > 0) {
      open.set(key(event), left - 1);
      kept += 1;
    } else fresh.push(event);
  }
  const gone = new Map<number, number>();
  for (const [name, left] of open) {
    const size = Number(name.split(' ')[0]);
    gone.set(size, (gone.get(size) ?? 0) + left);
  }
  let moved = 0;
  for (const { parts } of fresh) {
    const left = gone.get(parts) ?? 0;
    if (left === 0) continue;
    gone.set(parts, left - 1);
    moved += 1;
  }
  const dropped = [...gone.values()].reduce((a, b) => a + b, 0);
  return { kept, moved, added: fresh.length - moved, dropped };
}

const key = ({ parts, startTime }: Event) => `${parts} ${ms(startTime)}`;

/**
 * What the new plan saves against going on with the one before it, at the prices that the new one was made on. Known only where
 * both do the same work from the same moment: the same parts still due by the same times, and as many made in the end.
 */
export function savedBy(before: Plan, plan: Plan): number | undefined {
  const events = plan.schedule?.events ?? [];
  const first = events[0];
  if (!plan.schedule || !first) return undefined;
  const start = ms(first.startTime);
  const old = before.schedule?.events ?? [];
  const rest = old.filter((event) => ms(event.endTime) > start);
  const [oldSteps, steps] = [stepsOf(before.prices), stepsOf(plan.prices)];
  const covered = rest.every((event) => ms(event.startTime) >= start && ms(event.endTime) <= (steps.at(-1)?.end ?? 0));
  const doneBefore = before.initialParts + partsOf(old) - partsOf(rest);
  const sameWork = due(before, doneBefore) === due(plan, plan.initialParts) && partsOf(rest) === partsOf(events);
  if (rest.length === 0 || !covered || !sameWork) return undefined;
  const cost = rest.reduce((sum, event) => {
    const [from, to] = [ms(event.startTime), ms(event.endTime)];
    return sum + event.energyCost + (priceOver(steps, from, to) - priceOver(oldSteps, from, to)) * event.powerMw;
  }, 0);
  return cost - plan.schedule.energyCost;
}

const partsOf = (events: readonly Event[]) => events.reduce((sum, { parts }) => sum + parts, 0);

/** What is still due when so many parts are there. */
const due = (plan: Plan, parts: number) =>
  plan.demands
    .filter((demand) => demand.parts > parts)
    .map((demand) => `${demand.parts - parts} ${ms(demand.dueTime)}`)
    .join();
