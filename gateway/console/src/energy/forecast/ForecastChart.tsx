import type { Message } from '../../shared/api/contract';
import { msOf } from '../../shared/api/values';
import { formatNumber } from '../../shared/format/number';
import { formatAxisTime } from '../../shared/format/time';
import { useText } from '../../shared/i18n/useText';
import { useWidth } from '../../shared/ui/useWidth';
import { linear, niceTicks, stepPath, timeTicks, type Step } from '../priceGeometry';

const HEIGHT = 360;
const LEFT = 56;
const RIGHT = 14;
const TOP = 26;
const BOTTOM = 30;

interface ForecastChartProps {
  steps: readonly Message<'energy.v1.ForecastStep'>[];
  history: readonly Step[];
  unit: string;
  label: string;
}

/** What was, what is expected, and the band that eight outcomes in ten are meant to fall in. */
export function ForecastChart({ steps, history, unit, label }: ForecastChartProps) {
  const t = useText();
  const [ref, width] = useWidth<HTMLDivElement>();
  const at = (time: string | undefined) => msOf(time) ?? 0;
  const line = (pick: (step: Message<'energy.v1.ForecastStep'>) => number): Step[] =>
    steps.map((step) => ({ start: at(step.startTime), end: at(step.endTime), price: pick(step) }));
  const [low, value, high] = [line((step) => step.low), line((step) => step.value), line((step) => step.high)];
  const all = [...history, ...low, ...high].map(({ price }) => price);
  const [least, most] = [Math.min(0, ...all), Math.max(1e-9, ...all)];
  const [from, origin, to] = [history[0]?.start ?? value[0]?.start ?? 0, value[0]?.start ?? 0, value.at(-1)?.end ?? 1];
  const x = linear(from, to, LEFT, width - RIGHT);
  const y = linear(least < 0 ? least * 1.08 : 0, most * 1.08, HEIGHT - BOTTOM, TOP);
  return (
    <div className="forecastchart" ref={ref}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} role="img" aria-label={label}>
          {timeTicks(from, to, Math.max(3, width / 90)).map((time) => (
            <g key={time}>
              <line className="forecastchart__grid" x1={x(time)} x2={x(time)} y1={TOP} y2={HEIGHT - BOTTOM} />
              <text x={x(time)} y={HEIGHT - 10} textAnchor="middle">
                {formatAxisTime(time)}
              </text>
            </g>
          ))}
          {niceTicks(least, most, 5).map((tick) => (
            <g key={tick}>
              <line className="forecastchart__grid" x1={LEFT} x2={width - RIGHT} y1={y(tick)} y2={y(tick)} />
              <text x={LEFT - 8} y={y(tick) + 4} textAnchor="end">
                {formatNumber(tick)}
              </text>
            </g>
          ))}
          <text x={0} y={12}>
            {unit}
          </text>
          <path className="forecastchart__band" d={bandPath(low, high, x, y)} />
          <path className="forecastchart__history" d={stepPath(history, x, y)} />
          <path className="forecastchart__value" d={stepPath(value, x, y)} />
          <line className="forecastchart__origin" x1={x(origin)} x2={x(origin)} y1={TOP - 10} y2={HEIGHT - BOTTOM} />
          <text className="forecastchart__name" x={x(origin) + 6} y={TOP - 2}>
            {t('forecast.begins')}
          </text>
        </svg>
      )}
      <p className="chartlegend">
        <span className="forecastchart__key forecastchart__key--history">{t('forecast.was')}</span>
        <span className="forecastchart__key forecastchart__key--value">{t('forecast.value')}</span>
        <span className="forecastchart__key forecastchart__key--band">{t('forecast.band')}</span>
      </p>
    </div>
  );
}

/** Step by step: P10 below, P90 above. */
export const bandPath = (
  low: readonly Step[],
  high: readonly Step[],
  x: (ms: number) => number,
  y: (v: number) => number,
): string =>
  low
    .map(({ start, end, price }, i) => {
      const [left, right] = [x(start).toFixed(1), x(end).toFixed(1)];
      return `M${left} ${y(price).toFixed(1)}H${right}V${y(high[i]?.price ?? price).toFixed(1)}H${left}Z`;
    })
    .join('');
