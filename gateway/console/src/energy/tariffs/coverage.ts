/** A stretch of units (minutes of a day, days of a year) and who holds it. */
export interface Stretch {
  from: number;
  to: number;
  owner: number;
}

/** A run of units that the same owners hold: none is a gap, more than one an overlap. */
export interface Cover {
  from: number;
  to: number;
  owners: number[];
}

export const DAY = 1440;

/** Runs of equal ownership over [0, total). */
export function coverOf(total: number, stretches: readonly Stretch[]): Cover[] {
  const edges = [...new Set([0, total, ...stretches.flatMap(({ from, to }) => [from, to])])]
    .filter((at) => at >= 0 && at <= total)
    .sort((a, b) => a - b);
  const runs: Cover[] = [];
  for (let i = 0; i + 1 < edges.length; i++) {
    const [from, to] = [edges[i]!, edges[i + 1]!];
    const owners = stretches.filter((stretch) => stretch.from <= from && stretch.to >= to).map(({ owner }) => owner);
    const last = runs.at(-1);
    if (last && last.owners.join() === owners.join()) last.to = to;
    else runs.push({ from, to, owners });
  }
  return runs;
}

/** "22:00" as minutes of the day, "24:00" as its end; undefined where it is no time. */
export function minuteOf(text: string): number | undefined {
  const [, hour, minute] = /^(\d\d):(\d\d)$/.exec(text.trim()) ?? [];
  const at = hour === undefined ? NaN : Number(hour) * 60 + Number(minute);
  return Number(minute) < 60 && at <= DAY ? at : undefined;
}

export const clockOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** A period by the clock: over midnight it is two stretches of the same day; with equal ends it is the whole day. */
export function periodStretches(start: string, end: string, owner: number): Stretch[] {
  const [from, to] = [minuteOf(start), minuteOf(end)];
  if (from === undefined || to === undefined || from === DAY) return [];
  if (from < to) return [{ from, to, owner }];
  return [
    { from: 0, to, owner },
    { from, to: DAY, owner },
  ].filter((stretch) => stretch.from < stretch.to);
}

/** Days of the months of a leap year: 29 February lies in a season as well. */
export const MONTHS = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const;
const YEAR = 366;

/** "07-01" as a day of a leap year from 0; undefined where it is none. */
export function dayOf(text: string): number | undefined {
  const [, month, day] = /^(\d\d)-(\d\d)$/.exec(text.trim()) ?? [];
  const length = MONTHS[Number(month) - 1];
  if (length === undefined || Number(day) < 1 || Number(day) > length) return undefined;
  return MONTHS.slice(0, Number(month) - 1).reduce<number>((sum, days) => sum + days, 0) + Number(day) - 1;
}

/** A run of days, both ends included; it may go over New Year. */
export function spanStretches(first: string, last: string, owner: number): Stretch[] {
  const [from, to] = [dayOf(first), dayOf(last)];
  if (from === undefined || to === undefined) return [];
  if (from <= to) return [{ from, to: to + 1, owner }];
  return [
    { from: 0, to: to + 1, owner },
    { from, to: YEAR, owner },
  ];
}

/** The covers of each month, in days from its first. */
export function monthsOf(stretches: readonly Stretch[]): Cover[][] {
  const year = coverOf(YEAR, stretches);
  let start = 0;
  return MONTHS.map((days) => {
    const [from, to] = [start, start + days];
    start = to;
    return year
      .filter((run) => run.from < to && run.to > from)
      .map((run) => ({ ...run, from: Math.max(run.from, from) - from, to: Math.min(run.to, to) - from }));
  });
}
