import { describe, expect, it } from 'vitest';
import { judge, type FreshnessInput } from '../src/shared/live/freshness';
import { ServerClock } from '../src/shared/live/serverClock';

const NOW = 1_800_000_000_000;
const value = (over: Partial<FreshnessInput> = {}): FreshnessInput => ({
  hasValue: true,
  eventMs: NOW - 2000,
  staleAfterSeconds: 10,
  serverSaidStale: false,
  ...over,
});

describe('freshness', () => {
  it('takes a young value on an open stream as live', () => {
    expect(judge(value(), NOW, true)).toEqual({ ageMs: 2000, stale: undefined });
  });

  it('goes stale by itself once the age passes the limit', () => {
    expect(judge(value({ eventMs: NOW - 10_000 }), NOW, true).stale).toBeUndefined();
    expect(judge(value({ eventMs: NOW - 10_001 }), NOW, true).stale).toBe('age');
  });

  it('shows no value as live once the stream is cut, however young', () => {
    expect(judge(value(), NOW, false).stale).toBe('cut');
  });

  it('believes the server when it says stale', () => {
    expect(judge(value({ serverSaidStale: true }), NOW, true).stale).toBe('age');
  });

  it('never takes a point that has not reported as live', () => {
    expect(judge(value({ hasValue: false }), NOW, true)).toEqual({ ageMs: undefined, stale: 'never' });
    expect(judge(value({ eventMs: undefined }), NOW, true).stale).toBe('never');
  });

  it('falls back to a limit of its own where the point states none', () => {
    expect(judge(value({ staleAfterSeconds: 0, eventMs: NOW - 29_000 }), NOW, true).stale).toBeUndefined();
    expect(judge(value({ staleAfterSeconds: 0, eventMs: NOW - 31_000 }), NOW, true).stale).toBe('age');
  });

  it('counts a value a little ahead of the clock as new, not as negative', () => {
    expect(judge(value({ eventMs: NOW + 400 }), NOW, true).ageMs).toBe(0);
  });
});

describe('server clock', () => {
  it('corrects a local clock that runs behind or ahead', () => {
    for (const wrong of [-3_600_000, 90_000]) {
      const clock = new ServerClock(() => NOW + wrong);
      clock.observe(NOW);
      expect(clock.now()).toBe(NOW);
    }
  });

  it('trusts the message that was the least time on its way', () => {
    let local = NOW;
    const clock = new ServerClock(() => local);
    for (const delay of [300, 20, 900]) {
      local += 5000;
      clock.observe(local - delay);
    }
    expect(clock.now()).toBe(local - 20);
  });

  it('forgets old samples, so that a step of a clock is followed', () => {
    let offset = 60_000;
    const clock = new ServerClock(() => NOW);
    for (let i = 0; i < 30; i++) clock.observe(NOW + offset);
    offset = 0;
    for (let i = 0; i < 30; i++) clock.observe(NOW + offset);
    expect(clock.now()).toBe(NOW);
  });
});
