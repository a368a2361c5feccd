import { formatNumber } from '../../shared/format/number';
import { formatAxisTime, formatClock } from '../../shared/format/time';
import type { Translate } from '../../shared/i18n/useText';
import type { Delta } from './waterfall';

/** What a step of the waterfall is, in full. */
export function deltaTitle(delta: Delta, t: Translate): string {
  const span = () => `${formatAxisTime(delta.start ?? 0)}–${formatClock(delta.end ?? 0, false, false)}`;
  if (delta.kind === 'hour') return span();
  if (delta.kind !== 'batch') return t(`saving.${delta.kind}`);
  const { firstPart: first = 0, lastPart: last = 0 } = delta;
  return `${first === last ? t('saving.part', { n: first }) : t('saving.parts', { first, last })}, ${span()}`;
}

/** The same beneath a bar. */
export function deltaTick(delta: Delta, t: Translate): string {
  if (delta.kind === 'hour') return formatAxisTime(delta.start ?? 0);
  if (delta.kind !== 'batch') return t(`saving.${delta.kind}`);
  return delta.firstPart === delta.lastPart ? `${delta.firstPart}` : `${delta.firstPart}–${delta.lastPart}`;
}

/** An amount with its sign: "+1.20", "−3.45". */
export const signed = (value: number): string => {
  const text = formatNumber(Math.abs(value), 2);
  if (Number(text) === 0) return text;
  return `${value < 0 ? '−' : '+'}${text}`;
};
