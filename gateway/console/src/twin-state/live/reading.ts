import { decimalsForSpan, formatNumber } from '../../shared/format/number';
import { formatUnit } from '../../shared/format/unit';
import type { Translate } from '../../shared/i18n/useText';
import type { Point } from '../model/plantModel';
import { scaleOf } from './indicator';

/** Digits after the point for a point's values, by its range; undefined where each value decides for itself. */
export function decimalsOf(point: Point | undefined): number | undefined {
  if (!point || point.kind === 'POINT_KIND_STATE' || point.kind === 'POINT_KIND_TOTAL') return undefined;
  const scale = scaleOf({
    value: undefined,
    normalLow: point.normalLow,
    normalHigh: point.normalHigh,
    rangeLow: point.rangeLow,
    rangeHigh: point.rangeHigh,
  });
  return scale ? decimalsForSpan(scale.high - scale.low) : undefined;
}

/** True for a state that is either so or not: a range of 0 to 1 without a unit. */
const isYesOrNo = (point: Point): boolean =>
  point.kind === 'POINT_KIND_STATE' && point.rangeLow === 0 && point.rangeHigh === 1 && (point.unit === '' || point.unit === '1');

/** A point's value as text, without its unit. */
export function readingText(point: Point | undefined, value: number | undefined, t: Translate): string {
  if (value === undefined) return '—';
  if (point && isYesOrNo(point) && (value === 0 || value === 1)) return t(value === 1 ? 'common.yes' : 'common.no');
  return formatNumber(value, decimalsOf(point));
}

/** A point's value with its unit. */
export function readingWithUnit(point: Point | undefined, value: number | undefined, t: Translate): string {
  const unit = formatUnit(point?.unit ?? '');
  const text = readingText(point, value, t);
  return unit === '' || value === undefined ? text : `${text} ${unit}`;
}
