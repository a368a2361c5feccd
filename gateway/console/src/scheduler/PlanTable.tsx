import { msOf, timeOf } from '../shared/api/values';
import { saveFile, toCsv } from '../shared/format/csv';
import { formatNumber } from '../shared/format/number';
import { formatMinute } from '../shared/format/time';
import { useText } from '../shared/i18n/useText';
import { Icon } from '../shared/ui/Icon';
import type { GanttInput } from './gantt/ganttGeometry';

/** The same schedules as a table: what the chart shows, for a screen reader, a printer or a spreadsheet. */
export function PlanTable({ name, input }: { name: string; input: GanttInput }) {
  const t = useText();
  const rows = input.rows.flatMap(({ key, title, schedule }) => (schedule?.events ?? []).map((event) => ({ key, title, event })));
  const minute = (time: string | undefined) => formatMinute(msOf(time) ?? 0);
  const exportCsv = () =>
    saveFile(
      `${name}.csv`,
      toCsv(
        ['schedule', 'parts', 'start_time', 'end_time', 'power_mw', 'energy_cost', 'parts_after'],
        rows.map(({ key, event }) => [
          key,
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
              {t('schedule.col.cost')} {input.currency}
            </th>
            <th scope="col" className="num">
              {t('schedule.col.after')}
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ key, title, event }, i) => (
            <tr key={`${key}${i}`}>
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
