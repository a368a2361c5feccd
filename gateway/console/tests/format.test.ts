import { describe, expect, it } from 'vitest';
import { csvCell, toCsv } from '../src/shared/format/csv';
import { decimalsForSpan, formatBytes, formatMoney, formatNumber } from '../src/shared/format/number';
import { formatClock, formatSpan } from '../src/shared/format/time';
import { formatUnit } from '../src/shared/format/unit';

const span = (seconds: number) => formatSpan(seconds * 1000, (unit) => unit);

describe('numbers', () => {
  it.each([
    [6000, 0],
    [1000, 0],
    [100, 1],
    [12, 2],
    [10, 2],
    [1, 3],
    [0.02, 5],
    [0, 2],
  ])('a span of %d is read with %d digits', (range, digits) => {
    expect(decimalsForSpan(range)).toBe(digits);
  });

  it.each([
    [3955.2, 0, '3955'],
    [12_345.6, 1, '12,345.6'],
    [-4.25, 1, '−4.3'],
    [-0.0001, 2, '0.00'],
    [NaN, 1, '—'],
    [Infinity, 1, '—'],
  ])('%d with %d digits is %s', (value, digits, text) => {
    expect(formatNumber(value, digits)).toBe(text);
  });

  it.each([
    [0.012345, '0.01235'],
    [7, '7'],
    [123.456, '123.5'],
    [98_765.4, '98,765'],
  ])('%d of unknown range is %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it('writes money with its currency and bytes with their unit', () => {
    expect(formatMoney(-1234.5, 'USD')).toBe('−1,234.50 USD');
    expect(formatMoney(3, '')).toBe('3.00');
    expect([0, 999, 1000, 4_811_202].map(formatBytes)).toEqual(['0 B', '999 B', '1.0 kB', '4.8 MB']);
  });
});

describe('units', () => {
  it.each([
    ['degC', '°C'],
    ['m3/h', 'm³/h'],
    ['Nm3/h', 'Nm³/h'],
    ['kg/m2', 'kg/m²'],
    ['kPa', 'kPa'],
    ['%', '%'],
    ['', ''],
    ['1', ''],
    ['mm/s', 'mm/s'],
    ['W/m2.degC', 'W/m².°C'],
  ])('%s is shown as %s', (unit, shown) => {
    expect(formatUnit(unit)).toBe(shown);
  });
});

describe('ages', () => {
  it.each([
    [0, '0 s'],
    [-3, '0 s'],
    [59.9, '59 s'],
    [60, '1 min'],
    [3599, '59 min'],
    [3600, '1 h'],
    [7800, '2 h 10 min'],
    [90_000, '25 h'],
    [172_800, '2 d'],
  ])('%d s is %s', (seconds, text) => {
    expect(span(seconds)).toBe(text);
  });
});

describe('times', () => {
  it('writes UTC whatever the zone of the browser', () => {
    expect(formatClock(Date.UTC(2026, 0, 2, 3, 4, 5), true)).toBe('03:04:05');
  });
});

describe('CSV', () => {
  it('quotes what needs quotes', () => {
    expect(
      toCsv(
        ['a', 'b'],
        [
          ['x,y', 'say "hi"'],
          ['line\nbreak', 1.5],
        ],
      ),
    ).toBe('a,b\r\n"x,y","say ""hi"""\r\n"line\nbreak",1.5\r\n');
  });

  it('keeps numbers as numbers and takes the teeth out of formulas', () => {
    expect(csvCell('-12.5')).toBe('-12.5');
    expect(csvCell('=cmd|calc')).toBe("'=cmd|calc");
    expect(csvCell('@SUM(A1)')).toBe("'@SUM(A1)");
  });
});
