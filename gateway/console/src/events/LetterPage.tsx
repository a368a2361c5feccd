import { useState } from 'react';
import { useServices } from '../services';
import { answerOf } from '../shared/api/client';
import { Problem } from '../shared/api/problem';
import { useText } from '../shared/i18n/useText';
import { href } from '../shared/router/router';
import { Field } from '../shared/ui/Field';
import { Icon } from '../shared/ui/Icon';
import { Loading, ProblemNotice } from '../shared/ui/Notices';
import { Panel, ViewHead } from '../shared/ui/Panel';
import { useAnswer } from '../shared/ui/useAnswer';
import { LetterContent } from './LetterContent';
import { LetterFacts } from './LetterFacts';

/** One letter: what it says, why it is here, what was done with it; replay and discard. */
export function LetterPage({ service, letter }: { service: string; letter: string }) {
  const t = useText();
  const { api } = useServices();
  const [reason, setReason] = useState('');
  const [said, setSaid] = useState('');
  const [running, setRunning] = useState(false);
  const [problem, setProblem] = useState<Problem | undefined>();
  const path = { service, deadLetter: letter };
  const answer = useAnswer(`letter ${service} ${letter}`, (signal) =>
    answerOf(api.rest.GET('/v1/directory/services/{service}/deadLetters/{deadLetter}', { params: { path }, signal })),
  );
  const attempt = async (work: () => Promise<unknown>, done: string) => {
    setProblem(undefined);
    setSaid('');
    setRunning(true);
    try {
      await work();
      setSaid(done);
    } catch (error: unknown) {
      setProblem(Problem.from(error));
    } finally {
      setRunning(false);
      // After a failure too: a letter that failed again has a new reason.
      answer.reload();
    }
  };
  const replay = () =>
    attempt(
      () =>
        answerOf(
          api.rest.POST('/v1/directory/services/{service}/deadLetters/{deadLetter}:replay', { params: { path }, body: {} }),
        ),
      t('letter.replayed'),
    );
  const discard = () =>
    attempt(
      () =>
        answerOf(
          api.rest.POST('/v1/directory/services/{service}/deadLetters/{deadLetter}:discard', {
            params: { path },
            body: { reason },
          }),
        ),
      t('letter.discarded'),
    );

  const data = answer.data;
  const waiting = data?.state === 'DEAD_LETTER_STATE_WAITING';
  return (
    <>
      <ViewHead
        title={data ? `${data.topic}/${data.partition}@${data.offset}` : letter}
        trail={<a href={href(['letters'])}>{t('letters.title')}</a>}
      />
      {said && (
        <p className="notice" role="status">
          {said}
        </p>
      )}
      {problem && <ProblemNotice problem={problem} />}
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.reload} />}
      {answer.loading && <Loading lines={8} />}
      {data && (
        <div className="letter">
          <LetterFacts letter={data} />
          {data.state !== 'DEAD_LETTER_STATE_REPLAYED' && (
            <Panel title={t('letter.what')}>
              <div className="letter__deeds">
                <button
                  type="button"
                  className="button button--primary"
                  disabled={running || !data.replayable}
                  onClick={() => void replay()}>
                  <Icon name="refresh" />
                  {t('letter.replay')}
                </button>
                {!data.replayable && <p className="quiet">{t('letter.noEvent')}</p>}
                {waiting && (
                  <form
                    className="letter__discard"
                    onSubmit={(event) => {
                      event.preventDefault();
                      void discard();
                    }}>
                    <Field
                      name="reason"
                      label={t('letter.reason')}
                      hint={t('letter.reason.hint')}
                      value={reason}
                      fault={undefined}
                      onChange={setReason}
                    />
                    <button type="submit" className="button" disabled={running || reason.trim() === ''}>
                      <Icon name="close" />
                      {t('letter.discard')}
                    </button>
                  </form>
                )}
              </div>
            </Panel>
          )}
          <LetterContent letter={data} />
        </div>
      )}
    </>
  );
}
