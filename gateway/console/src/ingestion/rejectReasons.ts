import type { Message } from '../shared/api/contract';
import { bareName, msOf, timeOf } from '../shared/api/values';
import { toCsv } from '../shared/format/csv';
import type { TextKey } from '../shared/i18n/catalog';

export type RejectReason = Message<'ingestion.v1.RejectReason'>;

const REASONS: Readonly<Record<RejectReason, TextKey>> = {
  REJECT_REASON_UNSPECIFIED: 'reason.unspecified',
  REJECT_REASON_COLUMN_COUNT: 'reason.columnCount',
  REJECT_REASON_NOT_A_NUMBER: 'reason.notANumber',
  REJECT_REASON_NOT_FINITE: 'reason.notFinite',
  REJECT_REASON_TIME_UNREADABLE: 'reason.timeUnreadable',
  REJECT_REASON_TIME_WITHOUT_ZONE: 'reason.timeWithoutZone',
  REJECT_REASON_UNKNOWN_POINT: 'reason.unknownPoint',
  REJECT_REASON_CONFLICTING_VALUE: 'reason.conflictingValue',
  REJECT_REASON_TIME_IN_FUTURE: 'reason.timeInFuture',
  REJECT_REASON_MALFORMED: 'reason.malformed',
};

export const reasonKey = (reason: RejectReason): TextKey => REASONS[reason] ?? 'reason.unspecified';

/** Every reason that the contract names, for a filter. */
export const reasons = (Object.keys(REASONS) as RejectReason[]).filter((reason) => reason !== 'REJECT_REASON_UNSPECIFIED');

export const rejectedCsv = (rows: readonly Message<'ingestion.v1.RejectedRow'>[]): string =>
  toCsv(
    ['line', 'column', 'reason', 'detail', 'raw', 'receive_time'],
    rows.map((row) => [
      row.line,
      row.column,
      bareName(row.reason, 'REJECT_REASON_'),
      row.detail,
      row.raw,
      timeOf(msOf(row.receiveTime)),
    ]),
  );
