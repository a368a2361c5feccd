import { timestampMs } from '@bufbuild/protobuf/wkt';
import { RejectReason, type RejectedRow } from '../generated/factorytwin/ingestion/v1/readings_pb';
import { toCsv } from '../shared/format/csv';
import type { TextKey } from '../shared/i18n/catalog';

const REASONS: Readonly<Record<RejectReason, TextKey>> = {
  [RejectReason.UNSPECIFIED]: 'reason.unspecified',
  [RejectReason.COLUMN_COUNT]: 'reason.columnCount',
  [RejectReason.NOT_A_NUMBER]: 'reason.notANumber',
  [RejectReason.NOT_FINITE]: 'reason.notFinite',
  [RejectReason.TIME_UNREADABLE]: 'reason.timeUnreadable',
  [RejectReason.TIME_WITHOUT_ZONE]: 'reason.timeWithoutZone',
  [RejectReason.UNKNOWN_POINT]: 'reason.unknownPoint',
  [RejectReason.CONFLICTING_VALUE]: 'reason.conflictingValue',
  [RejectReason.TIME_IN_FUTURE]: 'reason.timeInFuture',
  [RejectReason.MALFORMED]: 'reason.malformed',
};

export const reasonKey = (reason: RejectReason): TextKey => REASONS[reason] ?? 'reason.unspecified';

/** Every reason that the contract names, for a filter. */
export const reasons = Object.keys(REASONS)
  .map(Number)
  .filter((reason) => reason !== RejectReason.UNSPECIFIED) as RejectReason[];

export const rejectedCsv = (rows: readonly RejectedRow[]): string =>
  toCsv(
    ['line', 'column', 'reason', 'detail', 'raw', 'receive_time'],
    rows.map((row) => [
      row.line,
      row.column,
      RejectReason[row.reason] ?? '',
      row.detail,
      row.raw,
      row.receiveTime ? new Date(timestampMs(row.receiveTime)).toISOString() : '',
    ]),
  );
