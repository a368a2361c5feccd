/** Limit of a point for which nobody stated one, in seconds. */
export const DEFAULT_STALE_AFTER_SECONDS = 30;

export type StaleReason =
  /** Older than the point's limit. */
  | 'age'
  /** The stream is cut: the value may have changed since. */
  | 'cut'
  /** The point never reported. */
  | 'never';

export interface Freshness {
  /** Milliseconds since it was measured, by the server's clock; undefined where it never was. */
  ageMs: number | undefined;
  /** Set where the value must not be shown as live. */
  stale: StaleReason | undefined;
}

export interface FreshnessInput {
  hasValue: boolean;
  eventMs: number | undefined;
  staleAfterSeconds: number;
  /** What the server said when it sent the value. */
  serverSaidStale: boolean;
}

/** Judges a value by the server's clock and the state of the stream. Anything in doubt is stale. */
export function judge(input: FreshnessInput, serverNow: number, connected: boolean): Freshness {
  if (!input.hasValue || input.eventMs === undefined) return { ageMs: undefined, stale: 'never' };
  const ageMs = Math.max(0, serverNow - input.eventMs);
  const limit = (input.staleAfterSeconds > 0 ? input.staleAfterSeconds : DEFAULT_STALE_AFTER_SECONDS) * 1000;
  if (ageMs > limit || input.serverSaidStale) return { ageMs, stale: 'age' };
  return { ageMs, stale: connected ? undefined : 'cut' };
}
