import { formatNumber } from '../../shared/format/number';
import { formatAxisTime, formatClock } from '../../shared/format/time';
import { useText } from '../../shared/i18n/useText';
import { useNow } from '../../shared/live/ticker';
import { useWidth } from '../../shared/ui/useWidth';
import { linear, niceTicks, priceRange, stepArea, stepPath, timeTicks, type Step } from '../priceGeometry';

const HEIGHT = 340;
const LEFT = 56;
const RIGHT = 22;

/** A price series as a step curve with the present time. */
export function PriceCurve({
  steps,
  currency,
  label,
  now: clock,
}: {
  steps: readonly Step[];
  currency: string;
  label: string;
  now: () => number;
}) {
  const t = useText();
  const [ref, width] = useWidth<HTMLDivElement>();
  useNow();
  const now = clock();
  const from = steps[0]?.start ?? 0;
  const to = steps.at(-1)?.end ?? 1;
  const range = priceRange(steps);
  const x = linear(from, to, LEFT, width - RIGHT);
  const y = linear(range.low, range.high, HEIGHT - 30, 24);
  return (
    <div className="pricecurve" ref={ref}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} role="img" aria-label={label}>
          {timeTicks(from, to, Math.max(3, width / 90)).map((at) => (
            <g key={at}>
              <line className="pricecurve__grid" x1={x(at)} x2={x(at)} y1={24} y2={HEIGHT - 30} />
              <text x={x(at)} y={HEIGHT - 10} textAnchor="middle">
                {formatAxisTime(at)}
              </text>
            </g>
          ))}
          {niceTicks(range.low, range.high, 5).map((value) => (
            <g key={value}>
              <line className="pricecurve__grid" x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} />
              <text x={LEFT - 8} y={y(value) + 4} textAnchor="end">
                {formatNumber(value, 0)}
              </text>
            </g>
          ))}
          <text x={0} y={12}>
            {currency}/MWh
          </text>
          <path className="pricecurve__area" d={stepArea(steps, x, y)} />
          <path className="pricecurve__line" d={stepPath(steps, x, y)} />
          {now >= from && now <= to && (
            <g className="pricecurve__now">
              <line x1={x(now)} x2={x(now)} y1={16} y2={HEIGHT - 30} />
              <text x={x(now) + 5} y={14}>
                {t('schedule.now')} {formatClock(now, false, false)}
              </text>
            </g>
          )}
        </svg>
      )}
    </div>
  );
}
