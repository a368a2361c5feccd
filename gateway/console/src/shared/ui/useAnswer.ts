import { useCallback, useEffect, useRef, useState } from 'react';
import { isAbort, Problem } from '../api/problem';

export interface Answer<T> {
  data: T | undefined;
  problem: Problem | undefined;
  /** True until there is anything to show. */
  loading: boolean;
  reload: () => void;
}

export interface AskOptions {
  /** Asks again after so many milliseconds while the page is in sight. */
  everyMs?: number;
  /** Asks again when it changes; what is there stays until the new answer comes. */
  version?: string;
}

/**
 * Asks for something whenever `key` changes: another key is another thing, and what was there goes at once. An answer that
 * comes too late is dropped; a failure stands beside the last answer.
 */
export function useAnswer<T>(
  key: string,
  ask: (signal: AbortSignal) => Promise<T>,
  { everyMs, version = '' }: AskOptions = {},
): Answer<T> {
  const [turn, setTurn] = useState(0);
  const asked = `${version} ${turn}`;
  const [state, setState] = useState<{ key: string; asked: string; data?: T; problem?: Problem }>({ key, asked: '' });
  const latest = useRef(ask);
  useEffect(() => {
    latest.current = ask;
  });

  useEffect(() => {
    const abort = new AbortController();
    latest
      .current(abort.signal)
      .then((data) => {
        if (!abort.signal.aborted) setState({ key, asked, data });
      })
      .catch((error: unknown) => {
        if (abort.signal.aborted || isAbort(error)) return;
        setState((old) => ({ key, asked, data: old.key === key ? old.data : undefined, problem: Problem.from(error) }));
      });
    return () => abort.abort();
  }, [key, asked]);

  const reload = useCallback(() => setTurn((n) => n + 1), []);
  useEffect(() => {
    if (!everyMs) return;
    const timer = setInterval(() => {
      if (!document.hidden) reload();
    }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, reload]);

  const current = state.key === key ? state : undefined;
  return {
    data: current?.data,
    problem: current?.problem,
    loading: current?.data === undefined && current?.asked !== asked,
    reload,
  };
}
