import { useState } from 'react';
import { useServices, useSession } from '../services';
import { answerOf } from '../shared/api/client';
import { allPages } from '../shared/api/pages';
import { Problem } from '../shared/api/problem';
import { saveFile } from '../shared/format/csv';
import { useText } from '../shared/i18n/useText';
import { hasRole } from '../shared/session/session';
import { Icon } from '../shared/ui/Icon';
import { Empty, Loading, ProblemNotice } from '../shared/ui/Notices';
import { Pager } from '../shared/ui/Pager';
import { Panel } from '../shared/ui/Panel';
import { useAnswer } from '../shared/ui/useAnswer';
import { reasonKey, reasons, rejectedCsv, type RejectReason } from './rejectReasons';
import { RejectedTable } from './RejectedTable';

const PAGE = 50;

/** What a source sent and could not be taken, newest first; an engineer can replay it after mending the mapping. */
export function RejectedRows({ source }: { source: string }) {
  const t = useText();
  const { api } = useServices();
  const engineer = hasRole(useSession(), 'engineer');
  const [reason, setReason] = useState<RejectReason | ''>('');
  const [tokens, setTokens] = useState<readonly string[]>(['']);
  const [said, setSaid] = useState('');
  const [problem, setProblem] = useState<Problem | undefined>();
  const filter = reason === '' ? '' : `reason = "${reason}"`;
  const pageToken = tokens.at(-1) ?? '';
  const list = (token: string, signal?: AbortSignal) =>
    answerOf(
      api.rest.GET('/v1/sources/{source}/rejectedRows', {
        params: { path: { source }, query: { pageSize: PAGE, pageToken: token, filter } },
        signal,
      }),
    );
  const answer = useAnswer(`rejected ${source} ${filter} ${pageToken}`, (signal) => list(pageToken, signal));

  const attempt = async (work: () => Promise<void>) => {
    setProblem(undefined);
    setSaid('');
    await work().catch((error: unknown) => setProblem(Problem.from(error)));
  };
  const replay = () =>
    attempt(async () => {
      const result = await answerOf(
        api.rest.POST('/v1/sources/{source}/rejectedRows:replay', { params: { path: { source } }, body: {} }),
      );
      setSaid(t('rejected.replayed', { accepted: result.accepted + result.duplicates, rejected: result.rejected }));
      setTokens(['']);
      answer.reload();
    });
  const exportCsv = () =>
    attempt(async () => {
      const rows = await allPages(async (token) => {
        const page = await list(token);
        return { items: page.rejectedRows, nextPageToken: page.nextPageToken };
      });
      saveFile(`${source}-rejected.csv`, rejectedCsv(rows));
    });

  const rows = answer.data?.rejectedRows ?? [];
  return (
    <Panel
      title={t('source.tab.rejected')}
      actions={
        <>
          <select
            className="input input--inline"
            aria-label={t('rejected.reason')}
            value={reason}
            onChange={(event) => {
              setReason(event.target.value as RejectReason | '');
              setTokens(['']);
            }}>
            <option value="">{t('rejected.all')}</option>
            {reasons.map((value) => (
              <option key={value} value={value}>
                {t(reasonKey(value))}
              </option>
            ))}
          </select>
          {engineer && (
            <button type="button" className="button" disabled={rows.length === 0} onClick={() => void replay()}>
              <Icon name="refresh" />
              {t('rejected.replay')}
            </button>
          )}
          <button type="button" className="button" disabled={rows.length === 0} onClick={() => void exportCsv()}>
            <Icon name="download" />
            {t('common.export')}
          </button>
        </>
      }>
      {said && (
        <p className="notice" role="status">
          {said}
        </p>
      )}
      {problem && <ProblemNotice problem={problem} />}
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.reload} />}
      {answer.loading && <Loading lines={6} />}
      {answer.data && rows.length === 0 && (
        <Empty title={t('rejected.empty')}>
          <p>{t('rejected.empty.next')}</p>
        </Empty>
      )}
      {rows.length > 0 && <RejectedTable rows={rows} withTime />}
      <Pager
        page={tokens.length - 1}
        hasNext={(answer.data?.nextPageToken ?? '') !== ''}
        onPage={(page) =>
          setTokens(page < tokens.length - 1 ? tokens.slice(0, -1) : [...tokens, answer.data?.nextPageToken ?? ''])
        }
      />
    </Panel>
  );
}
