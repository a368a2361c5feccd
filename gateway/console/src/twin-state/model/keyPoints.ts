import { PointKind } from '../../generated/factorytwin/twin/v1/model_pb';
import type { PointNode } from './plantModel';

/**
 * The points that stand for an equipment where there is no room for all. The order depends on the model alone, never on
 * values: what is on the screen must not change places while somebody looks at it.
 */
export function keyPoints(points: readonly PointNode[], count: number): PointNode[] {
  return points
    .map((node, index) => ({ node, rank: rank(node), index }))
    .sort((a, b) => a.rank - b.rank || a.index - b.index)
    .slice(0, count)
    .map(({ node }) => node);
}

function rank({ point }: PointNode): number {
  const judged = point.normalLow !== undefined || point.normalHigh !== undefined;
  if (point.kind === PointKind.MEASUREMENT) return judged ? 0 : 2;
  if (point.kind === PointKind.STATE) return judged ? 1 : 3;
  return judged ? 1 : point.kind === PointKind.TOTAL ? 5 : 4;
}

/** The point that says how full a vessel is, if there is one: a percentage that calls itself a level. */
export const levelPoint = (points: readonly PointNode[]): PointNode | undefined =>
  points.find(({ point, id, title }) => point.unit === '%' && /level|液位/i.test(`${id} ${title}`));
