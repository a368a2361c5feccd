import { isAbort, Problem } from './problem';
import type { StreamOptions } from './client';

/** How a stream stands. Only in "live" may what it brought be shown as live. */
export type StreamState =
  | { kind: 'connecting' }
  | { kind: 'live' }
  | { kind: 'reconnecting'; attempt: number; retryAt: number; problem: Problem }
  | { kind: 'closed' };

export interface WatchHandlers {
  /** Opens the stream once and reads it to its end. */
  open: (options: StreamOptions) => Promise<void>;
  onState: (state: StreamState) => void;
  /** 0..1, for the jitter. */
  random?: () => number;
  now?: () => number;
}

/** Handle of a running watch. */
export interface Watch {
  stop: () => void;
  /** Ends the wait and tries at once. */
  retryNow: () => void;
}

const FIRST_DELAY = 500;
const LONGEST_DELAY = 15_000;

/** Delay before attempt n (1, 2, …): doubles, capped, spread by half so that many consoles do not return at once. */
export function backOff(attempt: number, random: number): number {
  const full = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (attempt - 1));
  return full / 2 + (full / 2) * random;
}

/** Keeps a server stream open: reconnects with back-off for as long as it is wanted, and says so while it does. */
export function watch({ open, onState, random = Math.random, now = Date.now }: WatchHandlers): Watch {
  const stopped = new AbortController();
  let wake: () => void = () => undefined;
  let lastEventId: string | undefined;

  const pause = (delay: number) => new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, delay);
    wake = () => { clearTimeout(timer); resolve(); };
  });

  const run = async () => {
    let attempt = 0;
    onState({ kind: 'connecting' });
    while (!stopped.signal.aborted) {
      let problem: Problem;
      try {
        await open({
          signal: stopped.signal, lastEventId,
          onOpen: () => { attempt = 0; onState({ kind: 'live' }); },
          onEventId: (id) => { lastEventId = id; },
        });
        problem = new Problem(0, 'STREAM_ENDED', '');
      } catch (error) {
        if (isAbort(error) || stopped.signal.aborted) break;
        problem = Problem.from(error);
      }
      attempt += 1;
      const delay = backOff(attempt, random());
      onState({ kind: 'reconnecting', attempt, retryAt: now() + delay, problem });
      await pause(delay);
    }
    onState({ kind: 'closed' });
  };

  const onOnline = () => wake();
  globalThis.addEventListener?.('online', onOnline);
  void run();
  return {
    stop: () => {
      globalThis.removeEventListener?.('online', onOnline);
      stopped.abort();
      wake();
    },
    retryNow: () => wake(),
  };
}
