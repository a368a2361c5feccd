import type { Message } from '../shared/api/contract';
import { msOf } from '../shared/api/values';
import type { StreamState } from '../shared/api/watch';

type Plan = Message<'scheduler.v1.Plan'>;

/** Why a plan must not be taken for what the machine is doing now. */
export type StaleReason =
  /** The stream is cut: a newer one may be in force. */
  | 'cut'
  /** A newer one is in force. */
  | 'old'
  /** Its last event has ended, and no other has come. */
  | 'over';

export interface PlanFreshness {
  /** Milliseconds since it was made, by the server's clock. */
  ageMs: number | undefined;
  stale: StaleReason | undefined;
}

/** Judges a plan by the server's clock, the plan in force and the state of the stream. */
export function judgePlan(plan: Plan, current: Plan | undefined, stream: StreamState, now: number): PlanFreshness {
  const made = msOf(plan.createTime);
  const ageMs = made === undefined ? undefined : Math.max(0, now - made);
  if (plan.revision !== current?.revision) return { ageMs, stale: 'old' };
  if (stream.kind !== 'live') return { ageMs, stale: 'cut' };
  const end = msOf(plan.schedule?.events.at(-1)?.endTime);
  return { ageMs, stale: end !== undefined && end < now ? 'over' : undefined };
}
