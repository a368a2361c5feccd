import type { Plan } from '../generated/factorytwin/scheduler/v1/plans_pb';
import { formatNumber } from '../shared/format/number';
import { formatMoment, msOf } from '../shared/format/time';
import { useText } from '../shared/i18n/useText';
import { Panel } from '../shared/ui/Panel';
import { triggerKey } from './planTexts';

/** The plan's own words on why it is as it is. */
export function PlanWhy({ plan, inForce }: { plan: Plan; inForce: boolean }) {
  const t = useText();
  const made = msOf(plan.createTime);
  return (
    <Panel
      title={t('schedule.why')}
      actions={
        <span className="tag" data-testid="revision">
          {t('schedule.revision')} {String(plan.revision)}
          {inForce && ` · ${t('schedule.inForce')}`}
        </span>
      }>
      <p className="planwhy__reason">{plan.reason || '—'}</p>
      <dl className="planwhy__facts">
        <dt>{t('schedule.trigger')}</dt>
        <dd>{t(triggerKey(plan.trigger))}</dd>
        <dt>{t('schedule.madeAt')}</dt>
        <dd>{made === undefined ? '—' : formatMoment(made)}</dd>
        <dt>{t('schedule.reaction')}</dt>
        <dd>{formatNumber(plan.reactionMilliseconds, 0)} ms</dd>
        <dt>{t('schedule.explored')}</dt>
        <dd>{formatNumber(Number(plan.schedule?.nodesExplored ?? 0n), 0)}</dd>
      </dl>
    </Panel>
  );
}
