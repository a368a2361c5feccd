import { useServices } from '../../services';
import { answerOf } from '../../shared/api/client';
import type { Message } from '../../shared/api/contract';
import { isAbort, Problem } from '../../shared/api/problem';
import { useAnswer, type Answer } from '../../shared/ui/useAnswer';
import type { Instance } from './instance';

type Schedule = Message<'scheduler.v1.Schedule'>;
type Decider = Message<'scheduler.v1.Decider'>;

/** What a decider made of the instance, or why it made nothing. */
export interface Decided {
  decider: Decider;
  schedule?: Schedule;
  problem?: Problem;
}

/** Those that are asked; the benchmark comes with each answer. */
const ASKED = ['DECIDER_LOOK_AHEAD', 'DECIDER_WARM_LOOK_AHEAD', 'DECIDER_EXACT'] as const satisfies readonly Decider[];

/** All deciders on one instance. One that is refused (too large an instance) does not hide the others. */
export function useDeciders(key: string, instance: Instance | undefined): Answer<Decided[]> {
  const { api } = useServices();
  return useAnswer(`deciders ${key} ${instance ? '' : 'none'}`, async (signal) => {
    if (!instance) return [];
    const asked = await Promise.all(
      ASKED.map(async (decider) => {
        try {
          return await answerOf(api.rest.POST('/v1/schedules:plan', { body: { ...instance, decider }, signal }));
        } catch (error) {
          if (isAbort(error)) throw error;
          return Problem.from(error);
        }
      }),
    );
    const decided = asked.map((answer, i): Decided =>
      answer instanceof Problem
        ? { decider: ASKED[i]!, problem: answer }
        : { decider: ASKED[i]!, ...(answer.schedule ? { schedule: answer.schedule } : {}) },
    );
    const answered = asked.find((answer) => !(answer instanceof Problem));
    // Nobody answered: that is a fault of the whole, not of one decider.
    if (!answered) throw asked[0];
    const benchmark = answered instanceof Problem ? undefined : answered.benchmark;
    return [...decided, { decider: 'DECIDER_BENCHMARK', ...(benchmark ? { schedule: benchmark } : {}) }];
  });
}
