import { useState } from 'react';
import { useServices } from '../../services';
import { answerOf } from '../../shared/api/client';
import type { Message } from '../../shared/api/contract';
import { Problem } from '../../shared/api/problem';
import { idOf } from '../../shared/api/values';
import { useAnswer } from '../../shared/ui/useAnswer';

export type Failure = Message<'scheduler.v1.RescheduleFailure'>;

/** The failures of a machine, newest first, read anew with every plan. */
export function useFailures(machine: string, version: string) {
  const { api } = useServices();
  return useAnswer(
    `failures ${machine}`,
    async (signal) => {
      const page = await answerOf(
        api.rest.GET('/v1/machines/{machine}/rescheduleFailures', {
          params: { path: { machine }, query: { pageSize: 50 } },
          signal,
        }),
      );
      return page.rescheduleFailures;
    },
    { version, everyMs: 5000 },
  );
}

/** Accepts one of a failure's relaxations, as it was seen: where the offers have changed since, the server refuses. */
export function useAccept(machine: string, failure: Failure, onDone: () => void) {
  const { api } = useServices();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>();
  const accept = async (relaxationId: string, comment: string) => {
    setBusy(true);
    setProblem(undefined);
    try {
      await answerOf(
        api.rest.POST('/v1/machines/{machine}/rescheduleFailures/{rescheduleFailure}:acceptRelaxation', {
          params: { path: { machine, rescheduleFailure: idOf(failure.name) } },
          body: { relaxationId, etag: failure.etag, comment },
        }),
      );
    } catch (error) {
      setProblem(Problem.from(error));
    } finally {
      setBusy(false);
      onDone();
    }
  };
  return { busy, problem, accept };
}
