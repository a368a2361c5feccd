import { useServices, useSession } from '../../services';
import type { Message } from '../../shared/api/contract';
import { msOf } from '../../shared/api/values';
import { formatMoment, momentOf } from '../../shared/format/time';
import { useSpan, useText } from '../../shared/i18n/useText';
import { useNow } from '../../shared/live/ticker';
import { hasRole } from '../../shared/session/session';
import { Icon } from '../../shared/ui/Icon';
import { ProblemNotice } from '../../shared/ui/Notices';
import { Panel } from '../../shared/ui/Panel';
import { FallbackPanel } from './FallbackPanel';
import { constraintKey, stateKey } from './failureTexts';
import { RelaxationTable } from './RelaxationTable';
import { useAccept, type Failure } from './useFailures';

interface FailureViewProps {
  machine: string;
  failure: Failure;
  /** The newest plan that failed so, with its fallback; undefined where it is no longer kept. */
  plan: Message<'scheduler.v1.Plan'> | undefined;
  currency: string;
  /** What is shown is what the server knows now. */
  live: boolean;
  onChanged: () => void;
}

/** One rescheduling failure: the conflict, the ways out, the fallback, the record. */
export function FailureView({ machine, failure, plan, currency, live, onChanged }: FailureViewProps) {
  const t = useText();
  const span = useSpan();
  const { live: store } = useServices();
  const dispatcher = hasRole(useSession(), 'dispatcher');
  const { busy, problem, accept } = useAccept(machine, failure, onChanged);
  useNow();
  const now = store.clock.now();
  const found = msOf(failure.createTime);
  const until = msOf(failure.validUntilTime);
  const open = failure.state === 'FAILURE_STATE_OPEN';
  const expired = until !== undefined && until < now;
  return (
    <>
      <Panel title={t('failure.conflict')}>
        <p className="planstate" data-testid="failure-state">
          <span className={open ? 'mark mark--high' : 'tag'}>{t(stateKey(failure.state))}</span>
          {found !== undefined && t('failure.found', { time: formatMoment(found, now), age: span(now - found) })}
        </p>
        <ol className="conflicts">
          {failure.conflicts.map((conflict, i) => (
            <li key={i}>
              <strong>{t(constraintKey(conflict.kind))}</strong> <code>{conflict.field}</code>
              <p>{conflict.description}</p>
            </li>
          ))}
        </ol>
        {failure.conflicts.length > 1 && <p className="quiet">{t('failure.minimal')}</p>}
      </Panel>
      <Panel title={t('failure.relaxations')}>
        <p className="quiet">{t(dispatcher || !open ? 'failure.relaxations.lead' : 'failure.notAllowed')}</p>
        {open && until !== undefined && (
          <p className={expired ? 'mark mark--stale' : 'quiet'}>
            {expired ? t('failure.expired') : t('failure.validUntil', { time: formatMoment(until, now) })}
          </p>
        )}
        {problem && <ProblemNotice problem={problem} />}
        {failure.relaxations.length === 0 ? (
          <p className="notice">
            <Icon name="info" />
            <span className="notice__body">{t('failure.noRelaxation')}</span>
          </p>
        ) : (
          <RelaxationTable
            relaxations={failure.relaxations}
            accepted={failure.acceptedRelaxationId}
            currency={currency}
            busy={busy}
            onAccept={open && dispatcher && live && !expired ? (id, comment) => void accept(id, comment) : undefined}
          />
        )}
      </Panel>
      {plan?.negotiation?.fallback && <FallbackPanel plan={plan} running={open} />}
      <Panel title={t('failure.record')}>
        <div className="tablebox">
          <table className="table" data-testid="failure-record">
            <thead>
              <tr>
                <th scope="col">{t('failure.when')}</th>
                <th scope="col">{t('schedule.col.state')}</th>
                <th scope="col">{t('failure.what')}</th>
                <th scope="col">{t('failure.who')}</th>
              </tr>
            </thead>
            <tbody>
              {failure.history.map((entry, i) => (
                <tr key={i}>
                  <td>{momentOf(entry.eventTime)}</td>
                  <td>{t(stateKey(entry.state))}</td>
                  <td>{entry.description}</td>
                  <td>{entry.actor || t('failure.service')}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </Panel>
    </>
  );
}
