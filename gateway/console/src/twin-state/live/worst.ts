import type { AbnormalSummary } from './abnormalStore';
import { severity, type Condition } from './condition';
import type { AssetNode } from '../model/plantModel';

/** The worst condition among the points of some equipment, and how many are not normal. */
export function worstOf(assets: Iterable<AssetNode>, summary: AbnormalSummary): { condition: Condition; count: number } {
  const ids = new Set<string>();
  for (const asset of assets) ids.add(asset.id);
  let condition: Condition = 'normal';
  let count = 0;
  for (const { node, assessment } of summary.points) {
    if (!node.asset || !ids.has(node.asset.id)) continue;
    count += 1;
    if (severity[assessment.condition] < severity[condition]) condition = assessment.condition;
  }
  return { condition, count };
}
