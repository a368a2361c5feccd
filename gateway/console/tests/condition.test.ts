import { describe, expect, it } from 'vitest';
import { assess, type Quality } from '../src/twin-state/live/condition';
import { point, value } from './plant';

const NOW = 1_800_000_000_000;
const PT = point('PT', 'V');
const conditionOf = (number: number | undefined, quality?: Quality, at = NOW, connected = true) =>
  assess(PT, value('PT', number, at, quality), NOW, connected).condition;

describe('condition of a point', () => {
  it.each([
    [15, 'normal'],
    [10, 'normal'],
    [20, 'normal'],
    [20.01, 'high'],
    [9.99, 'low'],
  ])('%d against 10 to 20 is %s', (number, condition) => {
    expect(conditionOf(number)).toBe(condition);
  });

  it('does not judge a value whose quality is bad', () => {
    expect(conditionOf(99, 'QUALITY_BAD')).toBe('bad');
  });

  it('judges an uncertain value by its range first', () => {
    expect(conditionOf(99, 'QUALITY_UNCERTAIN')).toBe('high');
    expect(conditionOf(15, 'QUALITY_UNCERTAIN')).toBe('uncertain');
  });

  it('does not judge a stale value, nor one behind a cut stream', () => {
    expect(conditionOf(99, 'QUALITY_GOOD', NOW - 11_000)).toBe('stale');
    expect(conditionOf(99, 'QUALITY_GOOD', NOW, false)).toBe('stale');
  });

  it('has no condition without a value', () => {
    expect(conditionOf(undefined)).toBe('none');
    expect(assess(PT, undefined, NOW, true).condition).toBe('none');
  });

  it('takes any value of a point without a normal range as normal', () => {
    expect(
      assess(point('X', '', { normalLow: undefined, normalHigh: undefined }), value('X', 1e9, NOW), NOW, true).condition,
    ).toBe('normal');
  });
});
