import { beforeEach, describe, expect, it, vi } from 'vitest';
import { AbnormalStore } from '../src/twin-state/live/abnormalStore';
import { LiveStore } from '../src/twin-state/live/liveStore';
import type { LiveValue } from '../src/twin-state/live/condition';
import { worstOf } from '../src/twin-state/live/worst';
import { ServerClock } from '../src/shared/live/serverClock';
import type { ModelStore } from '../src/twin-state/model/modelStore';
import { buildModel } from '../src/twin-state/model/plantModel';
import { asset, point, value, watched } from './plant';

const model = buildModel(
  [asset('V'), asset('K')],
  [point('A', 'V'), point('B', 'V'), point('C', 'K'), point('D', 'K'), point('imported')],
);
let now: number;
let live: LiveStore;
let store: AbnormalStore;

beforeEach(() => {
  now = 1_800_000_000_000;
  live = new LiveStore(new ServerClock(() => now));
  store = new AbnormalStore(live, {
    state: () => ({ kind: 'ready', model }),
    subscribe: () => () => undefined,
  } as unknown as ModelStore);
});

const bring = (...changes: LiveValue[]) => live.apply(watched(changes, now));

describe('what is not normal', () => {
  it('is counted by kind, worst first; points without an asset do not count', () => {
    bring(
      value('A', 99, now),
      value('B', 15, now, 'QUALITY_BAD'),
      value('C', 15, now - 60_000),
      value('D', 15, now),
      value('imported', 5, 0),
    );
    store.judge();
    expect(store.summary()).toMatchObject({ watched: 4, reported: 4, range: 1, quality: 1, stale: 1 });
    expect(store.summary().points.map(({ node }) => node.id)).toEqual(['A', 'B', 'C']);
  });

  it('counts a value as stale, not as out of range, once it is old', () => {
    bring(value('A', 99, now));
    now += 20_000;
    store.judge();
    expect(store.summary()).toMatchObject({ range: 0, stale: 4 });
  });

  it('remembers since when, and begins anew when the condition changes', () => {
    bring(value('A', 99, now));
    store.judge();
    const since = now;
    now += 5000;
    store.judge();
    expect(store.summary().points[0]).toMatchObject({ since });
    bring(value('A', 1, now));
    store.judge();
    expect(store.summary().points[0]).toMatchObject({ since: now, assessment: { condition: 'low' } });
  });

  it('gives each equipment its own worst', () => {
    bring(value('A', 99, now), value('B', 15, now), value('C', 15, now), value('D', 15, now, 'QUALITY_UNCERTAIN'));
    store.judge();
    expect(worstOf([model.assets.get('V')!], store.summary())).toEqual({ condition: 'high', count: 1 });
    expect(worstOf([model.assets.get('K')!], store.summary())).toEqual({ condition: 'uncertain', count: 1 });
    expect(worstOf([], store.summary())).toEqual({ condition: 'normal', count: 0 });
  });

  it('judges at once when the first values come', () => {
    vi.useFakeTimers();
    const stop = store.start();
    expect(store.summary().reported).toBe(0);
    bring(value('A', 15, now));
    expect(store.summary().reported).toBe(1);
    stop();
    vi.useRealTimers();
  });
});
