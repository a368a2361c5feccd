import { useState } from 'react';
import { useServices } from '../../services';
import type { Message } from '../../shared/api/contract';
import { msOf, timeOf, type Int64 } from '../../shared/api/values';
import { saveFile, toCsv } from '../../shared/format/csv';
import { useSpan, useText } from '../../shared/i18n/useText';
import { useNow } from '../../shared/live/ticker';
import { Icon } from '../../shared/ui/Icon';
import { ProblemNotice } from '../../shared/ui/Notices';
import { Pager } from '../../shared/ui/Pager';
import { Panel } from '../../shared/ui/Panel';
import type { PlanFeed } from '../usePlans';
import { LogRow } from './LogRow';
import { useMeasuredCosts } from './measured';
import { savedBy } from './planDiff';
import './log.css';

interface LogViewProps {
  machine: string;
  feed: PlanFeed;
  plan: Message<'scheduler.v1.Plan'>;
  onPick: (revision: Int64) => void;
}

const PAGE = 20;
const HEADS = [
  'schedule.revision',
  'log.made',
  'schedule.trigger',
  'log.change',
  'log.cost',
  'log.measured',
  'log.saved',
  'log.benchmark',
] as const;
const NUMBERS: readonly string[] = ['log.cost', 'log.measured', 'log.saved', 'log.benchmark'];

/** Every plan of the machine: what set it off, what it changed, and what that saved. */
export default function LogView({ machine, feed, plan, onPick }: LogViewProps) {
  const t = useText();
  const span = useSpan();
  const { live } = useServices();
  useNow();
  const [page, setPage] = useState(0);
  const { log } = feed;
  const costs = useMeasuredCosts(machine, feed.current?.revision ?? '0');
  const pages = Math.max(1, Math.ceil(log.length / PAGE));
  const at = Math.min(page, pages - 1);
  const now = live.clock.now();
  const exportCsv = () =>
    saveFile(
      'plans.csv',
      toCsv(
        [
          'revision',
          'create_time',
          'trigger',
          'reason',
          'energy_cost',
          'measured_batches',
          'planned_cost_of_measured',
          'measured_cost',
          'saved_against_plan_before',
          'saving_percent_against_benchmark',
        ],
        log.map((one, i) => [
          one.revision,
          timeOf(msOf(one.createTime)),
          one.trigger,
          one.reason,
          one.schedule?.energyCost ?? '',
          costs.data?.get(one.name)?.compared ?? 0,
          costs.data?.get(one.name)?.planned ?? '',
          costs.data?.get(one.name)?.measured ?? '',
          (log[i + 1] && savedBy(log[i + 1]!, one)) ?? '',
          one.savingPercent ?? '',
        ]),
      ),
    );
  return (
    <Panel
      title={t('log.title')}
      actions={
        <button type="button" className="button" onClick={exportCsv}>
          <Icon name="download" />
          {t('common.export')}
        </button>
      }>
      <p className="quiet">{t('log.lead')}</p>
      {costs.problem && <ProblemNotice problem={costs.problem} onRetry={costs.reload} />}
      <div className="tablebox">
        <table className="table replans" data-testid="replans">
          <thead>
            <tr>
              {HEADS.map((key) => (
                <th key={key} scope="col" className={NUMBERS.includes(key) ? 'num' : ''}>
                  {t(key)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {log.slice(at * PAGE, (at + 1) * PAGE).map((one, i) => {
              const made = msOf(one.createTime);
              return (
                <LogRow
                  key={one.revision}
                  plan={one}
                  cost={costs.data?.get(one.name)}
                  before={log[at * PAGE + i + 1]}
                  age={made === undefined ? '—' : span(now - made)}
                  inForce={one.revision === feed.current?.revision}
                  shown={one.revision === plan.revision}
                  onPick={onPick}
                />
              );
            })}
          </tbody>
        </table>
      </div>
      <Pager page={at} pages={pages} hasNext={at < pages - 1} onPage={setPage} />
    </Panel>
  );
}
