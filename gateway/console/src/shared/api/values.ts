/**
 * How protobuf's values stand in JSON, in one place: 64-bit integers are texts, times are RFC 3339 texts, enums the names of
 * their values, a resource's name its path.
 */

/** A 64-bit integer. Two of them are compared as texts for equality, by `compareInt64` for order. */
export type Int64 = string;

/** A 64-bit integer as a number to be shown, for which 53 bits do; 0 where there is none. */
export const countOf = (value: Int64 | undefined): number => Number(value ?? 0);

/** Orders 64-bit integers exactly. */
export function compareInt64(a: Int64, b: Int64): number {
  const [x, y] = [BigInt(a), BigInt(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Milliseconds since 1970 of a time, undefined where there is none. */
export const msOf = (time: string | undefined): number | undefined => (time === undefined ? undefined : Date.parse(time));

/** A time as the contract takes it and as files carry it; "" where there is none. */
export const timeOf = (ms: number | undefined): string => (ms === undefined ? '' : new Date(ms).toISOString());

/** An enum's value without the name of its enum, for files: bareName('QUALITY_GOOD', 'QUALITY_') is "GOOD". */
export const bareName = (value: string, prefix: string): string =>
  value.startsWith(prefix) ? value.slice(prefix.length) : value;

/** The last part of a resource's name: "sources/lab" -> "lab". */
export const idOf = (name: string): string => name.slice(name.lastIndexOf('/') + 1);
