import { useMemo, useState } from 'react';
import { useServices } from '../services';
import type { Message } from '../shared/api/contract';
import { idOf, type Int64 } from '../shared/api/values';
import { useText } from '../shared/i18n/useText';
import { Panel } from '../shared/ui/Panel';
import { Segmented } from '../shared/ui/Segmented';
import { Gantt } from './gantt/Gantt';
import { ganttOfPlan } from './gantt/ganttOfPlan';
import { Orders } from './Orders';
import { PlanFigures } from './PlanFigures';
import { PlanLog } from './PlanLog';
import { PlanDim } from './PlanState';
import { PlanTable } from './PlanTable';
import { PlanWhy } from './PlanWhy';
import type { PlanFeed } from './usePlans';

interface PlanViewProps {
  machine: Message<'scheduler.v1.Machine'>;
  feed: PlanFeed;
  plan: Message<'scheduler.v1.Plan'>;
  onPick: (revision: Int64) => void;
}

/** The plan in force, or an earlier one that was picked, with the orders that it is for. */
export function PlanView({ machine, feed, plan, onPick }: PlanViewProps) {
  const t = useText();
  const { live } = useServices();
  const [form, setForm] = useState<'chart' | 'table'>('chart');
  const input = useMemo(() => ganttOfPlan(plan, t), [plan, t]);
  return (
    <div className="planview">
      <div className="planview__main">
        <PlanDim plan={plan} feed={feed}>
          <PlanFigures plan={plan} />
          <Panel
            title={t('schedule.chart')}
            actions={
              <Segmented
                label={t('schedule.chart')}
                value={form}
                onChange={setForm}
                options={[
                  { value: 'chart', text: t('common.chart') },
                  { value: 'table', text: t('common.table') },
                ]}
              />
            }>
            {form === 'chart' ? (
              <Gantt input={input} label={t('schedule.chart.label', { n: plan.revision })} now={() => live.clock.now()} />
            ) : (
              <PlanTable name={`plan-${plan.revision}`} input={input} />
            )}
          </Panel>
        </PlanDim>
        <Orders machine={idOf(machine.name)} revision={feed.current?.revision ?? '0'} />
      </div>
      <div className="planview__side">
        <PlanWhy plan={plan} />
        <PlanLog log={feed.log} shown={plan.revision} current={feed.current?.revision} onPick={onPick} />
      </div>
    </div>
  );
}
