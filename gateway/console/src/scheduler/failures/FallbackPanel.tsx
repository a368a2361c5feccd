import { useMemo } from 'react';
import { useServices } from '../../services';
import type { Message } from '../../shared/api/contract';
import { momentOf } from '../../shared/format/time';
import { useText } from '../../shared/i18n/useText';
import { Panel } from '../../shared/ui/Panel';
import { Gantt } from '../gantt/Gantt';
import { ganttOfPlan } from '../gantt/ganttOfPlan';

/** What the expert rules make meanwhile, and by how much that falls short. */
export function FallbackPanel({ plan, running }: { plan: Message<'scheduler.v1.Plan'>; running: boolean }) {
  const t = useText();
  const { live } = useServices();
  const input = useMemo(() => ganttOfPlan(plan, t), [plan, t]);
  const shortfalls = plan.negotiation?.shortfalls ?? [];
  return (
    <Panel title={t(running ? 'failure.fallback.running' : 'failure.fallback')}>
      {shortfalls.length > 0 && (
        <ul className="conflicts">
          {shortfalls.map(({ field, parts, madeTime }) => (
            <li key={field}>
              {t(madeTime ? 'failure.shortfall' : 'failure.shortfall.never', { field, parts, time: momentOf(madeTime) })}
            </li>
          ))}
        </ul>
      )}
      <div className={running ? '' : 'plandim plandim--stale'}>
        <Gantt input={input} label={t('failure.fallback')} now={() => live.clock.now()} />
      </div>
    </Panel>
  );
}
