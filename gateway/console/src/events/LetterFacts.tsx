import type { Message } from '../shared/api/contract';
import { momentOf } from '../shared/format/time';
import { useText } from '../shared/i18n/useText';
import { Panel } from '../shared/ui/Panel';
import { actionKey, stateKey } from './states';

/** Why a letter is here, where it came from and what was done with it. */
export function LetterFacts({ letter }: { letter: Message<'events.v1.DeadLetter'> }) {
  const t = useText();
  return (
    <Panel title={t(stateKey(letter.state))}>
      <p className={letter.state === 'DEAD_LETTER_STATE_WAITING' ? 'notice notice--abnormal' : 'quiet'}>{letter.reason}</p>
      <dl className="facts">
        <dt>{t('letters.col.service')}</dt>
        <dd>{letter.group}</dd>
        <dt>{t('letter.type')}</dt>
        <dd>
          <code>{letter.eventType || '—'}</code>
        </dd>
        <dt>{t('letter.id')}</dt>
        <dd>
          <code>{letter.eventId}</code>
        </dd>
        <dt>{t('letter.source')}</dt>
        <dd>
          <code>{letter.eventSource}</code>
        </dd>
        <dt>{t('letter.key')}</dt>
        <dd>
          <code>{letter.key || '—'}</code>
        </dd>
        <dt>{t('letter.eventTime')}</dt>
        <dd>{momentOf(letter.eventTime)}</dd>
        <dt>{t('letters.col.attempts')}</dt>
        <dd>{letter.attemptCount}</dd>
      </dl>
      <div className="tablebox">
        <table className="table">
          <caption className="quiet">{t('letter.changes')}</caption>
          <tbody>
            {letter.changes.map((change, i) => (
              <tr key={i}>
                <td className="num">{momentOf(change.time)}</td>
                <td>{t(actionKey(change.action))}</td>
                <td>{change.actor || '—'}</td>
                <td className="letters__reason">{change.reason}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Panel>
  );
}
