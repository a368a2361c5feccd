import type { TextKey } from '../shared/i18n/catalog';

/** What somebody typed to place an order. */
export interface OrderFormInput {
  /** May be empty: the server then chooses one. */
  id: string;
  parts: string;
  due: string;
}

export type OrderFormFaults = Partial<Record<keyof OrderFormInput, TextKey>>;

/** Reads the form. Either the values, or what is wrong with each field. */
export function readOrderForm(
  input: OrderFormInput,
  now: number,
): { values: { id: string; parts: number; due: number } } | { faults: OrderFormFaults } {
  const parts = /^\s*\d+\s*$/.test(input.parts) ? Number(input.parts) : 0;
  const due = Date.parse(input.due);
  const id = input.id.trim();
  const faults: OrderFormFaults = {};
  if (id !== '' && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/.test(id)) faults.id = 'order.fault.id';
  if (parts < 1 || parts > 2_147_483_647) faults.parts = 'order.fault.parts';
  if (Number.isNaN(due) || due <= now) faults.due = 'order.fault.due';
  return Object.keys(faults).length > 0 ? { faults } : { values: { id, parts, due } };
}
