import { useCallback, useEffect, useRef, useState } from 'react';
import { isAbort, Problem } from '../api/problem';

export interface Answer<T> {
  data: T | undefined;
  problem: Problem | undefined;
  loading: boolean;
  reload: () => void;
}

/**
 * Asks for something whenever `key` changes. What was there before stays until the new answer comes, unless the key
 * is another; an answer that comes too late is dropped.
 */
export function useAnswer<T>(key: string, ask: (signal: AbortSignal) => Promise<T>, everyMs?: number): Answer<T> {
  const [state, setState] = useState<{ key: string; turn: number; data?: T; problem?: Problem }>({ key, turn: -1 });
  const [turn, setTurn] = useState(0);
  const latest = useRef(ask);
  useEffect(() => { latest.current = ask; });

  useEffect(() => {
    const abort = new AbortController();
    latest.current(abort.signal)
      .then((data) => setState({ key, turn, data }))
      .catch((error: unknown) => {
        if (abort.signal.aborted || isAbort(error)) return;
        setState((old) => ({ key, turn, data: old.key === key ? old.data : undefined, problem: Problem.from(error) }));
      });
    return () => abort.abort();
  }, [key, turn]);

  const reload = useCallback(() => setTurn((n) => n + 1), []);
  useEffect(() => {
    if (!everyMs) return;
    const timer = setInterval(() => { if (!document.hidden) reload(); }, everyMs);
    return () => clearInterval(timer);
  }, [everyMs, reload]);

  const current = state.key === key ? state : undefined;
  return { data: current?.data, problem: current?.problem, loading: current?.data === undefined && current?.turn !== turn, reload };
}
