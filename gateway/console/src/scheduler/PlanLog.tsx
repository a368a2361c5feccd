import { useState } from 'react';
import type { Message } from '../shared/api/contract';
import { msOf, type Int64 } from '../shared/api/values';
import { formatNumber } from '../shared/format/number';
import { formatMoment } from '../shared/format/time';
import { useText } from '../shared/i18n/useText';
import { Pager } from '../shared/ui/Pager';
import { Panel } from '../shared/ui/Panel';
import { triggerKey } from './planTexts';

interface PlanLogProps {
  log: readonly Message<'scheduler.v1.Plan'>[];
  shown: Int64;
  current: Int64 | undefined;
  onPick: (revision: Int64) => void;
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
            <li key={plan.revision}>
              <button
                type="button"
                className="planlog__entry"
                aria-pressed={plan.revision === shown}
                onClick={() => onPick(plan.revision)}>
                <span className="planlog__head">
                  <strong>{plan.revision}</strong>
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
