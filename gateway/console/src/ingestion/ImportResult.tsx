import { useState } from 'react';
import type { Message } from '../shared/api/contract';
import { saveFile } from '../shared/format/csv';
import { formatNumber } from '../shared/format/number';
import { useText } from '../shared/i18n/useText';
import { Icon } from '../shared/ui/Icon';
import { Pager } from '../shared/ui/Pager';
import { Panel } from '../shared/ui/Panel';
import { RejectedTable } from './RejectedTable';
import { rejectedCsv } from './rejectReasons';

const PAGE = 50;

/** What became of a file: the sums, and every faulty line. */
export function ImportResult({ result }: { result: Message<'ingestion.v1.ImportReadingsResponse'> }) {
  const t = useText();
  const [page, setPage] = useState(0);
  const rows = result.rejectedRows;
  const pages = Math.max(1, Math.ceil(rows.length / PAGE));
  return (
    <Panel
      title={t('import.done')}
      actions={
        rows.length > 0 && (
          <button type="button" className="button" onClick={() => saveFile('rejected-rows.csv', rejectedCsv(rows))}>
            <Icon name="download" />
            {t('common.export')}
          </button>
        )
      }>
      <dl className="sums" role="status" data-testid="import-result">
        {(
          [
            ['import.rows', result.rows],
            ['import.accepted', result.accepted],
            ['import.rejected', result.rejected],
            ['import.duplicates', result.duplicates],
            ['import.readings', result.acceptedReadings],
            ['import.emptyCells', result.emptyCells],
          ] as const
        ).map(([key, n]) => (
          <div key={key} className={key === 'import.rejected' && n > 0 ? 'sums__bad' : undefined}>
            <dt>{t(key)}</dt>
            <dd>{formatNumber(n, 0)}</dd>
          </div>
        ))}
      </dl>
      {rows.length === 0 ? (
        <p className="quiet">{t('import.allGood')}</p>
      ) : (
        <RejectedTable rows={rows.slice(page * PAGE, (page + 1) * PAGE)} />
      )}
      {result.rejectedRowsOmitted > 0 && <p className="hint">{t('import.omitted', { n: result.rejectedRowsOmitted })}</p>}
      <Pager page={page} pages={pages} hasNext={page < pages - 1} onPage={setPage} />
    </Panel>
  );
}
