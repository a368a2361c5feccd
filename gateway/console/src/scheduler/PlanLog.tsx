import { useState } from 'react';
import type { Plan } from '../generated/factorytwin/scheduler/v1/plans_pb';
import { formatNumber } from '../shared/format/number';
import { formatMoment, msOf } from '../shared/format/time';
import { useText } from '../shared/i18n/useText';
import { Pager } from '../shared/ui/Pager';
import { Panel } from '../shared/ui/Panel';
import { triggerKey } from './planTexts';

interface PlanLogProps {
  log: readonly Plan[];
  shown: bigint;
  current: bigint | undefined;
  onPick: (revision: bigint) => void;
}

const PAGE = 8;

/** Every revision of the plan, newest first; any of them can be looked at. */
export function PlanLog({ log, shown, current, onPick }: PlanLogProps) {
  const t = useText();
  const [page, setPage] = useState(0);
  const pages = Math.max(1, Math.ceil(log.length / PAGE));
  const at = Math.min(page, pages - 1);
  return (
    <Panel title={t('schedule.log')}>
      <ol className="planlog">
        {log.slice(at * PAGE, (at + 1) * PAGE).map((plan) => {
          const made = msOf(plan.createTime);
          return (
            <li key={String(plan.revision)}>
              <button
                type="button"
                className="planlog__entry"
                aria-pressed={plan.revision === shown}
                onClick={() => onPick(plan.revision)}>
                <span className="planlog__head">
                  <strong>{String(plan.revision)}</strong>
                  <span>{t(triggerKey(plan.trigger))}</span>
                  {plan.revision === current && <span className="tag">{t('schedule.inForce')}</span>}
                  <span className="planlog__saving">
                    {plan.savingPercent === undefined ? '—' : `${formatNumber(plan.savingPercent, 2)} %`}
                  </span>
                </span>
                <span className="planlog__reason">
                  {made !== undefined && <time>{formatMoment(made)}</time>} {plan.reason}
                </span>
              </button>
            </li>
          );
        })}
      </ol>
      <Pager page={at} pages={pages} hasNext={at < pages - 1} onPage={setPage} />
    </Panel>
  );
}
