import { useState } from 'react';
import type { Message } from '../../shared/api/contract';
import { idOf } from '../../shared/api/values';
import { momentOf } from '../../shared/format/time';
import { useText } from '../../shared/i18n/useText';
import { Empty, Loading, ProblemNotice } from '../../shared/ui/Notices';
import type { PlanFeed } from '../usePlans';
import { FailureView } from './FailureView';
import { stateKey } from './failureTexts';
import { useFailures } from './useFailures';
import './failures.css';

/** What makes a plan impossible, what would make one possible, and what was agreed. */
export default function FailuresView({ machine, feed }: { machine: Message<'scheduler.v1.Machine'>; feed: PlanFeed }) {
  const t = useText();
  const id = idOf(machine.name);
  const [picked, setPicked] = useState('');
  const answer = useFailures(id, feed.current?.revision ?? '0');
  if (answer.loading) return <Loading lines={8} />;
  if (!answer.data) return answer.problem ? <ProblemNotice problem={answer.problem} onRetry={answer.reload} /> : null;
  const failures = answer.data;
  const failure = failures.find(({ name }) => name === picked) ?? failures[0];
  if (!failure)
    return (
      <Empty title={t('failure.none')}>
        <p>{t('failure.none.next')}</p>
      </Empty>
    );
  const plan = feed.log.find(({ name }) => name === failure.plan);
  return (
    <>
      {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.reload} />}
      {failures.length > 1 && (
        <label className="field failures__pick">
          <span className="field__label">{t('failure.one')}</span>
          <select className="input" value={failure.name} onChange={(event) => setPicked(event.target.value)}>
            {failures.map(({ name, createTime, state }) => (
              <option key={name} value={name}>
                {momentOf(createTime)} · {t(stateKey(state))}
              </option>
            ))}
          </select>
        </label>
      )}
      <FailureView
        key={failure.name}
        machine={id}
        failure={failure}
        plan={plan}
        currency={plan?.currency ?? feed.current?.currency ?? ''}
        live={feed.stream.kind === 'live' && !answer.problem}
        onChanged={answer.reload}
      />
    </>
  );
}
