import type { Message, Paths } from '../../shared/api/contract';
import { msOf } from '../../shared/api/values';

type Plan = Message<'scheduler.v1.Plan'>;
type Machine = Message<'scheduler.v1.Machine'>;

export type Instance = Paths['/v1/schedules:plan']['post']['requestBody']['content']['application/json'];

/**
 * What a plan was made for, as PlanSchedule takes it: every decider gets the same. Undefined where there is nothing to schedule.
 * Parts on hand beyond what is due need no allowance, as in the stored plan.
 */
export function instanceOf(plan: Plan, { model }: Machine, log: readonly Plan[]): Instance | undefined {
  if (plan.demands.length === 0 || !model) return undefined;
  const due = Math.max(...plan.demands.map(({ parts }) => parts));
  const previous = previousEvent(plan, log);
  return {
    model: { ...model, inventoryAllowance: Math.max(model.inventoryAllowance, plan.initialParts - due) },
    demands: plan.demands,
    prices: plan.prices,
    startTime: startOf(plan),
    initialParts: plan.initialParts,
    blocks: plan.blocks,
    window: plan.schedule?.window ?? 0,
    ...(previous === undefined ? {} : { previousEvent: previous }),
  };
}

/** t0: when its first event starts; without events, when it was made. */
const startOf = (plan: Plan): string =>
  plan.schedule?.events[0]?.startTime ?? plan.benchmark?.events[0]?.startTime ?? plan.createTime ?? '';

/** The size of the batch that was under way when the plan was made and that it starts after, as an earlier plan has it. */
export function previousEvent(plan: Plan, log: readonly Plan[]): number | undefined {
  const [made, start] = [msOf(plan.createTime) ?? 0, msOf(startOf(plan)) ?? 0];
  if (start <= made) return undefined;
  for (const earlier of log) {
    if (BigInt(earlier.revision) >= BigInt(plan.revision)) continue;
    for (const { parts, startTime, endTime } of earlier.schedule?.events ?? [])
      if ((msOf(startTime) ?? 0) <= made && (msOf(endTime) ?? 0) > made) return parts;
  }
  return undefined;
}
