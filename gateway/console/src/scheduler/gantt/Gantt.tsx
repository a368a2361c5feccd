import { useId, useMemo, useState } from 'react';
import { stepArea, stepPath } from '../../energy/priceGeometry';
import { formatClock } from '../../shared/format/time';
import { useText } from '../../shared/i18n/useText';
import { useNow } from '../../shared/live/ticker';
import { useWidth } from '../../shared/ui/useWidth';
import { BarRow } from './BarRow';
import { BarText } from './barText';
import { GanttGrid } from './GanttGrid';
import { ganttGeometry, GUTTER, RIGHT, type Bar, type GanttGeometry, type GanttInput } from './ganttGeometry';
import './gantt.css';

/** Schedules of one instance over the step price, on one time axis. */
export function Gantt({ input, label, now: clock }: { input: GanttInput; label: string; now: () => number }) {
  const t = useText();
  const [ref, width] = useWidth<HTMLDivElement>();
  const clip = useId();
  const [chosen, setChosen] = useState<Bar | undefined>();
  const geometry = useMemo(() => (width > 0 ? ganttGeometry(input, width) : undefined), [input, width]);
  return (
    <div className="gantt" ref={ref}>
      <p className="gantt__readout" aria-live="polite">
        {chosen ? <BarText bar={chosen} currency={input.currency} /> : t('schedule.hint')}
      </p>
      {geometry && (
        <svg className="gantt__svg" width={geometry.width} height={geometry.height} role="group" aria-label={label}>
          <clipPath id={clip}>
            <rect x={GUTTER} y={0} width={Math.max(0, geometry.width - GUTTER - RIGHT)} height={geometry.height} />
          </clipPath>
          <g clipPath={`url(#${clip})`} aria-hidden="true">
            {geometry.rows.map((row) => (
              <path key={row.key} className="gantt__area" d={stepArea(geometry.steps, geometry.x, row.priceY)} />
            ))}
            <path className="gantt__area" d={stepArea(geometry.steps, geometry.x, geometry.price.y)} />
          </g>
          <Blocks geometry={geometry} />
          <GanttGrid geometry={geometry} currency={input.currency} />
          <g clipPath={`url(#${clip})`} aria-hidden="true">
            <path className="gantt__price" d={stepPath(geometry.steps, geometry.x, geometry.price.y)} />
          </g>
          {geometry.rows.map((row) => (
            <path key={row.key} className={`gantt__made gantt__made--${row.look}`} d={row.madePath} />
          ))}
          <Demands geometry={geometry} />
          {geometry.rows.map((row) => (
            <BarRow key={row.key} row={row} currency={input.currency} onChoose={setChosen} />
          ))}
          <NowLine geometry={geometry} clock={clock} />
        </svg>
      )}
    </div>
  );
}

/** When the machine must not run, behind all rows. */
function Blocks({ geometry: { blocks, rows, price } }: { geometry: GanttGeometry }) {
  const t = useText();
  const bottom = rows.at(-1)?.bottom ?? price.bottom;
  return (
    <g>
      {blocks.map(({ key, x, width, words }) => (
        <g key={key} className="gantt__block" role="img" aria-label={`${t('schedule.blocked')}: ${words}`}>
          <title>{words}</title>
          <rect x={x} y={price.bottom + 6} width={width} height={Math.max(0, bottom - price.bottom - 6)} />
          <text x={x + 4} y={price.bottom + 18}>
            {width > 60 && t('schedule.blocked')}
          </text>
        </g>
      ))}
    </g>
  );
}

function Demands({ geometry: { produced, price } }: { geometry: GanttGeometry }) {
  const t = useText();
  return (
    <g>
      {produced.due.map((due, i) => (
        <g key={i} className="gantt__due">
          <line x1={due.x} x2={due.x} y1={price.top} y2={produced.bottom} />
          <path d={`M${due.x} ${due.y - 6}l6 6-6 6-6-6z`} />
          <text x={due.x - 10} y={Math.max(produced.top + 8, due.y - 8)} textAnchor="end">
            {t('schedule.due', { n: due.parts, time: formatClock(due.at, false, false) })}
          </text>
        </g>
      ))}
    </g>
  );
}

function NowLine({ geometry: { x, from, to, price, produced, width }, clock }: { geometry: GanttGeometry; clock: () => number }) {
  const t = useText();
  useNow();
  const at = clock();
  if (at < from || at > to) return null;
  return (
    <g className="gantt__now" data-testid="now-line">
      <line x1={x(at)} x2={x(at)} y1={price.top - 8} y2={produced.bottom} />
      <text {...(x(at) > width - 120 ? { x: x(at) - 5, textAnchor: 'end' } : { x: x(at) + 5 })} y={price.top - 6}>
        {t('schedule.now')} {formatClock(at, false, false)}
      </text>
    </g>
  );
}
