import { useMemo } from 'react';
import type { Message } from '../../shared/api/contract';
import { momentOf } from '../../shared/format/time';
import type { Int64 } from '../../shared/api/values';
import { formatMoney, formatNumber } from '../../shared/format/number';
import { useText } from '../../shared/i18n/useText';
import { triggerKey } from '../planTexts';
import { signed } from '../saving/deltaText';
import type { MeasuredCost } from './measured';
import { diffOf, savedBy } from './planDiff';

type Plan = Message<'scheduler.v1.Plan'>;

interface LogRowProps {
  plan: Plan;
  /** The plan before it, where it is still kept. */
  before: Plan | undefined;
  /** Of its batches that have ended. */
  cost: MeasuredCost | undefined;
  age: string;
  inForce: boolean;
  shown: boolean;
  onPick: (revision: Int64) => void;
}

/** One plan of the log. */
export function LogRow({ plan, before, cost, age, inForce, shown, onPick }: LogRowProps) {
  const t = useText();
  const diff = useMemo(() => before && diffOf(before, plan), [before, plan]);
  const saved = useMemo(() => before && savedBy(before, plan), [before, plan]);
  const feasible = plan.schedule?.state === 'SCHEDULE_STATE_FEASIBLE';
  const counts = (['moved', 'added', 'dropped', 'kept'] as const).filter((name) => diff && diff[name] > 0);
  return (
    <tr>
      <th scope="row">
        <button type="button" className="button" aria-pressed={shown} onClick={() => onPick(plan.revision)}>
          {plan.revision}
        </button>
        {inForce && <span className="tag">{t('schedule.inForce')}</span>}
      </th>
      <td>
        {momentOf(plan.createTime)}
        <small className="replans__more">{t('log.age', { age })}</small>
      </td>
      <td>{t(triggerKey(plan.trigger))}</td>
      <td>
        {plan.reason || '—'}
        {diff && counts.length > 0 && (
          <small className="replans__more">{counts.map((name) => t(`log.${name}`, { n: diff[name] })).join(' · ')}</small>
        )}
      </td>
      <td className="num">{feasible ? formatMoney(plan.schedule?.energyCost ?? 0, plan.currency) : t('schedule.none')}</td>
      <td className="num">
        <Measured cost={cost} currency={plan.currency} />
      </td>
      <td className="num">{saved === undefined ? '—' : `${signed(saved)} ${plan.currency}`}</td>
      <td className="num">{plan.savingPercent === undefined ? '—' : `${formatNumber(plan.savingPercent, 2)} %`}</td>
    </tr>
  );
}

/** Planned against measured cost, of the batches that have both. */
function Measured({ cost, currency }: { cost: MeasuredCost | undefined; currency: string }) {
  const t = useText();
  if (!cost) return '—';
  const { batches, compared, planned, measured } = cost;
  if (compared === 0) return <small className="replans__more">{t('log.unmeasured', { n: batches })}</small>;
  const excess = planned === 0 ? '' : ` (${signed(100 * (measured / planned - 1))} %)`;
  return (
    <>
      {formatMoney(measured, currency)}
      <small className="replans__more">
        {t('log.ofPlanned', { planned: formatMoney(planned, currency), n: compared, of: batches })}
        {excess}
      </small>
    </>
  );
}
