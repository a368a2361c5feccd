import { useMemo } from 'react';
import { useServices } from '../../services';
import type { Message } from '../../shared/api/contract';
import { useText } from '../../shared/i18n/useText';
import { Empty, Loading, ProblemNotice } from '../../shared/ui/Notices';
import { Panel } from '../../shared/ui/Panel';
import { Gantt } from '../gantt/Gantt';
import type { GanttInput } from '../gantt/ganttGeometry';
import { scheduleNote } from '../gantt/ganttOfPlan';
import { PlanDim } from '../PlanState';
import { deciderKey } from '../planTexts';
import type { PlanFeed } from '../usePlans';
import { DeciderTable } from './DeciderTable';
import { instanceOf } from './instance';
import { useDeciders } from './useDeciders';

interface CompareViewProps {
  machine: Message<'scheduler.v1.Machine'>;
  feed: PlanFeed;
  plan: Message<'scheduler.v1.Plan'>;
}

/** Every decider on the instance that the plan was made for, on one time axis. */
export default function CompareView({ machine, feed, plan }: CompareViewProps) {
  const t = useText();
  const { live } = useServices();
  // The log grows and its plans do not: what came before the plan says which batch it starts after.
  const instance = useMemo(() => instanceOf(plan, machine, feed.log), [plan, machine, feed.log]);
  const answer = useDeciders(`${plan.name} ${machine.etag} ${instance?.previousEvent ?? ''}`, instance);
  const input = useMemo(
    (): GanttInput => ({
      ...plan,
      rows: (answer.data ?? []).map(({ decider, schedule, problem }) => ({
        key: decider,
        look: decider === 'DECIDER_BENCHMARK' ? 'benchmark' : 'plan',
        title: t(deciderKey(decider)),
        note: problem ? t('compare.refused') : scheduleNote(schedule, plan.currency, t),
        schedule,
        made: decider === 'DECIDER_BENCHMARK' || decider === 'DECIDER_EXACT',
      })),
    }),
    [plan, answer.data, t],
  );
  if (!instance)
    return (
      <Empty title={t('compare.empty')}>
        <p>{t('compare.empty.next')}</p>
      </Empty>
    );
  return (
    <PlanDim plan={plan} feed={feed}>
      <Panel title={t('compare.title')}>
        <p className="quiet">{t('compare.lead', { n: plan.revision })}</p>
        {answer.loading && <Loading lines={8} />}
        {answer.problem && <ProblemNotice problem={answer.problem} onRetry={answer.reload} />}
        {answer.data && (
          <>
            <DeciderTable decided={answer.data} inForce={machine.decider} currency={plan.currency} />
            <Gantt input={input} label={t('compare.label', { n: plan.revision })} now={() => live.clock.now()} />
          </>
        )}
      </Panel>
    </PlanDim>
  );
}
