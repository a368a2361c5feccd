import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { StreamOptions } from '../src/shared/api/client';
import { Problem } from '../src/shared/api/problem';
import type { Visibility } from '../src/shared/api/visibility';
import { backOff, watch, type StreamState } from '../src/shared/api/watch';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A stream that the test opens, ends and breaks by hand. */
function harness(visibility?: Visibility) {
  const states: StreamState[] = [];
  const opened: { options: StreamOptions; end: () => void; fail: (error: unknown) => void }[] = [];
  const running = watch({
    open: (options) =>
      new Promise((resolve, reject) => {
        options.signal?.addEventListener('abort', () => reject(new DOMException('Aborted.', 'AbortError')));
        opened.push({ options, end: () => resolve(), fail: reject });
      }),
    onState: (state) => states.push(state),
    random: () => 1,
    now: () => 0,
    visibility,
  });
  return { states, opened, running, kinds: () => states.map((state) => state.kind) };
}

describe('watch', () => {
  it('doubles the pause up to a limit and spreads it', () => {
    expect([1, 2, 3, 4, 5, 6, 20].map((attempt) => backOff(attempt, 1))).toEqual([500, 1000, 2000, 4000, 8000, 15_000, 15_000]);
    expect(backOff(3, 0)).toBe(1000);
  });

  it('is live only after the server has answered', () => {
    const { kinds, opened } = harness();
    expect(kinds()).toEqual(['connecting']);
    opened[0]?.options.onOpen?.();
    expect(kinds()).toEqual(['connecting', 'live']);
  });

  it('says that it reconnects, and does, when the stream ends or breaks', async () => {
    const { states, opened } = harness();
    opened[0]?.options.onOpen?.();
    opened[0]?.end();
    await vi.advanceTimersByTimeAsync(0);
    expect(states.at(-1)).toMatchObject({ kind: 'reconnecting', attempt: 1, retryAt: 500 });
    await vi.advanceTimersByTimeAsync(500);
    expect(opened).toHaveLength(2);
    opened[1]?.fail(new Problem(503, 'UNAVAILABLE', 'starting'));
    await vi.advanceTimersByTimeAsync(0);
    expect(states.at(-1)).toMatchObject({ kind: 'reconnecting', attempt: 2, problem: { code: 'UNAVAILABLE' } });
    await vi.advanceTimersByTimeAsync(1000);
    opened[2]?.options.onOpen?.();
    expect(states.at(-1)).toEqual({ kind: 'live' });
  });

  it('counts attempts from one again after it was live', async () => {
    const { states, opened } = harness();
    opened[0]?.fail(new Problem(0, 'NETWORK', ''));
    await vi.advanceTimersByTimeAsync(500);
    opened[1]?.options.onOpen?.();
    opened[1]?.end();
    await vi.advanceTimersByTimeAsync(0);
    expect(states.at(-1)).toMatchObject({ kind: 'reconnecting', attempt: 1 });
  });

  it('resumes after the last event that it has seen', async () => {
    const { opened } = harness();
    opened[0]?.options.onEventId?.('41');
    opened[0]?.end();
    await vi.advanceTimersByTimeAsync(500);
    expect(opened[1]?.options.lastEventId).toBe('41');
  });

  it('tries at once when asked to', async () => {
    const { opened, running } = harness();
    opened[0]?.end();
    await vi.advanceTimersByTimeAsync(1);
    running.retryNow();
    await vi.advanceTimersByTimeAsync(0);
    expect(opened).toHaveLength(2);
  });

  it('gives the connection up while nobody looks and comes back at once when somebody does', async () => {
    let hidden = false;
    let change = () => undefined as void;
    const { opened, kinds } = harness({
      hidden: () => hidden,
      onChange: (listener) => {
        change = listener;
        return () => undefined;
      },
    });
    opened[0]?.options.onOpen?.();
    hidden = true;
    change();
    await vi.advanceTimersByTimeAsync(10_000);
    hidden = false;
    change();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(opened).toHaveLength(1);
    expect(kinds().at(-1)).toBe('live');
    hidden = true;
    change();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(opened[0]?.options.signal?.aborted).toBe(true);
    expect(opened).toHaveLength(1);
    expect(kinds().at(-1)).toBe('connecting');
    hidden = false;
    change();
    await vi.advanceTimersByTimeAsync(0);
    expect(opened).toHaveLength(2);
    opened[1]?.options.onOpen?.();
    expect(kinds().at(-1)).toBe('live');
  });

  it('stops for good and says so', async () => {
    const { opened, running, kinds } = harness();
    running.stop();
    opened[0]?.fail(new DOMException('Stopped.', 'AbortError'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect(opened).toHaveLength(1);
    expect(kinds().at(-1)).toBe('closed');
  });
});
