import { useServices } from '../services';
import type { Message } from '../shared/api/contract';
import type { StreamState } from '../shared/api/watch';
import { useSpan, useText } from '../shared/i18n/useText';
import { useNow } from '../shared/live/ticker';
import { href } from '../shared/router/router';
import { Icon } from '../shared/ui/Icon';
import { judgePlan } from './planFreshness';

type Plan = Message<'scheduler.v1.Plan'>;

interface PlanStateProps {
  plan: Plan;
  current: Plan | undefined;
  stream: StreamState;
  machine: string;
  onCurrent: () => void;
}

/** How old the plan on the screen is, and whether it may be taken for what the machine is doing. Above every view of it. */
export function PlanState({ plan, current, stream, machine, onCurrent }: PlanStateProps) {
  const t = useText();
  const span = useSpan();
  const { live } = useServices();
  useNow();
  const { ageMs, stale } = judgePlan(plan, current, stream, live.clock.now());
  return (
    <>
      <p className="planstate" data-testid="plan-state">
        <span className="tag" data-testid="revision">
          {t('schedule.revision')} {plan.revision}
          {!stale && ` · ${t('schedule.inForce')}`}
        </span>
        <span className={stale ? 'mark mark--stale' : ''}>
          {stale && <strong>{t('schedule.stale')} · </strong>}
          {ageMs !== undefined && t('schedule.age', { age: span(ageMs) })}
        </span>
      </p>
      {stale && (
        <div className={stale === 'cut' ? 'notice notice--error' : 'notice'} role="status">
          <Icon name={stale === 'cut' ? 'error' : 'clock'} />
          <p className="notice__body">
            {stale === 'cut' && t('schedule.cut', { n: stream.kind === 'reconnecting' ? stream.attempt : 1 })}
            {stale === 'old' && t('schedule.old', { n: plan.revision })}
            {stale === 'over' && t('schedule.over')}
          </p>
          {stale === 'old' && (
            <button type="button" className="button" onClick={onCurrent}>
              {t('schedule.toCurrent')}
            </button>
          )}
        </div>
      )}
      {plan.schedule?.state === 'SCHEDULE_STATE_INFEASIBLE' && (
        <div className="notice notice--abnormal" role="alert">
          <Icon name="error" />
          <p className="notice__body">
            <strong>{t('schedule.infeasible')}</strong>
            {plan.schedule.infeasibleReason}
          </p>
          <a className="button" href={href(['schedule', machine, 'failures'])}>
            {t('failure.negotiate')}
          </a>
        </div>
      )}
    </>
  );
}

/** Greys what is in it while the plan is not what the machine is doing. */
export function PlanDim({
  plan,
  feed,
  children,
}: {
  plan: Plan;
  feed: { current: Plan | undefined; stream: StreamState };
  children: React.ReactNode;
}) {
  const { live } = useServices();
  useNow();
  const { stale } = judgePlan(plan, feed.current, feed.stream, live.clock.now());
  return <div className={stale ? 'plandim plandim--stale' : 'plandim'}>{children}</div>;
}
