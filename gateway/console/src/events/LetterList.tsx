import { useState } from 'react';
import { useServices } from '../services';
import { answerOf } from '../shared/api/client';
import { Problem } from '../shared/api/problem';
import { momentOf } from '../shared/format/time';
import { useText } from '../shared/i18n/useText';
import { href } from '../shared/router/router';
import { Icon } from '../shared/ui/Icon';
import { Empty, Loading, ProblemNotice } from '../shared/ui/Notices';
import { Pager } from '../shared/ui/Pager';
import { Panel, ViewHead } from '../shared/ui/Panel';
import { useAnswer } from '../shared/ui/useAnswer';
import { partsOf } from './names';
import { stateKey } from './states';

const PAGE = 50;
const ALL = '-';

/** The letters of all services, those that wait first of all; all that match can be replayed. */
export function LetterList() {
  const t = useText();
  const { api } = useServices();
  const [filter, setFilter] = useState('');
  const [typed, setTyped] = useState('');
  const [settled, setSettled] = useState(false);
  const [tokens, setTokens] = useState<readonly string[]>(['']);
  const [said, setSaid] = useState('');
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>();
  const pageToken = tokens.at(-1) ?? '';
  const answer = useAnswer(`letters ${filter} ${settled} ${pageToken}`, (signal) =>
    answerOf(
      api.rest.GET('/v1/directory/services/{service}/deadLetters', {
        params: { path: { service: ALL }, query: { pageSize: PAGE, pageToken, filter, showSettled: settled } },
        signal,
      }),
    ),
  );
  const first = () => setTokens(['']);
  const replay = async () => {
    setProblem(undefined);
    setSaid('');
    setRunning(true);
    try {
      const result = await answerOf(
        api.rest.POST('/v1/directory/services/{service}/deadLetters:replay', {
          params: { path: { service: ALL } },
          body: { filter, limit: 1000 },
        }),
      );
      setSaid(
        t('letters.replayed', { replayed: result.replayedCount, failed: result.failedCount, skipped: result.skippedCount }),
      );
      first();
      answer.reload();
    } catch (error: unknown) {
      setProblem(Problem.from(error));
    } finally {
      setRunning(false);
    }
  };

  const letters = answer.data?.deadLetters ?? [];
  const away = answer.data?.unreachable ?? [];
  return (
    <>
      <ViewHead title={t('letters.title')} />
      <p className="quiet">{t('letters.lead')}</p>
      <Panel
        title={settled ? t('letters.all') : t('letters.waiting')}
        actions={
          <>
            <form
              className="letters__filter"
              onSubmit={(event) => {
                event.preventDefault();
                setFilter(typed);
                first();
              }}>
              <input
                className="input input--inline"
                name="filter"
                aria-label={t('letters.filter')}
                placeholder={t('letters.filter.hint')}
                value={typed}
                onChange={(event) => setTyped(event.target.value)}
              />
            </form>
            <label className="letters__settled">
              <input
                type="checkbox"
                checked={settled}
                onChange={(event) => {
                  setSettled(event.target.checked);
                  first();
                }}
              />
              {t('letters.showSettled')}
            </label>
            <button
              type="button"
              className="button"
              disabled={running || !letters.some((letter) => letter.replayable)}
              onClick={() => void replay()}>
              <Icon name="refresh" />
              {filter === '' ? t('letters.replayAll') : t('letters.replayMatching')}
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
        {away.length > 0 && (
          <p className="notice notice--abnormal">
            {t('letters.unreachable', { services: away.map((name) => name.split('/').at(-1)).join(', ') })}
          </p>
        )}
        {answer.loading && <Loading lines={6} />}
        {answer.data && letters.length === 0 && (
          <Empty title={filter === '' ? t('letters.empty') : t('letters.noMatch')}>
            {filter === '' && <p>{t('letters.empty.next')}</p>}
          </Empty>
        )}
        {letters.length > 0 && (
          <div className="tablebox">
            <table className="table">
              <thead>
                <tr>
                  <th scope="col">{t('letters.col.service')}</th>
                  <th scope="col">{t('letters.col.topic')}</th>
                  <th scope="col">{t('letters.col.reason')}</th>
                  <th scope="col">{t('letters.col.state')}</th>
                  <th scope="col" className="num">
                    {t('letters.col.attempts')}
                  </th>
                  <th scope="col" className="num">
                    {t('letters.col.time')}
                  </th>
                </tr>
              </thead>
              <tbody>
                {letters.map((letter) => {
                  const { service, letter: id } = partsOf(letter.name);
                  return (
                    <tr key={letter.name}>
                      <td>{service}</td>
                      <td>
                        <a href={href(['letters', service, id])}>
                          {letter.topic}/{letter.partition}@{letter.offset}
                        </a>
                        <small className="letters__key">{letter.key}</small>
                      </td>
                      <td className="letters__reason">{letter.reason}</td>
                      <td>{t(stateKey(letter.state))}</td>
                      <td className="num">{letter.attemptCount}</td>
                      <td className="num">{momentOf(letter.createTime)}</td>
                    </tr>
                  );
                })}
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
    </>
  );
}
