import type { PointNode } from './plantModel';

/** What an operator looks at first, by unit: level, pressure, vibration, temperature, flow, power, speed. */
const QUANTITIES: readonly RegExp[] = [
  /^%$/,
  /^(k|M|h)?Pa|bar/,
  /^mm\/s/,
  /^deg[CF]$|^K$/,
  /\/h$|\/s$/,
  /^[kM]?W$/,
  /^(rpm|r\/min)$/,
];

/**
 * The points that stand for an equipment where there is no room for all: judged measurements first, and one of each quantity
 * before a second of any. The order depends on the model alone, never on values: what is on the screen must not change places
 * while somebody looks at it.
 */
export function keyPoints(points: readonly PointNode[], count: number): PointNode[] {
  const seen = new Map<string, number>();
  return points
    .map((node, index) => ({ node, kind: kindRank(node), quantity: quantityRank(node), index }))
    .sort((a, b) => a.kind - b.kind || a.quantity - b.quantity || a.index - b.index)
    .map((entry) => {
      const key = `${entry.kind} ${entry.node.point.unit}`;
      const turn = seen.get(key) ?? 0;
      seen.set(key, turn + 1);
      return { ...entry, turn };
    })
    .sort((a, b) => a.kind - b.kind || a.turn - b.turn)
    .slice(0, count)
    .map(({ node }) => node);
}

function kindRank({ point }: PointNode): number {
  const judged = point.normalLow !== undefined || point.normalHigh !== undefined;
  if (point.kind === 'POINT_KIND_MEASUREMENT') return judged ? 0 : 2;
  if (point.kind === 'POINT_KIND_STATE') return 1;
  return point.kind === 'POINT_KIND_TOTAL' ? 4 : 3;
}

function quantityRank({ point }: PointNode): number {
  const rank = QUANTITIES.findIndex((unit) => unit.test(point.unit));
  return rank < 0 ? QUANTITIES.length : rank;
}

/** The point that says how full a vessel is, if there is one: a percentage that calls itself a level. */
export const levelPoint = (points: readonly PointNode[]): PointNode | undefined =>
  points.find(
    ({ point, id, title }) =>
      point.unit === '%' && point.kind === 'POINT_KIND_MEASUREMENT' && /level|液位/i.test(`${id} ${title}`),
  );
