import type { Message } from '../shared/api/contract';
import { msOf, timeOf } from '../shared/api/values';
import { saveFile, toCsv } from '../shared/format/csv';
import { formatNumber } from '../shared/format/number';
import { formatMinute } from '../shared/format/time';
import { useText } from '../shared/i18n/useText';
import { Icon } from '../shared/ui/Icon';

/** The same plan as a table: what the chart shows, for a screen reader, a printer or a spreadsheet. */
export function PlanTable({ plan }: { plan: Message<'scheduler.v1.Plan'> }) {
  const t = useText();
  const rows = [
    ...(plan.schedule?.events ?? []).map((event) => ({ kind: 'look-ahead', title: t('schedule.lookAhead'), event })),
    ...(plan.benchmark?.events ?? []).map((event) => ({ kind: 'benchmark', title: t('schedule.benchmark'), event })),
  ];
  const minute = (time: string | undefined) => formatMinute(msOf(time) ?? 0);
  const exportCsv = () =>
    saveFile(
      `plan-${plan.revision}.csv`,
      toCsv(
        ['schedule', 'parts', 'start_time', 'end_time', 'power_mw', 'energy_cost', 'parts_after'],
        rows.map(({ kind, event }) => [
          kind,
          event.parts,
          timeOf(msOf(event.startTime)),
          timeOf(msOf(event.endTime)),
          event.powerMw,
          event.energyCost,
          event.partsAfter,
        ]),
      ),
    );
  return (
    <div className="tablebox">
      <button type="button" className="button" onClick={exportCsv}>
        <Icon name="download" />
        {t('common.export')}
      </button>
      <table className="table">
        <thead>
          <tr>
            <th scope="col">{t('schedule.col.schedule')}</th>
            <th scope="col" className="num">
              {t('schedule.col.parts')}
            </th>
            <th scope="col" className="num">
              {t('schedule.col.start')}
            </th>
            <th scope="col" className="num">
              {t('schedule.col.end')}
            </th>
            <th scope="col" className="num">
              {t('schedule.col.power')} MW
            </th>
            <th scope="col" className="num">
              {t('schedule.col.cost')} {plan.currency}
            </th>
            <th scope="col" className="num">
              {t('schedule.col.after')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ kind, title, event }, i) => (
            <tr key={`${kind}${i}`}>
              <td>{title}</td>
              <td className="num">{event.parts === 0 ? t('schedule.idle') : event.parts}</td>
              <td className="num">{minute(event.startTime)}</td>
              <td className="num">{minute(event.endTime)}</td>
              <td className="num">{formatNumber(event.powerMw, 2)}</td>
              <td className="num">{formatNumber(event.energyCost, 2)}</td>
              <td className="num">{event.partsAfter}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
