import { describe, expect, it } from 'vitest';
import { instanceOf, previousEvent } from '../src/scheduler/compare/instance';
import { diffOf, savedBy } from '../src/scheduler/log/planDiff';
import { costsByPlan } from '../src/scheduler/log/measured';
import { judgePlan } from '../src/scheduler/planFreshness';
import { byBatch, byHour, runningCosts, type Waterfall } from '../src/scheduler/saving/waterfall';
import type { Message } from '../src/shared/api/contract';
import { timeOf } from '../src/shared/api/values';

type Plan = Message<'scheduler.v1.Plan'>;

const HOUR = 3_600_000;
const T0 = Date.UTC(2026, 0, 1, 8);
const at = (hours: number) => timeOf(T0 + hours * HOUR);
/** Numbers in [0, 1) that are the same in every run. */
function* seeded(seed: number) {
  for (let state = seed; ;) yield (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

const PRICES = [40, 90, 20, 20, 60, 10].map((price, i) => ({ startTime: at(i), endTime: at(i + 1), pricePerMwh: price }));
const price = (hours: number) => PRICES[Math.floor(hours)]?.pricePerMwh ?? 0;

/** Batches of a half-hour multiple, priced by summing half hours. */
function schedule(batches: readonly [start: number, hours: number, parts: number, mw: number][], prices = price) {
  const costOf = (start: number, hours: number, mw: number) =>
    Array.from({ length: hours * 2 }, (_, i) => prices(start + i / 2) * mw * 0.5).reduce((a, b) => a + b, 0);
  const events = batches.map(([start, hours, parts, mw]) => ({
    parts,
    startTime: at(start),
    endTime: at(start + hours),
    powerMw: mw,
    energyCost: costOf(start, hours, mw),
  }));
  const energyCost = events.reduce((sum, event) => sum + event.energyCost, 0);
  return { state: 'SCHEDULE_STATE_FEASIBLE', events, energyCost, parts: 0 };
}

const plan = (over: object): Plan =>
  ({
    revision: '2',
    currency: 'USD',
    createTime: at(0),
    initialParts: 0,
    prices: PRICES,
    demands: [],
    ...over,
  }) as unknown as Plan;

const reaches = ({ plan: cost, ...rest }: Waterfall) => expect(runningCosts({ plan: cost, ...rest }).at(-1)).toBeCloseTo(cost, 9);

describe('waterfall', () => {
  const one = plan({
    schedule: schedule([
      [0, 1, 2, 1],
      [1, 1, 0, 0.1],
      [2, 1, 2, 1],
      [5, 0.5, 1, 0.5],
    ]),
    benchmark: schedule([
      [0, 1, 2, 1],
      [1, 1, 2, 1],
      [2, 1, 1, 0.5],
    ]),
  });

  it('says in which hour what is saved', () => {
    const { deltas, benchmark } = byHour(one);
    expect(benchmark).toBe(140);
    expect(deltas.map(({ value }) => Math.round(value * 100) / 100)).toEqual([0, -81, 10, 0, 0, 2.5]);
  });

  it('says with which batch what is saved, idling by itself', () => {
    const { deltas } = byBatch(one);
    expect(deltas.map(({ kind, value }) => [kind, Math.round(value * 100) / 100])).toEqual([
      ['batch', 0],
      ['batch', -70],
      ['batch', -7.5],
      ['idle', 9],
    ]);
  });

  it('tells parts that only one of them makes as surplus', () => {
    const more = plan({
      schedule: schedule([
        [0, 1, 2, 1],
        [2, 1, 2, 1],
      ]),
      benchmark: schedule([
        [0, 1, 2, 1],
        [1, 1, 1, 1],
      ]),
    });
    const { deltas } = byBatch(more);
    expect(deltas.map(({ kind }) => kind)).toEqual(['batch', 'batch', 'surplus']);
    expect(deltas[1]).toMatchObject({ firstPart: 3, lastPart: 3, value: 10 - 90 });
    expect(deltas[2]!.value).toBeCloseTo(10);
  });

  it('always ends at the plan’s cost, whatever the schedules', () => {
    const random = seeded(7);
    const next = () => random.next().value as number;
    for (let round = 0; round < 200; round++) {
      const any = () =>
        schedule(
          Array.from(
            { length: 1 + Math.floor(next() * 60) },
            (_, i) => [i / 2, 0.5 + Math.floor(next() * 2) / 2, Math.floor(next() * 4), next()] as const,
          ).map(([a, b, c, d]) => [a, b, c, d]),
        );
      // A set-up's power is in the cost and not in the event's power: what is left over must not be lost.
      const both = plan({ schedule: any(), benchmark: any() });
      for (const event of both.schedule!.events) (event as { energyCost: number }).energyCost += 1;
      (both.schedule as { energyCost: number }).energyCost += both.schedule!.events.length;
      reaches(byHour(both));
      reaches(byBatch(both));
      expect(byHour(both).deltas.length).toBeLessThanOrEqual(26);
    }
  });
});

describe('re-plan log', () => {
  const before = plan({
    revision: '1',
    schedule: schedule([
      [0, 1, 2, 1],
      [1, 1, 2, 1],
      [2, 1, 1, 1],
    ]),
    demands: [{ parts: 5, dueTime: at(6) }],
  });

  it('counts what was kept, moved, added and dropped', () => {
    const after = plan({
      createTime: at(1),
      schedule: schedule([
        [1, 1, 2, 1],
        [4, 1, 1, 1],
        [5, 1, 3, 1],
      ]),
    });
    expect(diffOf(before, after)).toEqual({ kept: 1, moved: 1, added: 1, dropped: 0 });
    const less = plan({ createTime: at(1), schedule: schedule([[2, 1, 1, 1]]) });
    expect(diffOf(before, less)).toEqual({ kept: 1, moved: 0, added: 0, dropped: 1 });
  });

  it('prices what was left of the old plan anew', () => {
    const dear = PRICES.map((step, i) => (i === 1 ? { ...step, pricePerMwh: 200 } : step));
    const at200 = (hours: number) => dear[Math.floor(hours)]?.pricePerMwh ?? 0;
    const after = plan({
      createTime: at(1),
      initialParts: 2,
      prices: dear,
      schedule: schedule(
        [
          [1, 1, 0, 0],
          [2, 1, 2, 1],
          [3, 1, 1, 1],
        ],
        at200,
      ),
      demands: [{ parts: 5, dueTime: at(6) }],
    });
    expect(savedBy(before, after)).toBeCloseTo(200 + 20 - 40);
  });

  it('says nothing where the work is another', () => {
    const more = plan({
      createTime: at(1),
      initialParts: 2,
      schedule: schedule([
        [1, 1, 2, 1],
        [2, 1, 1, 1],
      ]),
      demands: [{ parts: 6, dueTime: at(6) }],
    });
    expect(savedBy(before, more)).toBeUndefined();
    expect(savedBy(before, plan({ schedule: undefined }))).toBeUndefined();
  });
});

describe('measured cost', () => {
  it('is summed by plan, of batches that have both costs; one that nobody measured is not one that cost nothing', () => {
    const batch = (of: string, plannedEnergyCost?: number, energyCost?: number) =>
      ({ plan: of, plannedEnergyCost, energyCost }) as Message<'scheduler.v1.BatchRecord'>;
    const costs = costsByPlan([
      batch('p/1', 10, 11),
      batch('p/1', 5),
      batch('p/1', undefined, 3),
      batch('', 1, 1),
      batch('p/2', 2, 2),
    ]);
    expect(costs.get('p/1')).toEqual({ batches: 3, compared: 1, planned: 10, measured: 11 });
    expect([...costs.keys()]).toEqual(['p/1', 'p/2']);
  });
});

describe('the instance of a plan', () => {
  const machine = { model: { capacity: 2, sizes: [], inventoryAllowance: 1 } } as unknown as Message<'scheduler.v1.Machine'>;
  const running = plan({
    revision: '1',
    schedule: schedule([
      [0, 1, 2, 1],
      [1, 1, 1, 1],
    ]),
  });
  const made = plan({
    createTime: at(0.5),
    initialParts: 4,
    demands: [{ parts: 2, dueTime: at(6) }],
    schedule: schedule([[1, 1, 2, 1]]),
  });

  it('starts where the plan starts, after the batch that was under way', () => {
    expect(previousEvent(made, [made, running])).toBe(2);
    expect(instanceOf(made, machine, [made, running])).toMatchObject({
      startTime: at(1),
      previousEvent: 2,
      initialParts: 4,
      model: { inventoryAllowance: 2 },
    });
  });

  it('leaves open what nobody knows', () => {
    expect(instanceOf(made, machine, [made])).not.toHaveProperty('previousEvent');
    expect(instanceOf(plan({}), machine, [])).toBeUndefined();
  });
});

describe('a plan’s freshness', () => {
  const one = plan({ schedule: schedule([[0, 1, 2, 1]]) });
  const problem = undefined as never;

  it.each([
    [0.5, { kind: 'live' }, one, undefined],
    [1.5, { kind: 'live' }, one, 'over'],
    [0.5, { kind: 'reconnecting', attempt: 1, retryAt: 0, problem }, one, 'cut'],
    [0.5, { kind: 'connecting' }, one, 'cut'],
    [0.5, { kind: 'live' }, plan({ revision: '3' }), 'old'],
  ] as const)('after %s h on a stream that is %o', (hours, stream, current, stale) => {
    expect(judgePlan(one, current, stream, T0 + hours * HOUR)).toEqual({ ageMs: hours * HOUR, stale });
  });
});
