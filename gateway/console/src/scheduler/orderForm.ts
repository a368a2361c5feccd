import { toLocalField } from '../energy/prices/priceForm';
import type { Message } from '../shared/api/contract';
import { msOf, timeOf } from '../shared/api/values';
import type { TextKey } from '../shared/i18n/catalog';

type Order = Message<'scheduler.v1.Order'>;

const HOUR = 3_600_000;

/** What somebody typed to place or change an order. */
export interface OrderFormInput {
  /** May be empty: the server then chooses one. */
  id: string;
  parts: string;
  due: string;
}

export type OrderFormFaults = Partial<Record<keyof OrderFormInput, TextKey>>;

/** The form of a new order: nothing is asked for yet, due some hours from now. */
export const newOrderInput = (now: number): OrderFormInput => ({
  id: '',
  parts: '',
  due: toLocalField(Math.ceil(now / HOUR) * HOUR + 6 * HOUR),
});

/** The form of an order as it stands. */
export const inputOf = (order: Order): OrderFormInput => ({
  id: order.name.slice(order.name.lastIndexOf('/') + 1),
  parts: String(order.parts),
  due: toLocalField(msOf(order.dueTime) ?? 0),
});

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

/** The fields that differ from the order as it was opened, as the contract takes them; seconds of its due time stay as they are. */
export function changesOf(
  opened: OrderFormInput,
  input: OrderFormInput,
  values: { parts: number; due: number },
): { body: { parts?: number; dueTime?: string }; updateMask: string } {
  const body: { parts?: number; dueTime?: string } = {};
  if (input.parts.trim() !== opened.parts) body.parts = values.parts;
  if (input.due !== opened.due) body.dueTime = timeOf(values.due);
  return { body, updateMask: Object.keys(body).join(',') };
}
