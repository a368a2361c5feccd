import type { Message } from '../../shared/api/contract';
import { msOf } from '../../shared/api/values';
import type { TextKey } from '../../shared/i18n/catalog';

export type Balance = Message<'energy.v1.Balance'>;

/** How a balance stands. Only "ok" may look so. */
export type Standing = 'ok' | 'imbalanced' | 'uncertain' | 'unknown';

/**
 * Reads a balance with suspicion: an interval without data, or one that nobody judged, is never "ok", whatever else is said of it.
 */
export function standingOf(balance: Balance | undefined): Standing {
  if (!balance || balance.imbalanceQuantity === undefined || balance.coveredPercent <= 0) return 'unknown';
  if (balance.verdict === 'BALANCE_VERDICT_IMBALANCED') return 'imbalanced';
  if (balance.verdict === 'BALANCE_VERDICT_WITHIN_UNCERTAINTY') return 'uncertain';
  return balance.verdict === 'BALANCE_VERDICT_BALANCED' ? 'ok' : 'unknown';
}

export const standingKey = (standing: Standing): TextKey => `balance.${standing}`;

/** An interval as the table shows it; without a balance nothing is known of it. */
export interface IntervalRow {
  start: number;
  end: number;
  balance: Balance | undefined;
}

/** Every interval of the time asked for, whether the server said anything of it or not. */
export function intervalsOf(balances: readonly Balance[], from: number, to: number, interval: number): IntervalRow[] {
  const byStart = new Map(balances.map((balance) => [msOf(balance.startTime) ?? 0, balance]));
  const rows: IntervalRow[] = [];
  for (let start = from; start < to; start += interval) {
    const balance = byStart.get(start);
    rows.push({ start, end: msOf(balance?.endTime) ?? Math.min(start + interval, to), balance });
  }
  return rows.reverse();
}
