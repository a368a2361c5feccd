import { useId, useMemo, useState } from 'react';
import { niceTicks, stepArea, stepPath, timeTicks } from '../energy/priceGeometry';
import type { Message } from '../shared/api/contract';
import { formatMoney, formatNumber } from '../shared/format/number';
import { formatClock, formatDate } from '../shared/format/time';
import { useText } from '../shared/i18n/useText';
import { useNow } from '../shared/live/ticker';
import { useWidth } from '../shared/ui/useWidth';
import { dearness, ganttGeometry, GUTTER, RIGHT, type Bar, type GanttGeometry } from './ganttGeometry';
import './gantt.css';

/** A plan and its benchmark over the step price curve, on one time axis. */
export function Gantt({ plan, now: clock }: { plan: Message<'scheduler.v1.Plan'>; now: () => number }) {
  const t = useText();
  const [ref, width] = useWidth<HTMLDivElement>();
  const clip = useId();
  const [chosen, setChosen] = useState<Bar | undefined>();
  const geometry = useMemo(() => (width > 0 ? ganttGeometry(plan, width) : undefined), [plan, width]);
  return (
    <div className="gantt" ref={ref}>
      <p className="gantt__readout" aria-live="polite">
        {chosen ? <BarText bar={chosen} currency={plan.currency} /> : t('schedule.hint')}
      </p>
      {geometry && (
        <svg
          className="gantt__svg"
          width={geometry.width}
          height={geometry.height}
          role="group"
          aria-label={t('schedule.chart.label', { n: plan.revision })}>
          <clipPath id={clip}>
            <rect x={GUTTER} y={0} width={Math.max(0, geometry.width - GUTTER - RIGHT)} height={geometry.height} />
          </clipPath>
          <Grid geometry={geometry} currency={plan.currency} />
          <g clipPath={`url(#${clip})`}>
            <path className="gantt__area" d={stepArea(geometry.steps, geometry.x, geometry.price.y)} />
            <path className="gantt__price" d={stepPath(geometry.steps, geometry.x, geometry.price.y)} />
          </g>
          <path className="gantt__made gantt__made--benchmark" d={geometry.produced.benchmark} />
          <path className="gantt__made" d={geometry.produced.plan} />
          <Demands geometry={geometry} />
          <Bars bars={geometry.benchmark.bars} kind="benchmark" currency={plan.currency} onChoose={setChosen} />
          <Bars bars={geometry.plan.bars} kind="plan" currency={plan.currency} onChoose={setChosen} />
          <NowLine geometry={geometry} clock={clock} />
        </svg>
      )}
    </div>
  );
}

function Grid({ geometry, currency }: { geometry: GanttGeometry; currency: string }) {
  const t = useText();
  const { x, steps, price, plan, benchmark, produced, width, height, from, to } = geometry;
  const label = (text: string, track: { top: number; bottom: number }) => (
    <text className="gantt__label" x={4} y={(track.top + track.bottom) / 2 + 4}>
      {text}
    </text>
  );
  return (
    <g aria-hidden="true">
      {steps.map((step) => (
        <rect
          key={step.start}
          className="gantt__dear"
          style={{ opacity: 0.85 * dearness(step, steps) }}
          x={Math.max(GUTTER, x(step.start))}
          y={plan.top - 8}
          width={Math.max(0, Math.min(width - RIGHT, x(step.end)) - Math.max(GUTTER, x(step.start)))}
          height={benchmark.bottom - plan.top + 14}
        />
      ))}
      {timeTicks(from, to, Math.max(3, width / 90)).map((at) => (
        <g key={at}>
          <line className="gantt__grid" x1={x(at)} x2={x(at)} y1={price.top} y2={height - 24} />
          <text className="gantt__tick" x={x(at)} y={height - 8} textAnchor="middle">
            {formatClock(at, false, false) === '00:00' ? formatDate(at).slice(5) : formatClock(at, false, false)}
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
      <text className="gantt__label" x={4} y={14}>
        {t('schedule.price')} <tspan className="gantt__unit">{currency}/MWh</tspan>
      </text>
      {label(t('schedule.lookAhead'), plan)}
      {label(t('schedule.benchmark'), benchmark)}
      <text className="gantt__label" x={4} y={produced.top + 12}>
        {t('schedule.produced')}
      </text>
      {niceTicks(0, produced.most, 3).map((value) => (
        <text key={value} className="gantt__tick" x={GUTTER - 8} y={produced.y(value) + 4} textAnchor="end">
          {formatNumber(value, 0)}
        </text>
      ))}
      {[plan, benchmark, produced].map((track) => (
        <line key={track.bottom} className="gantt__base" x1={GUTTER} x2={width - RIGHT} y1={track.bottom} y2={track.bottom} />
      ))}
    </g>
  );
}

function Bars({
  bars,
  kind,
  currency,
  onChoose,
}: {
  bars: readonly Bar[];
  kind: 'plan' | 'benchmark';
  currency: string;
  onChoose: (bar: Bar | undefined) => void;
}) {
  const t = useText();
  return (
    <g className={`gantt__bars gantt__bars--${kind}`}>
      {bars.map((bar) => (
        <g
          key={bar.key}
          className={bar.event.parts === 0 ? 'gantt__bar gantt__bar--idle' : 'gantt__bar'}
          tabIndex={0}
          role="img"
          aria-label={`${t(kind === 'plan' ? 'schedule.lookAhead' : 'schedule.benchmark')}: ${barText(bar, currency, t)}`}
          onMouseEnter={() => onChoose(bar)}
          onMouseLeave={() => onChoose(undefined)}
          onFocus={() => onChoose(bar)}
          onBlur={() => onChoose(undefined)}>
          <rect x={bar.x} y={bar.y} width={bar.width} height={bar.height} rx={2} />
          {bar.event.parts > 0 && bar.width >= 16 && (
            <text x={bar.x + bar.width / 2} y={bar.y + bar.height / 2 + 5} textAnchor="middle">
              {bar.event.parts}
            </text>
          )}
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

function NowLine({ geometry: { x, from, to, price, produced }, clock }: { geometry: GanttGeometry; clock: () => number }) {
  const t = useText();
  useNow();
  const at = clock();
  if (at < from || at > to) return null;
  return (
    <g className="gantt__now" data-testid="now-line">
      <line x1={x(at)} x2={x(at)} y1={price.top - 8} y2={produced.bottom} />
      <text x={x(at) + 5} y={price.top - 8}>
        {t('schedule.now')} {formatClock(at, false, false)}
      </text>
    </g>
  );
}

type T = ReturnType<typeof useText>;

const title = (event: Message<'scheduler.v1.ScheduledEvent'>, t: T) =>
  event.parts === 0 ? t('schedule.idle') : t('schedule.batch', { n: event.parts });

const barText = ({ event, start, end }: Bar, currency: string, t: T) =>
  `${title(event, t)}, ${formatClock(start, false, false)}–${formatClock(end, false, false)}, ${formatNumber(event.powerMw, 2)} MW, ${formatMoney(event.energyCost, currency)}`;

function BarText({ bar, currency }: { bar: Bar; currency: string }) {
  const t = useText();
  const { event } = bar;
  return (
    <>
      <strong>{title(event, t)}</strong> {formatClock(bar.start, false, false)}–{formatClock(bar.end, false, false)} ·{' '}
      {formatNumber(event.powerMw, 2)} MW
      {' · '}
      {t('schedule.col.cost')} <strong>{formatMoney(event.energyCost, currency)}</strong> · {t('schedule.col.after')}{' '}
      {event.partsAfter}
    </>
  );
}
