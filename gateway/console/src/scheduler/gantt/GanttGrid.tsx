import { niceTicks, timeTicks } from '../../energy/priceGeometry';
import { formatNumber } from '../../shared/format/number';
import { formatAxisTime } from '../../shared/format/time';
import { useText } from '../../shared/i18n/useText';
import { GUTTER, RIGHT, type GanttGeometry } from './ganttGeometry';

/** Axes and lines behind the bars. */
export function GanttGrid({ geometry, currency }: { geometry: GanttGeometry; currency: string }) {
  const t = useText();
  const { x, price, rows, produced, width, height, from, to } = geometry;
  return (
    <g aria-hidden="true">
      {timeTicks(from, to, Math.max(3, width / 90)).map((at) => (
        <g key={at}>
          <line className="gantt__grid" x1={x(at)} x2={x(at)} y1={price.top} y2={height - 24} />
          <text className="gantt__tick" x={x(at)} y={height - 8} textAnchor="middle">
            {formatAxisTime(at)}
          </text>
        </g>
      ))}
      {niceTicks(price.low, price.high, 4).map((value) => (
        <g key={value}>
          <line className="gantt__grid" x1={GUTTER} x2={width - RIGHT} y1={price.y(value)} y2={price.y(value)} />
          <text className="gantt__tick" x={GUTTER - 8} y={price.y(value) + 4} textAnchor="end">
            {formatNumber(value, 0)}
          </text>
        </g>
      ))}
      <text className="gantt__label" x={4} y={12}>
        {t('schedule.price')} <tspan className="gantt__unit">{currency}/MWh</tspan>
      </text>
      <text className="gantt__label" x={4} y={produced.top - 6}>
        {t('schedule.produced')}
      </text>
      {niceTicks(0, produced.most, 3).map((value) => (
        <text key={value} className="gantt__tick" x={GUTTER - 8} y={produced.y(value) + 4} textAnchor="end">
          {formatNumber(value, 0)}
        </text>
      ))}
      {[...rows, produced].map((track) => (
        <line key={track.bottom} className="gantt__base" x1={GUTTER} x2={width - RIGHT} y1={track.bottom} y2={track.bottom} />
      ))}
    </g>
  );
}
