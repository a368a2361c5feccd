import type { Message } from '../../shared/api/contract';
import { formatMoney, formatNumber } from '../../shared/format/number';
import type { Translate } from '../../shared/i18n/useText';
import { deciderKey } from '../planTexts';
import type { GanttInput } from './ganttGeometry';

type Schedule = Message<'scheduler.v1.Schedule'>;

/** What a schedule costs and how far it is from the optimum, in one line. */
export function scheduleNote(schedule: Schedule | undefined, currency: string, t: Translate): string {
  const feasible = schedule?.state === 'SCHEDULE_STATE_FEASIBLE';
  if (!schedule || (!feasible && schedule.events.length === 0)) return t('schedule.none');
  // The fallback costs something and meets not all that is due: it has no gap.
  if (!feasible) return formatMoney(schedule.energyCost, currency);
  const gap = gapText(schedule);
  return `${formatMoney(schedule.energyCost, currency)} · ${t('schedule.gap')} ${gap}`;
}

/** The optimality gap: "≤" where only a bound is known. */
export function gapText({ gapPercent, lowerBoundIsOptimum }: Schedule): string {
  if (gapPercent === undefined) return '—';
  return `${lowerBoundIsOptimum ? '' : '≤ '}${formatNumber(Math.max(0, gapPercent), 2)} %`;
}

/** A plan and its benchmark as the chart takes them. */
export function ganttOfPlan(plan: Message<'scheduler.v1.Plan'>, t: Translate): GanttInput {
  const row = (key: 'plan' | 'benchmark', schedule: Schedule | undefined) => ({
    key,
    look: key,
    title: t(key === 'benchmark' ? 'decider.benchmark' : deciderKey(schedule?.decider)),
    note: scheduleNote(schedule, plan.currency, t),
    schedule,
    made: true,
  });
  // Where no schedule is possible the fallback is what the machine does.
  const fallback = plan.negotiation?.fallback;
  return {
    ...plan,
    rows: fallback ? [row('plan', fallback)] : [row('plan', plan.schedule), row('benchmark', plan.benchmark)],
  };
}
