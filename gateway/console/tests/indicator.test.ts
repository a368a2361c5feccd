import { describe, expect, it } from 'vitest';
import { indicatorGeometry, scaleOf } from '../src/twin-state/live/indicator';

const input = { value: 50, normalLow: 40, normalHigh: 60, rangeLow: 0, rangeHigh: 100 };

describe('moving analogue indicator', () => {
  it('places band and pointer on the instrument range', () => {
    expect(indicatorGeometry(input)).toEqual({ bandStart: 40, bandEnd: 60, pointer: 50, clipped: undefined });
  });

  it('rests at the end of the track and says so when the value is beyond it', () => {
    expect(indicatorGeometry({ ...input, value: 180 })).toMatchObject({ pointer: 100, clipped: 'high' });
    expect(indicatorGeometry({ ...input, value: -1 })).toMatchObject({ pointer: 0, clipped: 'low' });
  });

  it('gives the normal range the middle half where no instrument range is stated', () => {
    expect(indicatorGeometry({ ...input, rangeLow: undefined, rangeHigh: undefined })).toMatchObject({
      bandStart: 25,
      bandEnd: 75,
      pointer: 50,
    });
  });

  it('reaches to the end of the track where only one limit is stated', () => {
    expect(indicatorGeometry({ ...input, normalLow: undefined })).toMatchObject({ bandStart: 0, bandEnd: 60 });
  });

  it('draws nothing where there is nothing to place a value against', () => {
    expect(
      indicatorGeometry({ value: 5, normalLow: undefined, normalHigh: undefined, rangeLow: undefined, rangeHigh: undefined }),
    ).toBeUndefined();
    expect(indicatorGeometry({ ...input, rangeLow: 10, rangeHigh: 10 })).toBeUndefined();
  });

  it('has no pointer without a value', () => {
    expect(indicatorGeometry({ ...input, value: undefined })?.pointer).toBeUndefined();
    expect(indicatorGeometry({ ...input, value: NaN })?.pointer).toBeUndefined();
  });

  it('opens a scale around a normal range of no width', () => {
    expect(scaleOf({ value: 1, normalLow: 20, normalHigh: 20, rangeLow: undefined, rangeHigh: undefined })).toEqual({
      low: 18,
      high: 22,
    });
  });
});
