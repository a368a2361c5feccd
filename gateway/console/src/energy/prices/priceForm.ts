import type { TextKey } from '../../shared/i18n/catalog';

/** What somebody typed to set a price. */
export interface PriceFormInput {
  start: string;
  end: string;
  price: string;
}

export type PriceFormFaults = Partial<Record<keyof PriceFormInput, TextKey>>;

/** Reads the form. Either the values, or what is wrong with each field. */
export function readPriceForm(
  input: PriceFormInput,
): { values: { start: number; end: number; price: number } } | { faults: PriceFormFaults } {
  const start = Date.parse(input.start);
  const end = Date.parse(input.end);
  const price = input.price.trim() === '' ? NaN : Number(input.price.replace(',', '.'));
  const faults: PriceFormFaults = {};
  if (Number.isNaN(start)) faults.start = 'energy.fault.time';
  if (Number.isNaN(end)) faults.end = 'energy.fault.time';
  else if (end <= start) faults.end = 'energy.fault.order';
  if (!Number.isFinite(price)) faults.price = 'energy.fault.price';
  return Object.keys(faults).length > 0 ? { faults } : { values: { start, end, price } };
}

/** Milliseconds as a datetime-local field wants them. */
export function toLocalField(ms: number): string {
  const shifted = new Date(ms - new Date(ms).getTimezoneOffset() * 60_000);
  return shifted.toISOString().slice(0, 16);
}
