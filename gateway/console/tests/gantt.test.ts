import { describe, expect, it } from 'vitest';
import { niceTicks, priceAt, priceRange, stepPath, stepsOf, timeTicks } from '../src/energy/priceGeometry';
import type { Message } from '../src/shared/api/contract';
import { timeOf } from '../src/shared/api/values';
import { ganttGeometry, GUTTER, RIGHT } from '../src/scheduler/gantt/ganttGeometry';
import { ganttOfPlan } from '../src/scheduler/gantt/ganttOfPlan';
import { translate, type TextKey } from '../src/shared/i18n/catalog';
import { merge } from '../src/scheduler/usePlans';

const HOUR = 3_600_000;
const T0 = Date.UTC(2026, 0, 1, 8);
const at = (hours: number) => timeOf(T0 + hours * HOUR);

type Plan = Message<'scheduler.v1.Plan'>;

const plan = (over: object = {}): Plan =>
  ({
    name: 'machines/m/plans/3',
    revision: '3',
    currency: 'USD',
    initialParts: 1,
    prices: [
      { startTime: at(0), endTime: at(1), pricePerMwh: 40 },
      { startTime: at(1), endTime: at(2), pricePerMwh: 90 },
      { startTime: at(2), endTime: at(4), pricePerMwh: 20 },
    ],
    schedule: {
      events: [
        { parts: 2, startTime: at(0), endTime: at(1), powerMw: 3, partsAfter: 3 },
        { parts: 0, startTime: at(1), endTime: at(2), powerMw: 0, partsAfter: 3 },
        { parts: 1, startTime: at(2), endTime: at(2.5), powerMw: 1.5, partsAfter: 4 },
      ],
    },
    benchmark: { events: [{ parts: 2, startTime: at(0), endTime: at(1), powerMw: 3, partsAfter: 3 }] },
    demands: [{ parts: 4, dueTime: at(4) }],
    ...over,
  }) as Plan;

const t = (key: TextKey, values?: Readonly<Record<string, string | number>>) => translate('en', key, values);

describe('Gantt geometry', () => {
  const geometry = ganttGeometry(ganttOfPlan(plan(), t), 1000);

  it('spans the events and the due times, inside its frame', () => {
    expect(geometry.from).toBeLessThanOrEqual(T0);
    expect(geometry.to).toBeGreaterThanOrEqual(T0 + 4 * HOUR);
    expect(geometry.x(geometry.from)).toBeCloseTo(GUTTER);
    expect(geometry.x(geometry.to)).toBeCloseTo(1000 - RIGHT);
  });

  it('makes a bar as long as its event and as high as its power', () => {
    const { bars, top, bottom } = geometry.rows[0]!;
    const [big, idle, small] = bars;
    const hour = geometry.x(T0 + HOUR) - geometry.x(T0);
    expect(big!.width).toBeCloseTo(hour - 1);
    expect(small!.width).toBeCloseTo(hour / 2 - 1);
    expect(big!.height).toBe(bottom - top);
    expect(idle!.height).toBeLessThan(small!.height);
    for (const bar of bars) expect(bar.y + bar.height).toBe(bottom);
  });

  it('draws the dearer price higher, over the rows and behind each of them', () => {
    expect(geometry.price.y(90)).toBeLessThan(geometry.price.y(40));
    for (const row of geometry.rows) {
      expect(row.priceY(90)).toBeLessThan(row.priceY(40));
      expect(row.priceY(0)).toBeCloseTo(row.bottom);
    }
  });

  it('gives every schedule a line of its own, one below the other', () => {
    const [first, second] = geometry.rows;
    expect(first!.title).toBe('Look-ahead');
    expect(second!.title).toBe('Benchmark');
    expect(second!.top).toBeGreaterThan(first!.bottom);
    expect(geometry.produced.top).toBeGreaterThan(second!.bottom);
  });

  it('marks what is due at its time and number of parts', () => {
    expect(geometry.produced.due[0]).toMatchObject({
      parts: 4,
      at: T0 + 4 * HOUR,
      x: geometry.x(T0 + 4 * HOUR),
      y: geometry.produced.y(4),
    });
  });

  it('takes a plan without events', () => {
    const none = plan({ schedule: undefined, benchmark: undefined, demands: [], prices: [], createTime: at(0) });
    const empty = ganttGeometry(ganttOfPlan(none, t), 800);
    expect(empty.rows[0]!.bars).toEqual([]);
    expect(Number.isFinite(empty.x(T0))).toBe(true);
  });
});

describe('price curve', () => {
  const steps = stepsOf(plan().prices);

  it('is a step function: the end of a step belongs to the next', () => {
    expect(priceAt(steps, T0 + HOUR - 1)).toBe(40);
    expect(priceAt(steps, T0 + HOUR)).toBe(90);
    expect(priceAt(steps, T0 + 4 * HOUR)).toBeUndefined();
  });

  it('keeps zero on the axis and makes room for negative prices', () => {
    expect(priceRange(steps).low).toBe(0);
    expect(priceRange([{ start: 0, end: 1, price: -12 }])).toMatchObject({ high: 0 });
    expect(priceRange([])).toEqual({ low: 0, high: 1 });
  });

  it('draws a line that breaks where prices are missing', () => {
    const gap = [
      { start: 0, end: 1, price: 1 },
      { start: 2, end: 3, price: 2 },
    ];
    expect(
      stepPath(
        gap,
        (v) => v * 10,
        (v) => v,
      ),
    ).toBe('M0 1H10M20 2H30');
    expect(
      stepPath(
        [gap[0]!, { ...gap[1]!, start: 1 }],
        (v) => v * 10,
        (v) => v,
      ),
    ).toBe('M0 1H10V2H30');
  });

  it('puts round values and whole hours on the axes', () => {
    expect(niceTicks(0, 104, 5)).toEqual([0, 25, 50, 75, 100]);
    expect(niceTicks(-20, 20, 4)).toEqual([-20, -10, 0, 10, 20]);
    expect(timeTicks(T0 + 60_000, T0 + 4 * HOUR, 6)).toHaveLength(4);
  });
});

describe('revision log', () => {
  it('holds each revision once, newest first', () => {
    const [a, b] = [plan({ revision: '9' }), plan({ revision: '10' })];
    expect(merge([a], [b, a]).map(({ revision }) => revision)).toEqual(['10', '9']);
  });
});
