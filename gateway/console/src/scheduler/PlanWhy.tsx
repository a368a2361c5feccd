import type { Message } from '../shared/api/contract';
import { countOf } from '../shared/api/values';
import { formatNumber } from '../shared/format/number';
import { momentOf } from '../shared/format/time';
import { useText } from '../shared/i18n/useText';
import { Panel } from '../shared/ui/Panel';
import { triggerKey } from './planTexts';

/** The plan's own words on why it is as it is. */
export function PlanWhy({ plan }: { plan: Message<'scheduler.v1.Plan'> }) {
  const t = useText();
  return (
    <Panel title={t('schedule.why')}>
      <p className="planwhy__reason">{plan.reason || '—'}</p>
      <dl className="planwhy__facts">
        <dt>{t('schedule.trigger')}</dt>
        <dd>{t(triggerKey(plan.trigger))}</dd>
        <dt>{t('schedule.madeAt')}</dt>
        <dd>{momentOf(plan.createTime)}</dd>
        <dt>{t('schedule.reaction')}</dt>
        <dd>{formatNumber(plan.reactionMilliseconds, 0)} ms</dd>
        <dt>{t('schedule.explored')}</dt>
        <dd>{formatNumber(countOf(plan.schedule?.nodesExplored), 0)}</dd>
      </dl>
    </Panel>
  );
}
