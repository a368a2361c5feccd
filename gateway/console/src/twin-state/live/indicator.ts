/** What an analogue indicator is drawn from. */
export interface IndicatorInput {
  value: number | undefined;
  normalLow: number | undefined;
  normalHigh: number | undefined;
  rangeLow: number | undefined;
  rangeHigh: number | undefined;
}

/** Positions in percent of the track. */
export interface IndicatorGeometry {
  bandStart: number | undefined;
  bandEnd: number | undefined;
  pointer: number | undefined;
  /** Set where the value lies outside the track: the pointer rests at that end. */
  clipped: 'low' | 'high' | undefined;
}

/**
 * Scales a moving analogue indicator (ISA-101): the track is the instrument's range. Where nobody stated that, the normal
 * range takes the middle half of the track. Undefined where there is nothing to place a value against.
 */
export function indicatorGeometry(input: IndicatorInput): IndicatorGeometry | undefined {
  const scale = scaleOf(input);
  if (!scale) return undefined;
  const place = (v: number) => Math.min(100, Math.max(0, ((v - scale.low) / (scale.high - scale.low)) * 100));
  const { value, normalLow, normalHigh } = input;
  const hasBand = normalLow !== undefined || normalHigh !== undefined;
  return {
    bandStart: hasBand ? place(normalLow ?? scale.low) : undefined,
    bandEnd: hasBand ? place(normalHigh ?? scale.high) : undefined,
    pointer: value === undefined || !Number.isFinite(value) ? undefined : place(value),
    clipped: value === undefined ? undefined : value < scale.low ? 'low' : value > scale.high ? 'high' : undefined,
  };
}

/** The ends of the track. */
export function scaleOf({
  normalLow,
  normalHigh,
  rangeLow,
  rangeHigh,
}: IndicatorInput): { low: number; high: number } | undefined {
  const span = normalLow !== undefined && normalHigh !== undefined ? normalHigh - normalLow : undefined;
  const margin = span === undefined ? undefined : span > 0 ? span / 2 : Math.max(1, Math.abs(normalLow ?? 0) * 0.1);
  const low = rangeLow ?? (margin === undefined ? undefined : (normalLow ?? 0) - margin);
  const high = rangeHigh ?? (margin === undefined ? undefined : (normalHigh ?? 0) + margin);
  return low !== undefined && high !== undefined && high > low ? { low, high } : undefined;
}
