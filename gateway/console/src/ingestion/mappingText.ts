/** One column of a source, as somebody typed it. */
export interface MappingLine {
  column: string;
  point: string;
  unit: string;
  scale: number;
  offset: number;
}

export interface MappingFault {
  kind: 'line' | 'twice';
  /** From 1. */
  line: number;
  text: string;
}

const ID = /^[A-Za-z0-9][A-Za-z0-9._-]{0,62}$/;

/** Reads "column, point, unit, scale, offset" line by line; empty lines are passed over. The first fault ends it. */
export function readMappings(text: string): { mappings: MappingLine[] } | { fault: MappingFault } {
  const mappings: MappingLine[] = [];
  for (const [index, raw] of text.split(/\r?\n/).entries()) {
    if (raw.trim() === '') continue;
    const [column = '', point = '', unit = '', scale = '', offset = '', ...rest] = raw.split(',').map((part) => part.trim());
    const numbers = [scale, offset].map((part) => (part === '' ? 0 : Number(part)));
    const sound =
      column !== '' && rest.length === 0 && numbers.every(Number.isFinite) && (point === '' ? ID.test(column) : ID.test(point));
    if (!sound) return { fault: { kind: 'line', line: index + 1, text: raw.trim() } };
    if (mappings.some((other) => other.column === column)) return { fault: { kind: 'twice', line: index + 1, text: column } };
    mappings.push({ column, point, unit, scale: numbers[0] ?? 0, offset: numbers[1] ?? 0 });
  }
  return { mappings };
}

/** The line, from 1, of the column that was read as the index-th, from 0. */
export function lineOf(text: string, index: number): number {
  const lines = text.split(/\r?\n/);
  let seen = -1;
  return lines.findIndex((line) => line.trim() !== '' && ++seen === index) + 1;
}

/** A first draft of the mapping from a CSV's header: every column but the first, which carries the time. */
export function draftMappings(header: string): string {
  const separator = ['\t', ';', ','].find((candidate) => header.includes(candidate)) ?? ',';
  return header
    .split(separator)
    .slice(1)
    .map((cell) =>
      cell
        .trim()
        .replace(/^"(.*)"$/, '$1')
        .replaceAll('""', '"'),
    )
    .filter((column) => column !== '' && !column.includes(','))
    .map((column) => `${column}, ${pointId(column)}, `)
    .join('\n');
}

/** A point's id made of a column's name. */
function pointId(column: string): string {
  const id = column
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+|-+$/g, '')
    .slice(0, 63);
  return id === '' ? 'point' : id;
}
