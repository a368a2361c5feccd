import type { Message } from '../shared/api/contract';
import { formatMoney, formatNumber } from '../shared/format/number';
import { useText } from '../shared/i18n/useText';
import { gapText } from './gantt/ganttOfPlan';
import { deciderKey } from './planTexts';

/** What the plan costs, what the benchmark would have cost, and the difference. */
export function PlanFigures({ plan }: { plan: Message<'scheduler.v1.Plan'> }) {
  const t = useText();
  return (
    <div className="figures">
      <Figure kind="plan" title={t(deciderKey(plan.schedule?.decider))} schedule={plan.schedule} currency={plan.currency} />
      <Figure
        kind="benchmark"
        title={t('decider.benchmark')}
        hint={t('schedule.benchmark.hint')}
        schedule={plan.benchmark}
        currency={plan.currency}
      />
      <div className="figure figure--saving">
        <p className="figure__title">{t('schedule.saving')}</p>
        <p className="figure__value" data-testid="saving">
          {plan.savingPercent === undefined ? '—' : `${formatNumber(plan.savingPercent, 2)} %`}
        </p>
        <p className="figure__more">
          {plan.savingPercent === undefined
            ? t('schedule.saving.none')
            : formatMoney((plan.benchmark?.energyCost ?? 0) - (plan.schedule?.energyCost ?? 0), plan.currency)}
        </p>
      </div>
    </div>
  );
}

function Figure({
  kind,
  title,
  hint,
  schedule,
  currency,
}: {
  kind: string;
  title: string;
  hint?: string;
  schedule: Message<'scheduler.v1.Schedule'> | undefined;
  currency: string;
}) {
  const t = useText();
  const known = schedule && schedule.events.length > 0;
  return (
    <div className={`figure figure--${kind}`} title={hint}>
      <p className="figure__title">{title}</p>
      <p className="figure__value" data-testid={`cost-${kind}`}>
        {known ? formatMoney(schedule.energyCost, currency) : '—'}
      </p>
      {known && (
        <p className="figure__more">
          {formatNumber(schedule.energyMwh, 2)} MWh · {t('schedule.parts')} {schedule.parts} · {t('schedule.objective')}{' '}
          {formatNumber(schedule.objective, 2)} · {t('schedule.gap')} {gapText(schedule)}
        </p>
      )}
    </div>
  );
}
