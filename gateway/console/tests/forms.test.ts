import { describe, expect, it } from 'vitest';
import { readPriceForm, toLocalField } from '../src/energy/priceForm';
import { href, parseHash } from '../src/shared/router/router';

describe('price form', () => {
  it('reads what was typed', () => {
    const start = Date.parse('2026-01-02T10:00');
    expect(readPriceForm({ start: '2026-01-02T10:00', end: '2026-01-02T11:00', price: '84,5' })).toEqual({ values: { start, end: start + 3_600_000, price: 84.5 } });
  });

  it('names every faulty field at once', () => {
    expect(readPriceForm({ start: '', end: 'x', price: 'dear' })).toEqual({ faults: { start: 'energy.fault.time', end: 'energy.fault.time', price: 'energy.fault.price' } });
    expect(readPriceForm({ start: '2026-01-02T10:00', end: '2026-01-02T10:00', price: ' ' })).toEqual({ faults: { end: 'energy.fault.order', price: 'energy.fault.price' } });
  });

  it('fills a local time field that reads back as the same time', () => {
    const ms = Date.UTC(2026, 5, 1, 12, 30);
    expect(Date.parse(toLocalField(ms))).toBe(ms);
  });
});

describe('links', () => {
  it('read back as they were written, whatever an id carries', () => {
    const route = parseHash(href(['points', 'a/b ?#ü'], { range: '8h' }));
    expect(route.path).toEqual(['points', 'a/b ?#ü']);
    expect(route.query.get('range')).toBe('8h');
  });

  it('take an empty and a broken hash', () => {
    expect(parseHash('').path).toEqual([]);
    expect(parseHash('#/points/%E0%A4').path).toEqual(['points', '%E0%A4']);
  });
});
