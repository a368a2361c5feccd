import { useState } from 'react';
import { useServices } from '../services';
import { answerOf } from '../shared/api/client';
import type { Problem } from '../shared/api/problem';
import { countOf, idOf } from '../shared/api/values';
import { formatBytes } from '../shared/format/number';
import { momentOf } from '../shared/format/time';
import { useText } from '../shared/i18n/useText';
import { Empty, Loading, ProblemNotice } from '../shared/ui/Notices';
import { Pager } from '../shared/ui/Pager';
import { Panel } from '../shared/ui/Panel';
import { useAnswer } from '../shared/ui/useAnswer';
import { DownloadRaw } from './DownloadRaw';
import { mediaType } from './rawFile';

/** What a source sent, as it came, newest first. */
export function RawBatches({ source }: { source: string }) {
  const t = useText();
  const { api } = useServices();
  const [tokens, setTokens] = useState<readonly string[]>(['']);
  const [problem, setProblem] = useState<Problem | undefined>();
  const pageToken = tokens.at(-1) ?? '';
  const answer = useAnswer(`raw ${source} ${pageToken}`, (signal) =>
    answerOf(
      api.rest.GET('/v1/sources/{source}/rawBatches', {
        params: { path: { source }, query: { pageSize: 50, pageToken } },
        signal,
      }),
    ),
  );
  const batches = answer.data?.rawBatches ?? [];
  return (
    <Panel title={t('source.tab.raw')}>
      {problem && <ProblemNotice problem={problem} />}
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.reload} />}
      {answer.loading && <Loading lines={5} />}
      {answer.data && batches.length === 0 && <Empty title={t('raw.empty')} />}
      {batches.length > 0 && (
        <div className="tablebox">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">{t('raw.batch')}</th>
                <th scope="col">{t('raw.type')}</th>
                <th scope="col" className="num">
                  {t('raw.size')}
                </th>
                <th scope="col" className="num">
                  {t('rejected.received')}
                </th>
                <th scope="col">{t('raw.complete')}</th>
                <th aria-label={t('raw.file')} />
              </tr>
            </thead>
            <tbody>
              {batches.map((batch) => (
                <tr key={batch.name}>
                  <th scope="row">{idOf(batch.name)}</th>
                  <td>
                    <code title={batch.contentType}>{mediaType(batch.contentType)}</code>
                  </td>
                  <td className="num">{formatBytes(countOf(batch.sizeBytes))}</td>
                  <td className="num">{momentOf(batch.receiveTime)}</td>
                  <td>{batch.complete ? t('common.yes') : t('common.no')}</td>
                  <td className="num">
                    <DownloadRaw source={source} batch={batch} onProblem={setProblem} />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
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
