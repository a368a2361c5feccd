import { useMemo, useState } from 'react';
import type { Message } from '../../shared/api/contract';
import { formatMoney, formatNumber } from '../../shared/format/number';
import { useText } from '../../shared/i18n/useText';
import { Empty } from '../../shared/ui/Notices';
import { Panel } from '../../shared/ui/Panel';
import { Segmented } from '../../shared/ui/Segmented';
import { PlanDim } from '../PlanState';
import type { PlanFeed } from '../usePlans';
import { byBatch, byHour } from './waterfall';
import { WaterfallChart } from './WaterfallChart';
import { WaterfallTable } from './WaterfallTable';
import './saving.css';

interface SavingViewProps {
  machine: Message<'scheduler.v1.Machine'>;
  feed: PlanFeed;
  plan: Message<'scheduler.v1.Plan'>;
}

/** Where the plan's saving against the benchmark comes from. */
export default function SavingView({ feed, plan }: SavingViewProps) {
  const t = useText();
  const [by, setBy] = useState<'hour' | 'batch'>('hour');
  const [form, setForm] = useState<'chart' | 'table'>('chart');
  const comparable = [plan.schedule, plan.benchmark].every((schedule) => (schedule?.events.length ?? 0) > 0);
  const waterfall = useMemo(
    () => (comparable ? (by === 'hour' ? byHour(plan) : byBatch(plan)) : undefined),
    [comparable, plan, by],
  );
  if (!waterfall)
    return (
      <Empty title={t('saving.empty')}>
        <p>{t('saving.empty.next')}</p>
      </Empty>
    );
  const saved = waterfall.benchmark - waterfall.plan;
  return (
    <PlanDim plan={plan} feed={feed}>
      <Panel
        title={t('saving.title')}
        actions={
          <>
            <Segmented
              label={t('saving.by')}
              value={by}
              onChange={setBy}
              options={[
                { value: 'hour', text: t('saving.byHour') },
                { value: 'batch', text: t('saving.byBatch') },
              ]}
            />
            <Segmented
              label={t('saving.form')}
              value={form}
              onChange={setForm}
              options={[
                { value: 'chart', text: t('common.chart') },
                { value: 'table', text: t('common.table') },
              ]}
            />
          </>
        }>
        <p className="saving__sum" data-testid="saving-sum">
          {t(saved >= 0 ? 'saving.sum' : 'saving.dearer', {
            amount: formatMoney(Math.abs(saved), plan.currency),
            benchmark: formatMoney(waterfall.benchmark, plan.currency),
            plan: formatMoney(waterfall.plan, plan.currency),
          })}{' '}
          {plan.savingPercent !== undefined && t('saving.percent', { percent: formatNumber(plan.savingPercent, 2) })}
        </p>
        <p className="quiet">{t(by === 'hour' ? 'saving.byHour.hint' : 'saving.byBatch.hint')}</p>
        {form === 'chart' ? (
          <WaterfallChart waterfall={waterfall} currency={plan.currency} />
        ) : (
          <WaterfallTable waterfall={waterfall} currency={plan.currency} revision={plan.revision} />
        )}
      </Panel>
    </PlanDim>
  );
}
