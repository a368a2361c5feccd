import type { Message } from '../../shared/api/contract';
import { idOf } from '../../shared/api/values';

export type Asset = Message<'twin.v1.Asset'>;
export type Point = Message<'twin.v1.Point'>;

/** An asset with its place in the hierarchy. Ids are without their collection ("assets/"). */
export interface AssetNode {
  id: string;
  title: string;
  asset: Asset;
  parent: AssetNode | undefined;
  children: AssetNode[];
  /** Its own points, by id. */
  points: PointNode[];
  pipedTo: AssetNode[];
  pipedFrom: AssetNode[];
}

export interface PointNode {
  id: string;
  title: string;
  point: Point;
  asset: AssetNode | undefined;
}

export interface PlantModel {
  assets: ReadonlyMap<string, AssetNode>;
  points: ReadonlyMap<string, PointNode>;
  roots: readonly AssetNode[];
  /** Points that no asset of the model owns: known from their source only. */
  unassigned: readonly PointNode[];
}

/** Builds the hierarchy. References to assets that are not there are dropped; a loop of parents is cut. */
export function buildModel(assets: readonly Asset[], points: readonly Point[]): PlantModel {
  const nodes = new Map<string, AssetNode>(
    assets.map((asset) => [
      idOf(asset.name),
      {
        id: idOf(asset.name),
        title: asset.displayName || idOf(asset.name),
        asset,
        parent: undefined,
        children: [],
        points: [],
        pipedTo: [],
        pipedFrom: [],
      },
    ]),
  );
  for (const node of nodes.values()) {
    const parent = nodes.get(idOf(node.asset.parent));
    if (parent && !isAncestor(node, parent)) {
      node.parent = parent;
      parent.children.push(node);
    }
    for (const name of node.asset.pipedTo) {
      const target = nodes.get(idOf(name));
      if (!target || target === node) continue;
      node.pipedTo.push(target);
      target.pipedFrom.push(node);
    }
  }
  const pointNodes = new Map<string, PointNode>();
  const unassigned: PointNode[] = [];
  for (const point of points) {
    const asset = nodes.get(idOf(point.asset));
    const node: PointNode = { id: idOf(point.name), title: point.displayName || idOf(point.name), point, asset };
    pointNodes.set(node.id, node);
    (asset?.points ?? unassigned).push(node);
  }
  return { assets: nodes, points: pointNodes, roots: [...nodes.values()].filter((node) => !node.parent), unassigned };
}

function isAncestor(candidate: AssetNode, of: AssetNode): boolean {
  for (let node: AssetNode | undefined = of; node; node = node.parent) if (node === candidate) return true;
  return false;
}

/** The asset and everything below it. */
export function* below(node: AssetNode): Generator<AssetNode> {
  yield node;
  for (const child of node.children) yield* below(child);
}

/** The areas of the plant; where the model states none, the highest assets that have children or points. */
export function areasOf(model: PlantModel): AssetNode[] {
  const areas = [...model.assets.values()].filter((node) => node.asset.level === 'ASSET_LEVEL_AREA');
  if (areas.length > 0) return areas;
  const tops = model.roots.flatMap((root) => (root.points.length === 0 && root.children.length > 0 ? root.children : [root]));
  return tops;
}

/** The equipment of an area: whatever owns points or is piped, itself included when it owns points. */
export const equipmentOf = (area: AssetNode): AssetNode[] =>
  [...below(area)].filter((node) => node.points.length > 0 || node.pipedTo.length > 0 || node.pipedFrom.length > 0);

/** The plant's name for the top of the screen: the site's, or else the enterprise's. */
export function plantTitle(model: PlantModel): string {
  const all = [...model.assets.values()];
  const site =
    all.find((node) => node.asset.level === 'ASSET_LEVEL_SITE') ??
    all.find((node) => node.asset.level === 'ASSET_LEVEL_ENTERPRISE') ??
    model.roots[0];
  return site?.title ?? '';
}

/** A point's title without the equipment's own name before it, for use inside that equipment's frame. */
export function shortTitle(point: PointNode): string {
  const owner = point.asset?.title ?? '';
  const text =
    owner !== '' && point.title.toLowerCase().startsWith(owner.toLowerCase())
      ? point.title.slice(owner.length).replace(/^[\s:·,–-]+/, '')
      : point.title;
  return text === '' ? point.title : text.charAt(0).toUpperCase() + text.slice(1);
}
