const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** How far back, and by which interval. */
export const RANGES = {
  '8h': { span: 8 * HOUR, interval: 15 * MINUTE },
  '24h': { span: 24 * HOUR, interval: HOUR },
  '7d': { span: 7 * 24 * HOUR, interval: 24 * HOUR },
} as const;

export type RangeName = keyof typeof RANGES;

/** The last whole intervals before now. One that is not over yet has no balance. */
export function windowOf(range: RangeName, now: number): { from: number; to: number; interval: number } {
  const { span, interval } = RANGES[range];
  const to = Math.floor(now / interval) * interval;
  return { from: to - span, to, interval };
}
