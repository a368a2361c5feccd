import type { Message } from '../shared/api/contract';
import { momentOf } from '../shared/format/time';
import { useText } from '../shared/i18n/useText';
import { reasonKey } from './rejectReasons';

/** Rows that could not be taken: where, why, and as they came. */
export function RejectedTable({
  rows,
  withTime = false,
}: {
  rows: readonly Message<'ingestion.v1.RejectedRow'>[];
  withTime?: boolean;
}) {
  const t = useText();
  return (
    <div className="tablebox">
      <table className="table rejectedtable">
        <thead>
          <tr>
            <th scope="col" className="num">
              {t('rejected.line')}
            </th>
            <th scope="col">{t('rejected.column')}</th>
            <th scope="col">{t('rejected.reason')}</th>
            <th scope="col">{t('rejected.raw')}</th>
            {withTime && (
              <th scope="col" className="num">
                {t('rejected.received')}
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, i) => (
            <tr key={row.name || i}>
              <td className="num">{row.line || '—'}</td>
              <td>
                <code>{row.column || '—'}</code>
              </td>
              <td>
                <strong>{t(reasonKey(row.reason))}</strong>
                <small className="rejectedtable__detail">{row.detail}</small>
              </td>
              <td>
                <code className="rejectedtable__raw" tabIndex={0}>
                  {row.raw}
                </code>
              </td>
              {withTime && <td className="num">{momentOf(row.receiveTime)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
