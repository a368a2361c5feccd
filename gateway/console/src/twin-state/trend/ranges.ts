export const ranges = ['15m', '1h', '8h', '24h', '7d', 'all'] as const;
export type TrendRange = (typeof ranges)[number];

const MINUTE = 60_000;

/** Length of a range in milliseconds; undefined for "all". */
export const rangeMs: Readonly<Record<TrendRange, number | undefined>> = {
  '15m': 15 * MINUTE,
  '1h': 60 * MINUTE,
  '8h': 480 * MINUTE,
  '24h': 1440 * MINUTE,
  '7d': 10_080 * MINUTE,
  all: undefined,
};

/** The range of a link, 15 min where it says none that is known. */
export const rangeOf = (text: string | null): TrendRange => ranges.find((range) => range === text) ?? '15m';
