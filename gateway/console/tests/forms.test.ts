import { describe, expect, it } from 'vitest';
import { readPriceForm, toLocalField } from '../src/energy/prices/priceForm';
import { readOrderForm } from '../src/scheduler/orderForm';
import { href, parseHash } from '../src/shared/router/router';

describe('price form', () => {
  it('reads what was typed', () => {
    const start = Date.parse('2026-01-02T10:00');
    expect(readPriceForm({ start: '2026-01-02T10:00', end: '2026-01-02T11:00', price: '84,5' })).toEqual({
      values: { start, end: start + 3_600_000, price: 84.5 },
    });
  });

  it('names every faulty field at once', () => {
    expect(readPriceForm({ start: '', end: 'x', price: 'dear' })).toEqual({
      faults: { start: 'energy.fault.time', end: 'energy.fault.time', price: 'energy.fault.price' },
    });
    expect(readPriceForm({ start: '2026-01-02T10:00', end: '2026-01-02T10:00', price: ' ' })).toEqual({
      faults: { end: 'energy.fault.order', price: 'energy.fault.price' },
    });
  });

  it('fills a local time field that reads back as the same time', () => {
    const ms = Date.UTC(2026, 5, 1, 12, 30);
    expect(Date.parse(toLocalField(ms))).toBe(ms);
  });
});

describe('order form', () => {
  const now = Date.parse('2026-01-02T10:00');

  it('reads what was typed', () => {
    expect(readOrderForm({ id: ' a-17 ', parts: ' 12 ', due: '2026-01-02T11:00' }, now)).toEqual({
      values: { id: 'a-17', parts: 12, due: now + 3_600_000 },
    });
  });

  it.each([
    ['', '2026-01-02T11:00', { parts: 'order.fault.parts' }],
    ['1.5', '', { parts: 'order.fault.parts', due: 'order.fault.due' }],
    ['3', '2026-01-02T10:00', { due: 'order.fault.due' }],
    ['0', '2026-01-03T10:00', { parts: 'order.fault.parts' }],
  ])('names the fault of "%s" parts by "%s"', (parts, due, faults) => {
    expect(readOrderForm({ id: '', parts, due }, now)).toEqual({ faults });
    expect(readOrderForm({ id: '-a b', parts, due }, now)).toEqual({ faults: { ...faults, id: 'order.fault.id' } });
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
