import { useEffect, useState } from 'react';
import { useServices, useSession } from '../services';
import { answerOf } from '../shared/api/client';
import type { Message } from '../shared/api/contract';
import { compareInt64 } from '../shared/api/values';
import { watch, type StreamState } from '../shared/api/watch';

type Plan = Message<'scheduler.v1.Plan'>;

export interface PlanFeed {
  /** The plan in force. */
  current: Plan | undefined;
  /** Newest first. */
  log: readonly Plan[];
  stream: StreamState;
}

/** A machine's plans: the one in force by stream, the earlier ones by list. */
export function usePlans(machine: string): PlanFeed {
  const { api } = useServices();
  const token = useSession()?.token;
  const [stream, setStream] = useState<StreamState>({ kind: 'connecting' });
  const [plans, setPlans] = useState<readonly Plan[]>([]);

  useEffect(() => {
    if (!token) return;
    const path = { machine };
    const abort = new AbortController();
    // The log is not worth an error of its own: the stream says what is wrong, and the next connection asks again.
    const readLog = () =>
      answerOf(
        api.rest.GET('/v1/machines/{machine}/plans', { params: { path, query: { pageSize: 50 } }, signal: abort.signal }),
      ).then(
        (answer) => setPlans((old) => merge(old, answer.plans)),
        () => undefined,
      );
    const running = watch({
      open: (options) =>
        api.stream('/v1/machines/{machine}/plans:watch', { path }, (plan) => setPlans((old) => merge(old, [plan])), options),
      onState: (state) => {
        setStream(state);
        // Revisions that were made while the stream was cut are in the list only.
        if (state.kind === 'live') void readLog();
      },
    });
    return () => {
      running.stop();
      abort.abort();
    };
  }, [api, machine, token]);

  return { current: plans[0], log: plans, stream };
}

/** Adds plans to a log, newest first, each revision once. */
export function merge(log: readonly Plan[], more: readonly Plan[]): Plan[] {
  const byRevision = new Map([...log, ...more].map((plan) => [plan.revision, plan]));
  return [...byRevision.values()].sort((a, b) => compareInt64(b.revision, a.revision)).slice(0, 200);
}
