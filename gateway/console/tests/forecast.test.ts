import { describe, expect, it } from 'vitest';
import { bandPath } from '../src/energy/forecast/ForecastChart';
import { loadHistory } from '../src/energy/forecast/useForecast';
import type { Message } from '../src/shared/api/contract';
import { timeOf } from '../src/shared/api/values';

const hour = (i: number, coveredPercent: number, quantity?: number) =>
  ({
    startTime: timeOf(i * 3_600_000),
    endTime: timeOf((i + 1) * 3_600_000),
    coveredPercent,
    quantity,
  }) as Message<'energy.v1.Consumption'>;

describe('a load’s history', () => {
  it('takes an hour that readings do not cover as missing, never as what little was seen of it', () => {
    const hours = loadHistory([hour(0, 0), hour(1, 100, 5), hour(2, 40, 2), hour(3, 100, 6), hour(4, 0)]);
    expect(hours.map(({ price }) => price)).toEqual([5, undefined, 6]);
    expect(hours[0]!.start).toBe(3_600_000);
  });

  it('is empty where nothing is known', () => {
    expect(loadHistory([hour(0, 0), hour(1, 0)])).toEqual([]);
  });
});

describe('the interval', () => {
  it('is drawn step by step between P10 and P90', () => {
    const step = (price: number) => [{ start: 0, end: 10, price }];
    expect(
      bandPath(
        step(1),
        step(3),
        (ms) => ms,
        (v) => v,
      ),
    ).toBe('M0.0 1.0H10.0V3.0H0.0Z');
  });
});
