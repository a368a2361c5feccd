import type { VersionDraft } from './draft';

type Change = (version: VersionDraft) => VersionDraft;

/** Replaces an item of a list, or takes it out. */
export const replaced = <T>(list: readonly T[], index: number, item: T | undefined): T[] =>
  list.flatMap((old, i) => (i === index ? (item === undefined ? [] : [item]) : [old]));

/** Calls a season something else, in the schedules too. */
export const renameSeason =
  (index: number, id: string): Change =>
  (version) => {
    const old = version.seasons[index]?.id;
    return {
      ...version,
      seasons: version.seasons.map((season, i) => (i === index ? { ...season, id } : season)),
      schedules: version.schedules.map((schedule) => (schedule.season === old ? { ...schedule, season: id } : schedule)),
    };
  };

/** Calls a day type something else, in schedules and special days too. */
export const renameDayType =
  (index: number, id: string): Change =>
  (version) => {
    const old = version.dayTypes[index]?.id;
    const renamed = (name: string) => (name === old ? id : name);
    return {
      ...version,
      dayTypes: version.dayTypes.map((type, i) => (i === index ? { ...type, id } : type)),
      specialDays: version.specialDays.map((day) => ({ ...day, dayType: renamed(day.dayType) })),
      schedules: version.schedules.map((schedule) => ({ ...schedule, dayTypes: schedule.dayTypes.map(renamed) })),
    };
  };

/** A copy to go on from, in force from another day. */
export const copyVersion = (version: VersionDraft, effectiveDay: string): VersionDraft => ({
  ...structuredClone(version),
  effectiveDay,
});
