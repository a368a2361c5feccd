import { linear, niceTicks } from '../../energy/priceGeometry';
import { formatMoney, formatNumber } from '../../shared/format/number';
import { useText } from '../../shared/i18n/useText';
import { useWidth } from '../../shared/ui/useWidth';
import { deltaTick, deltaTitle, signed } from './deltaText';
import { runningCosts, type Delta, type Waterfall } from './waterfall';

const HEIGHT = 340;
const TOP = 28;
const BOTTOM = 54;
const LEFT = 60;
const RIGHT = 12;

interface Column {
  key: string;
  look: 'total' | 'plan' | 'cheaper' | 'dearer';
  from: number;
  to: number;
  tick: string;
  value: string;
  label: string;
}

/** From the benchmark's cost to the plan's, step by step: down is saved, hatched and up is dearer. */
export function WaterfallChart({ waterfall, currency }: { waterfall: Waterfall; currency: string }) {
  const t = useText();
  const [ref, width] = useWidth<HTMLDivElement>();
  const columns = columnsOf(waterfall, currency, t);
  const values = columns.flatMap(({ from, to }) => [from, to]);
  // The axis is cut where the steps are small beside the totals, and says so by its ticks.
  const lowest = Math.min(...columns.map(({ to }) => to));
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const low = least < 0 ? least * 1.1 : Math.max(0, lowest - (most - lowest) * 0.6);
  const y = linear(low, most + (most - low) * 0.08, HEIGHT - BOTTOM, TOP);
  const slot = Math.max(0, width - LEFT - RIGHT) / columns.length;
  const room = Math.max(1, Math.ceil(44 / Math.max(1, slot)));
  return (
    <div className="waterfall" ref={ref}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} role="group" aria-label={t('saving.title')}>
          <defs>
            <pattern id="waterfall-dearer" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
              <rect width="6" height="6" className="waterfall__hatch" />
              <line x1="0" x2="0" y1="0" y2="6" className="waterfall__hatchline" />
            </pattern>
          </defs>
          <g aria-hidden="true">
            <text className="waterfall__axis" x={0} y={12}>
              {currency}
              {low > 0 && ` · ${t('saving.cut')}`}
            </text>
            {niceTicks(low, most, 5).map((value) => (
              <g key={value}>
                <line className="waterfall__grid" x1={LEFT} x2={width - RIGHT} y1={y(value)} y2={y(value)} />
                <text className="waterfall__axis" x={LEFT - 8} y={y(value) + 4} textAnchor="end">
                  {formatNumber(value)}
                </text>
              </g>
            ))}
          </g>
          {columns.map((column, i) => {
            const x = LEFT + i * slot;
            const from = y(isTotal(column) ? Math.max(low, 0) : column.from);
            const [top, bottom] = [Math.min(y(column.to), from), Math.max(y(column.to), from)];
            const ends = i === 0 || i === columns.length - 1;
            return (
              <g
                key={column.key}
                className={`waterfall__column waterfall__column--${column.look}`}
                role="img"
                aria-label={column.label}>
                <title>{column.label}</title>
                <rect x={x + slot * 0.12} y={top} width={Math.max(2, slot * 0.76)} height={Math.max(1.5, bottom - top)} />
                {i < columns.length - 1 && (
                  <line
                    className="waterfall__link"
                    x1={x + slot * 0.88}
                    x2={x + slot * 1.12}
                    y1={y(column.to)}
                    y2={y(column.to)}
                  />
                )}
                {(slot >= 52 || ends) && (
                  <text className="waterfall__value" x={x + slot / 2} y={top - 5} textAnchor={anchorOf(i, columns.length, slot)}>
                    {column.value}
                  </text>
                )}
                {(ends || (i % room === 0 && i > room / 2 && i < columns.length - 1 - room / 2)) && (
                  <text
                    className="waterfall__axis"
                    x={x + slot / 2}
                    y={HEIGHT - BOTTOM + (ends ? 36 : 18)}
                    textAnchor={anchorOf(i, columns.length, slot)}>
                    {column.tick}
                  </text>
                )}
              </g>
            );
          })}
        </svg>
      )}
    </div>
  );
}

const isTotal = ({ look }: Column) => look === 'total' || look === 'plan';

const anchorOf = (i: number, count: number, slot: number) =>
  slot > 70 ? 'middle' : i === 0 ? 'start' : i === count - 1 ? 'end' : 'middle';

function columnsOf(waterfall: Waterfall, currency: string, t: ReturnType<typeof useText>): Column[] {
  const { benchmark, plan, deltas } = waterfall;
  const total = (key: 'benchmark' | 'plan', value: number): Column => {
    const tick = t(key === 'benchmark' ? 'decider.benchmark' : 'saving.plan');
    return {
      key,
      look: key === 'plan' ? 'plan' : 'total',
      from: 0,
      to: value,
      tick,
      value: formatNumber(value, 2),
      label: `${tick}: ${formatMoney(value, currency)}`,
    };
  };
  const after = runningCosts(waterfall);
  const step = (delta: Delta, i: number): Column => {
    return {
      key: `${delta.kind}${i}`,
      look: delta.value <= 0 ? 'cheaper' : 'dearer',
      from: after[i - 1] ?? benchmark,
      to: after[i] ?? 0,
      tick: deltaTick(delta, t),
      value: signed(delta.value),
      label: `${deltaTitle(delta, t)}: ${signed(delta.value)} ${currency}`,
    };
  };
  return [total('benchmark', benchmark), ...deltas.map(step), total('plan', plan)];
}
