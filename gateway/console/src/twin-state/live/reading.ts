import type { Point } from '../../generated/factorytwin/twin/v1/model_pb';
import { PointKind } from '../../generated/factorytwin/twin/v1/model_pb';
import { decimalsForSpan, formatNumber } from '../../shared/format/number';
import { formatUnit } from '../../shared/format/unit';
import { scaleOf } from './indicator';

/** Digits after the point for a point's values, by its range; undefined where each value decides for itself. */
export function decimalsOf(point: Point | undefined): number | undefined {
  if (!point || point.kind === PointKind.STATE) return undefined;
  const scale = scaleOf({ ...point, value: undefined, normalLow: point.normalLow, normalHigh: point.normalHigh, rangeLow: point.rangeLow, rangeHigh: point.rangeHigh });
  return scale ? decimalsForSpan(scale.high - scale.low) : undefined;
}

/** A point's value as text, without its unit. */
export const readingText = (point: Point | undefined, value: number | undefined): string =>
  value === undefined ? '—' : formatNumber(value, decimalsOf(point));

/** A point's value with its unit. */
export function readingWithUnit(point: Point | undefined, value: number | undefined): string {
  const unit = formatUnit(point?.unit ?? '');
  return unit === '' ? readingText(point, value) : `${readingText(point, value)} ${unit}`;
}
