import { useState } from 'react';
import { useServices } from '../services';
import { answerOf } from '../shared/api/client';
import type { Message } from '../shared/api/contract';
import { allPages } from '../shared/api/pages';
import { countOf, idOf, msOf, timeOf } from '../shared/api/values';
import { saveFile, toCsv } from '../shared/format/csv';
import { formatNumber } from '../shared/format/number';
import { momentOf } from '../shared/format/time';
import { useText } from '../shared/i18n/useText';
import { href } from '../shared/router/router';
import { Icon } from '../shared/ui/Icon';
import { Empty, Loading, ProblemNotice } from '../shared/ui/Notices';
import { Pager } from '../shared/ui/Pager';
import { Panel } from '../shared/ui/Panel';
import { useAnswer } from '../shared/ui/useAnswer';

type Source = Message<'ingestion.v1.Source'>;

const PAGE = 25;

/** The registered sources with what has been counted for each. */
export default function SourcesPage() {
  const t = useText();
  const { api } = useServices();
  const [text, setText] = useState('');
  const [page, setPage] = useState(0);
  const answer = useAnswer(
    'sources',
    (signal) =>
      allPages(async (pageToken) => {
        const list = await answerOf(api.rest.GET('/v1/sources', { params: { query: { pageSize: 500, pageToken } }, signal }));
        return { items: list.sources, nextPageToken: list.nextPageToken };
      }),
    { everyMs: 5000 },
  );
  const found = (answer.data ?? []).filter((source) =>
    `${source.name} ${source.displayName} ${source.owner} ${source.origin}`.toLowerCase().includes(text.trim().toLowerCase()),
  );
  const pages = Math.max(1, Math.ceil(found.length / PAGE));
  const at = Math.min(page, pages - 1);
  const exportCsv = () =>
    saveFile(
      'sources.csv',
      toCsv(
        [
          'source',
          'title',
          'owner',
          'origin',
          'accepted_readings',
          'rejected_readings',
          'duplicate_readings',
          'last_event_time',
          'last_receive_time',
        ],
        found.map((source) => [
          idOf(source.name),
          source.displayName,
          source.owner,
          source.origin,
          ...counts(source),
          timeOf(msOf(source.statistics?.lastEventTime)),
          timeOf(msOf(source.statistics?.lastReceiveTime)),
        ]),
      ),
    );
  return (
    <>
      <h1 className="sr-only">{t('sources.title')}</h1>
      <Panel
        title={t('sources.title')}
        actions={
          <>
            <a className="button" href={href(['sources', '+new'])}>
              {t('register.title')}
            </a>
            <button type="button" className="button" disabled={found.length === 0} onClick={exportCsv}>
              <Icon name="download" />
              {t('common.export')}
            </button>
          </>
        }>
        {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.reload} />}
        {answer.loading && <Loading lines={5} />}
        {answer.data?.length === 0 && (
          <Empty title={t('sources.empty')}>
            <p>{t('sources.empty.next')}</p>
          </Empty>
        )}
        {answer.data && answer.data.length > 0 && (
          <>
            <label className="field" style={{ maxWidth: 320, marginBottom: 12 }}>
              <span className="field__label">{t('common.filter')}</span>
              <input
                className="input"
                type="search"
                value={text}
                placeholder={t('sources.filter')}
                onChange={(event) => {
                  setText(event.target.value);
                  setPage(0);
                }}
              />
            </label>
            {found.length === 0 ? (
              <Empty title={t('sources.noMatch')} />
            ) : (
              <SourceTable sources={found.slice(at * PAGE, (at + 1) * PAGE)} />
            )}
            <Pager page={at} pages={pages} hasNext={at < pages - 1} onPage={setPage} />
          </>
        )}
      </Panel>
    </>
  );
}

const counts = ({ statistics }: Source) => [
  statistics?.acceptedReadings ?? '0',
  statistics?.rejectedReadings ?? '0',
  statistics?.duplicateReadings ?? '0',
];

function SourceTable({ sources }: { sources: readonly Source[] }) {
  const t = useText();
  const moment = (time: string | undefined) => momentOf(time, t('sources.never'));
  return (
    <div className="tablebox">
      <table className="table table--touch">
        <thead>
          <tr>
            <th scope="col">{t('sources.col.source')}</th>
            <th scope="col">{t('sources.col.owner')}</th>
            <th scope="col">{t('sources.col.origin')}</th>
            <th scope="col" className="num">
              {t('sources.col.accepted')}
            </th>
            <th scope="col" className="num">
              {t('sources.col.rejected')}
            </th>
            <th scope="col" className="num">
              {t('sources.col.duplicates')}
            </th>
            <th scope="col" className="num">
              {t('sources.col.lastEvent')}
            </th>
            <th scope="col" className="num">
              {t('sources.col.lastReceive')}
            </th>
          </tr>
        </thead>
        <tbody>
          {sources.map((source) => {
            const [accepted, rejected, duplicates] = counts(source).map(countOf);
            return (
              <tr key={source.name}>
                <th scope="row">
                  <a className="rowlink" href={href(['sources', idOf(source.name)])}>
                    {source.displayName || idOf(source.name)}
                    <small>{idOf(source.name)}</small>
                  </a>
                </th>
                <td>{source.owner || '—'}</td>
                <td>{source.origin || '—'}</td>
                <td className="num">{formatNumber(accepted ?? 0, 0)}</td>
                <td className="num">
                  {rejected ? (
                    <a href={href(['sources', idOf(source.name)], { tab: 'rejected' })}>{formatNumber(rejected, 0)}</a>
                  ) : (
                    '0'
                  )}
                </td>
                <td className="num">{formatNumber(duplicates ?? 0, 0)}</td>
                <td className="num">{moment(source.statistics?.lastEventTime)}</td>
                <td className="num">{moment(source.statistics?.lastReceiveTime)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
