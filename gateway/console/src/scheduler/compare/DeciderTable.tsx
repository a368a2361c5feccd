import type { Message } from '../../shared/api/contract';
import { formatMoney, formatNumber } from '../../shared/format/number';
import { useText } from '../../shared/i18n/useText';
import { gapText } from '../gantt/ganttOfPlan';
import { deciderKey } from '../planTexts';
import type { Decided } from './useDeciders';

interface DeciderTableProps {
  decided: readonly Decided[];
  /** Which of them makes the machine's plans. */
  inForce: Message<'scheduler.v1.Decider'>;
  currency: string;
}

/** What each decider's schedule costs, how far it is from the optimum, and what it saves against the benchmark. */
export function DeciderTable({ decided, inForce, currency }: DeciderTableProps) {
  const t = useText();
  const benchmark = decided.find(({ decider }) => decider === 'DECIDER_BENCHMARK')?.schedule;
  const own = inForce === 'DECIDER_UNSPECIFIED' ? 'DECIDER_LOOK_AHEAD' : inForce;
  const heads = [
    'schedule.cost',
    'schedule.objective',
    'schedule.energy',
    'schedule.parts',
    'schedule.gap',
    'schedule.saving',
  ] as const;
  return (
    <div className="tablebox">
      <table className="table" data-testid="deciders">
        <thead>
          <tr>
            <th scope="col">{t('compare.decider')}</th>
            {heads.map((key) => (
              <th key={key} scope="col" className="num">
                {t(key)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {decided.map(({ decider, schedule, problem }) => (
            <tr key={decider}>
              <th scope="row">
                {t(deciderKey(decider))} {decider === own && <span className="tag">{t('compare.own')}</span>}
              </th>
              {schedule?.state === 'SCHEDULE_STATE_FEASIBLE' ? (
                <>
                  <td className="num">{formatMoney(schedule.energyCost, currency)}</td>
                  <td className="num">{formatNumber(schedule.objective, 4)}</td>
                  <td className="num">{formatNumber(schedule.energyMwh, 3)} MWh</td>
                  <td className="num">{schedule.parts}</td>
                  <td className="num">{gapText(schedule)}</td>
                  <td className="num">{savingText(schedule.objective, benchmark?.objective)}</td>
                </>
              ) : (
                <td colSpan={heads.length}>{refusal(problem, schedule?.infeasibleReason) || t('schedule.none')}</td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const refusal = (problem: Decided['problem'], infeasible: string | undefined): string =>
  problem ? (problem.faultOf('decider') ?? problem.message) : (infeasible ?? '');

/** 1 - J/J(benchmark): the same rule as the server's saving_percent. */
export function savingText(objective: number, benchmark: number | undefined): string {
  if (benchmark === undefined || benchmark === 0) return '—';
  return `${formatNumber((1 - objective / benchmark) * 100, 2)} %`;
}
