import type { Message } from '../../shared/api/contract';

export type Flow = Message<'energy.v1.Flow'>;
export type FlowKind = Message<'energy.v1.FlowKind'>;

export interface SankeyNode {
  id: string;
  /** A node of the plant, or what lies outside it. */
  kind: 'node' | 'source' | 'sink';
  /** For sources and sinks: what they are. */
  flow: FlowKind | undefined;
  /** What goes through it, as far as it is known. */
  quantity: number;
  column: number;
  x: number;
  y: number;
  height: number;
}

export interface SankeyBand {
  id: string;
  from: SankeyNode;
  to: SankeyNode;
  flow: FlowKind;
  /** Undefined where nothing is known. */
  quantity: number | undefined;
  coveredPercent: number;
  path: string;
  thickness: number;
}

export interface Sankey {
  nodes: SankeyNode[];
  bands: SankeyBand[];
  height: number;
}

const NODE = 14;
const GAP = 30;
const UNKNOWN = 6;
const LEAST = 2;
const TOP = 22;

/** Bands of one carrier that share their ends and kind are drawn as one; it is known as far as each of them is. */
function gather(flows: readonly Flow[]) {
  const bands = new Map<
    string,
    { source: string; target: string; kind: FlowKind; quantity: number | undefined; covered: number }
  >();
  for (const { sourceNode, targetNode, kind, quantity, coveredPercent } of flows) {
    const source = sourceNode || `+${kind} ${targetNode}`;
    const target = targetNode || `-${kind} ${sourceNode}`;
    const key = `${source}>${target}>${kind}`;
    const old = bands.get(key);
    if (!old) bands.set(key, { source, target, kind, quantity, covered: coveredPercent });
    else {
      old.quantity = old.quantity === undefined || quantity === undefined ? undefined : old.quantity + quantity;
      old.covered = Math.min(old.covered, coveredPercent);
    }
  }
  return [...bands.entries()].map(([id, band]) => ({ id, ...band }));
}

/** Lays the flows of one carrier out from left to right. A circle of deliveries is cut where it closes. */
export function sankeyOf(flows: readonly Flow[], width: number, height = 340): Sankey {
  const bands = gather(flows);
  const nodes = new Map<string, SankeyNode>();
  for (const { source, target, kind, quantity = 0 } of bands) {
    for (const [id, outside] of [
      [source, 'source'],
      [target, 'sink'],
    ] as const) {
      const isNode = !/^[+-]/.test(id);
      if (!nodes.has(id))
        nodes.set(id, {
          id,
          kind: isNode ? 'node' : outside,
          flow: isNode ? undefined : kind,
          quantity: 0,
          column: 0,
          x: 0,
          y: 0,
          height: 0,
        });
      if (!isNode) nodes.get(id)!.quantity += quantity;
    }
  }
  for (const node of nodes.values()) {
    if (node.kind !== 'node') continue;
    const through = (side: 'source' | 'target') =>
      bands.reduce((sum, band) => sum + (band[side] === node.id ? (band.quantity ?? 0) : 0), 0);
    node.quantity = Math.max(through('source'), through('target'));
  }
  const columns = layer([...nodes.values()], bands);
  const step = columns > 1 ? (width - NODE) / (columns - 1) : 0;
  const perColumn = Array.from({ length: columns }, (_, column) => [...nodes.values()].filter((node) => node.column === column));
  const most = Math.max(1e-9, ...perColumn.map((column) => column.reduce((sum, { quantity }) => sum + quantity, 0)));
  const crowd = Math.max(1, ...perColumn.map((column) => column.length));
  const room = Math.max(height, crowd * (GAP + UNKNOWN) + 120);
  const scale = (room - TOP - crowd * GAP) / most;
  const thick = (quantity: number | undefined) => (quantity === undefined ? UNKNOWN : Math.max(LEAST, quantity * scale));
  for (const column of perColumn) {
    let y = TOP;
    for (const node of column) {
      const side = (key: 'source' | 'target') =>
        bands.filter((band) => band[key] === node.id).reduce((sum, band) => sum + thick(band.quantity), 0);
      node.x = node.column * step;
      node.y = y;
      node.height = Math.max(LEAST, side('source'), side('target'));
      y += node.height + GAP;
    }
  }
  const used = { out: new Map<string, number>(), in: new Map<string, number>() };
  const place = (side: 'out' | 'in', node: SankeyNode, thickness: number) => {
    const at = used[side].get(node.id) ?? 0;
    used[side].set(node.id, at + thickness);
    return node.y + at + thickness / 2;
  };
  const drawn = [...bands]
    .sort((a, b) => nodes.get(a.target)!.y - nodes.get(b.target)!.y || nodes.get(a.source)!.y - nodes.get(b.source)!.y)
    .map((band): SankeyBand => {
      const [from, to] = [nodes.get(band.source)!, nodes.get(band.target)!];
      const thickness = thick(band.quantity);
      const [x1, y1, x2, y2] = [from.x + NODE, place('out', from, thickness), to.x, place('in', to, thickness)];
      const bend = Math.max(30, Math.abs(x2 - x1) / 2);
      const path = `M${fix(x1)} ${fix(y1)}C${fix(x1 + bend)} ${fix(y1)} ${fix(x2 - bend)} ${fix(y2)} ${fix(x2)} ${fix(y2)}`;
      return { id: band.id, from, to, flow: band.kind, quantity: band.quantity, coveredPercent: band.covered, path, thickness };
    });
  const bottom = Math.max(0, ...[...nodes.values()].map((node) => node.y + node.height));
  return { nodes: [...nodes.values()], bands: drawn, height: bottom + 16 };
}

/** Gives each node its column: right of all that delivers to it; sinks right of their node. Answers how many columns there are. */
function layer(nodes: SankeyNode[], bands: readonly { source: string; target: string }[]): number {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  // As many rounds as there are nodes settle every path; a circle would push on for ever, so it is cut there.
  for (let round = 0; round < nodes.length; round++) {
    let moved = false;
    for (const { source, target } of bands) {
      const [from, to] = [byId.get(source)!, byId.get(target)!];
      if (to.column > from.column || from.column + 1 >= nodes.length) continue;
      to.column = from.column + 1;
      moved = true;
    }
    if (!moved) break;
  }
  // What comes from outside stands just left of where it goes to.
  for (const { source, target } of bands) {
    const from = byId.get(source)!;
    if (from.kind === 'source') from.column = Math.max(0, byId.get(target)!.column - 1);
  }
  const used = [...new Set(nodes.map(({ column }) => column))].sort((a, b) => a - b);
  for (const node of nodes) node.column = used.indexOf(node.column);
  return used.length;
}

const fix = (n: number) => Math.round(n * 10) / 10;
export const NODE_WIDTH = NODE;
