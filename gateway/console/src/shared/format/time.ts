import { msOf } from '../api/values';

const two = (n: number) => String(n).padStart(2, '0');

/** "14:05:09" by the browser's zone, or by UTC. */
export function formatClock(ms: number, utc = false, seconds = true): string {
  const d = new Date(ms);
  const parts = utc ? [d.getUTCHours(), d.getUTCMinutes(), d.getUTCSeconds()] : [d.getHours(), d.getMinutes(), d.getSeconds()];
  return parts
    .slice(0, seconds ? 3 : 2)
    .map(two)
    .join(':');
}

/** "2026-11-22" by the browser's zone. */
export function formatDate(ms: number): string {
  const d = new Date(ms);
  return `${d.getFullYear()}-${two(d.getMonth() + 1)}-${two(d.getDate())}`;
}

/** A time on an axis: "14:00", or "11-22" where the day begins. */
export const formatAxisTime = (ms: number): string => {
  const clock = formatClock(ms, false, false);
  return clock === '00:00' ? formatDate(ms).slice(5) : clock;
};

/** "2026-11-22 14:05:09"; the date is left out where it is today's. */
export function formatMoment(ms: number, now: number = Date.now(), seconds = true): string {
  const clock = formatClock(ms, false, seconds);
  return formatDate(ms) === formatDate(now) ? clock : `${formatDate(ms)} ${clock}`;
}

/** formatMoment without seconds. */
export const formatMinute = (ms: number): string => formatMoment(ms, Date.now(), false);

/** A time as formatMoment shows it; a dash, or what the caller says, where there is none. */
export const momentOf = (time: string | undefined, missing = '—'): string => {
  const ms = msOf(time);
  return ms === undefined ? missing : formatMoment(ms);
};

/** Offset of the browser's zone, for example "UTC+8". */
export function zoneName(date: Date = new Date()): string {
  const minutes = -date.getTimezoneOffset();
  const rest = Math.abs(minutes) % 60;
  const sign = minutes < 0 ? '−' : '+';
  return minutes === 0 ? 'UTC' : `UTC${sign}${Math.floor(Math.abs(minutes) / 60)}${rest === 0 ? '' : `:${two(rest)}`}`;
}

/** Parts of a span of time for people: the largest unit and, below a day, the next one. */
export interface SpanParts {
  days: number;
  hours: number;
  minutes: number;
  seconds: number;
}

/** Splits milliseconds; anything below zero counts as zero (a clock may run a little ahead). */
export function spanParts(ms: number): SpanParts {
  const total = Math.max(0, Math.floor(ms / 1000));
  return {
    days: Math.floor(total / 86_400),
    hours: Math.floor(total / 3600) % 24,
    minutes: Math.floor(total / 60) % 60,
    seconds: total % 60,
  };
}

export type SpanUnit = 'd' | 'h' | 'min' | 's';

/** "7 s", "3 min", "2 h 10 min", "4 d": as exact as somebody who judges a value's age needs it. */
export function formatSpan(ms: number, unit: (unit: SpanUnit) => string): string {
  const { days, hours, minutes, seconds } = spanParts(ms);
  const say = (n: number, u: SpanUnit) => `${n} ${unit(u)}`;
  if (days >= 2) return say(days, 'd');
  const allHours = days * 24 + hours;
  if (allHours > 0) return minutes > 0 ? `${say(allHours, 'h')} ${say(minutes, 'min')}` : say(allHours, 'h');
  return minutes > 0 ? say(minutes, 'min') : say(seconds, 's');
}
