import { formatMoney, formatNumber } from '../../shared/format/number';
import { formatClock } from '../../shared/format/time';
import { useText, type Translate } from '../../shared/i18n/useText';
import type { Bar } from './ganttGeometry';

const titleOf = ({ event }: Bar, t: Translate) =>
  event.parts === 0 ? t('schedule.idle') : t('schedule.batch', { n: event.parts });

const spanOf = ({ start, end }: Bar) => `${formatClock(start, false, false)}–${formatClock(end, false, false)}`;

/** A bar for a screen reader. */
export const barLabel = (bar: Bar, currency: string, t: Translate): string =>
  `${titleOf(bar, t)}, ${spanOf(bar)}, ${formatNumber(bar.event.powerMw, 2)} MW, ${formatMoney(bar.event.energyCost, currency)}`;

/** A bar in words, above the chart. */
export function BarText({ bar, currency }: { bar: Bar; currency: string }) {
  const t = useText();
  return (
    <>
      <strong>{titleOf(bar, t)}</strong> {spanOf(bar)} · {formatNumber(bar.event.powerMw, 2)} MW · {t('schedule.col.cost')}{' '}
      <strong>{formatMoney(bar.event.energyCost, currency)}</strong> · {t('schedule.col.after')} {bar.event.partsAfter}
    </>
  );
}
