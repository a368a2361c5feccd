import type { AssetNode, PlantModel } from '../model/plantModel';

/**
 * The process of the plant: the largest set of assets that pipes connect. Smaller sets (an air compressor and its receiver)
 * stand with the other equipment, so that they do not crowd it.
 */
export function mainFlow(model: PlantModel): AssetNode[] {
  const seen = new Set<AssetNode>();
  let largest: AssetNode[] = [];
  for (const start of model.assets.values()) {
    if (seen.has(start)) continue;
    const connected: AssetNode[] = [];
    const waiting = [start];
    seen.add(start);
    for (let node = waiting.pop(); node; node = waiting.pop()) {
      connected.push(node);
      for (const next of [...node.pipedTo, ...node.pipedFrom]) {
        if (seen.has(next)) continue;
        seen.add(next);
        waiting.push(next);
      }
    }
    if (connected.length > largest.length) largest = connected;
  }
  return largest.length > 1 ? [...model.assets.values()].filter((asset) => largest.includes(asset)) : [];
}
