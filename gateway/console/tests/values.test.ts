import { describe, expect, it } from 'vitest';
import { bareName, compareInt64, countOf, idOf, msOf, timeOf } from '../src/shared/api/values';

describe('values as they stand in JSON', () => {
  it('orders 64-bit integers exactly, beyond what a number holds', () => {
    expect(['10', '9', '-3', '9007199254740993', '9007199254740992'].sort(compareInt64)).toEqual([
      '-3',
      '9',
      '10',
      '9007199254740992',
      '9007199254740993',
    ]);
    expect(compareInt64('7', '7')).toBe(0);
  });

  it('counts with what is there', () => {
    expect([countOf('1284402'), countOf(undefined)]).toEqual([1_284_402, 0]);
  });

  it.each([
    ['1970-01-01T00:00:01Z', 1000],
    ['1970-01-01T00:00:01.250Z', 1250],
    ['1970-01-01T00:00:01.250999999Z', 1250],
    ['1970-01-01T01:00:00+01:00', 0],
    ['1969-12-31T23:59:59.500Z', -500],
  ])('reads the time %s', (text, ms) => {
    expect(msOf(text)).toBe(ms);
  });

  it('keeps a time that is not there as such, and writes others as the contract takes them', () => {
    expect(msOf(undefined)).toBeUndefined();
    expect([timeOf(undefined), timeOf(1250)]).toEqual(['', '1970-01-01T00:00:01.250Z']);
  });

  it('names enums and resources shortly', () => {
    expect([bareName('QUALITY_GOOD', 'QUALITY_'), bareName('', 'QUALITY_')]).toEqual(['GOOD', '']);
    expect([idOf('machines/m/plans/3'), idOf('bare'), idOf('')]).toEqual(['3', 'bare', '']);
  });
});
