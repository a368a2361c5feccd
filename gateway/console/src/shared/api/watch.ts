import { isAbort, Problem } from './problem';
import type { StreamOptions } from './client';
import { pageVisibility, type Visibility } from './visibility';

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
  visibility?: Visibility;
}

/** Handle of a running watch. */
export interface Watch {
  stop: () => void;
  /** Ends the wait and tries at once. */
  retryNow: () => void;
}

const FIRST_DELAY = 500;
const LONGEST_DELAY = 15_000;

/** A page that nobody has looked at for so long gives its stream up: a browser opens six connections to a host, for all its tabs. */
const HIDDEN_LIMIT = 20_000;

/** Delay before attempt n (1, 2, …): doubles, capped, spread by half so that many consoles do not return at once. */
export function backOff(attempt: number, random: number): number {
  const full = Math.min(LONGEST_DELAY, FIRST_DELAY * 2 ** (attempt - 1));
  return full / 2 + (full / 2) * random;
}

/**
 * Keeps a server stream open for as long as it is wanted and somebody looks: reconnects with back-off, and says so while it does.
 */
export function watch({
  open,
  onState,
  random = Math.random,
  now = Date.now,
  visibility = pageVisibility,
}: WatchHandlers): Watch {
  const stopped = new AbortController();
  let connection = new AbortController();
  let lastEventId: string | undefined;
  let wake: () => void = () => undefined;
  let hiddenTimer: ReturnType<typeof setTimeout> | undefined;
  let resting = false;

  /** Waits until woken, or for so long at most. */
  const pause = (delay?: number) =>
    new Promise<void>((resolve) => {
      const timer = delay === undefined ? undefined : setTimeout(resolve, delay);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const onVisibility = () => {
    clearTimeout(hiddenTimer);
    if (visibility.hidden()) {
      hiddenTimer = setTimeout(() => {
        resting = true;
        connection.abort();
      }, HIDDEN_LIMIT);
    } else if (resting) {
      resting = false;
      wake();
    }
  };

  const run = async () => {
    let attempt = 0;
    onState({ kind: 'connecting' });
    while (!stopped.signal.aborted) {
      if (resting) {
        onState({ kind: 'connecting' });
        await pause();
        continue;
      }
      connection = new AbortController();
      let problem: Problem;
      try {
        await open({
          signal: connection.signal,
          lastEventId,
          onOpen: () => {
            attempt = 0;
            onState({ kind: 'live' });
          },
          onEventId: (id) => {
            lastEventId = id;
          },
        });
        problem = new Problem(0, 'STREAM_ENDED', '');
      } catch (error) {
        if (stopped.signal.aborted) break;
        if (isAbort(error) && resting) continue;
        problem = Problem.from(error);
      }
      if (stopped.signal.aborted) break;
      attempt += 1;
      const delay = backOff(attempt, random());
      onState({ kind: 'reconnecting', attempt, retryAt: now() + delay, problem });
      await pause(delay);
    }
    onState({ kind: 'closed' });
  };

  const onOnline = () => {
    if (!resting) wake();
  };
  const unwatch = visibility.onChange(onVisibility);
  globalThis.addEventListener?.('online', onOnline);
  void run();
  return {
    stop: () => {
      globalThis.removeEventListener?.('online', onOnline);
      unwatch();
      clearTimeout(hiddenTimer);
      stopped.abort();
      connection.abort();
      wake();
    },
    retryNow: () => {
      if (!resting) wake();
    },
  };
}
