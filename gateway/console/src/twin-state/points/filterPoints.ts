import type { Condition } from '../live/condition';
import type { PointNode } from '../model/plantModel';

export const conditionFilters = ['all', 'abnormal', 'range', 'quality', 'stale'] as const;
export type ConditionFilter = (typeof conditionFilters)[number];

const HOLDS: Readonly<Record<ConditionFilter, (condition: Condition) => boolean>> = {
  all: () => true,
  abnormal: (condition) => condition !== 'normal',
  range: (condition) => condition === 'high' || condition === 'low',
  quality: (condition) => condition === 'bad' || condition === 'uncertain',
  stale: (condition) => condition === 'stale' || condition === 'none',
};

/** The points whose id, title, unit or asset carry every word of the text and whose condition fits. */
export function filterPoints(
  points: Iterable<PointNode>,
  text: string,
  filter: ConditionFilter,
  conditionOf: (node: PointNode) => Condition,
): PointNode[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  return [...points].filter((node) => HOLDS[filter](filter === 'all' ? 'normal' : conditionOf(node)) && matches(node, words));
}

function matches(node: PointNode, words: readonly string[]): boolean {
  const haystack = `${node.id} ${node.title} ${node.point.unit} ${node.asset?.title ?? ''} ${node.asset?.id ?? ''}`.toLowerCase();
  return words.every((word) => haystack.includes(word));
}

/** The best matches for a search field: what starts with the text before what only carries it. */
export function searchPoints(points: Iterable<PointNode>, text: string, most: number): PointNode[] {
  const start = text.trim().toLowerCase();
  if (start === '') return [];
  const rank = (node: PointNode) =>
    node.id.toLowerCase().startsWith(start) ? 0 : node.title.toLowerCase().startsWith(start) ? 1 : 2;
  return filterPoints(points, text, 'all', () => 'normal')
    .sort((a, b) => rank(a) - rank(b))
    .slice(0, most);
}
