import { layer, type Graph, type Layered, type Slot } from './layers';

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface Pipe {
  from: string;
  to: string;
  /** SVG path, right angles only. */
  path: string;
}

export interface MimicLayout {
  width: number;
  height: number;
  nodes: ReadonlyMap<string, Box>;
  pipes: readonly Pipe[];
  /** Extras for which no column had room. */
  left: readonly string[];
}

export interface LayoutOptions {
  /** Width to fill. The drawing grows wider where the nodes would become unreadable. */
  width: number;
  heightOf: (id: string) => number;
  /** Equipment without pipes, to be put where columns are short. */
  extras?: readonly string[];
}

const LEAST_NODE = 156;
const WIDEST_NODE = 208;
const LEAST_GAP = 24;
const WIDEST_GAP = 84;
const ROW_GAP = 10;
const LANE_HEIGHT = 12;
const MARGIN = 4;

/** Places the nodes of a process graph in columns and draws right-angled pipes between them. */
export function layoutMimic(graph: Graph, options: LayoutOptions): MimicLayout {
  const layered = layer(graph);
  const heightOf = (slot: Slot) => (slot.lane ? LANE_HEIGHT : options.heightOf(slot.id));
  const columnHeight = (slots: readonly Slot[]) =>
    slots.reduce((sum, slot) => sum + heightOf(slot), 0) + Math.max(0, slots.length - 1) * ROW_GAP;
  const left = placeExtras(layered.layers, options.extras ?? [], options.heightOf, columnHeight);
  const columns = layered.layers.length;
  const room = options.width - 2 * MARGIN;
  const nodeWidth = Math.floor(Math.min(WIDEST_NODE, Math.max(LEAST_NODE, (room - (columns - 1) * LEAST_GAP * 1.6) / columns)));
  const gap = columns > 1 ? Math.min(WIDEST_GAP, Math.max(LEAST_GAP, (room - columns * nodeWidth) / (columns - 1))) : 0;
  const columnHeights = layered.layers.map(columnHeight);
  const height = Math.max(0, ...columnHeights) + 2 * MARGIN;
  const used = columns * nodeWidth + (columns - 1) * gap;
  const start = MARGIN + Math.max(0, (room - used) / 2);

  const slots = new Map<string, Box>();
  layered.layers.forEach((layerSlots, column) => {
    let y = (height - (columnHeights[column] ?? 0)) / 2;
    for (const slot of layerSlots) {
      const slotHeight = heightOf(slot);
      slots.set(slot.id, {
        x: Math.round(start + column * (nodeWidth + gap)),
        y: Math.round(y),
        width: nodeWidth,
        height: slotHeight,
      });
      y += slotHeight + ROW_GAP;
    }
  });
  const backs = layered.edges.filter((edge) => edge.back).length;
  const shown = new Set([...graph.ids, ...(options.extras ?? [])]);
  return {
    width: Math.max(options.width, used + 2 * MARGIN),
    height: height + backs * 14,
    nodes: new Map([...slots].filter(([id]) => shown.has(id))),
    pipes: drawPipes(layered, slots, gap, height),
    left,
  };
}

/** Puts equipment without pipes at the foot of the shortest columns, as long as the drawing does not grow. */
function placeExtras(
  layers: Slot[][],
  extras: readonly string[],
  heightOf: (id: string) => number,
  columnHeight: (slots: readonly Slot[]) => number,
): string[] {
  const most = Math.max(0, ...layers.map(columnHeight));
  return extras.filter((id) => {
    const shortest = layers
      .map((slots, index) => ({ slots, index, height: columnHeight(slots) }))
      .sort((a, b) => a.height - b.height || b.index - a.index)[0];
    if (!shortest || shortest.height + ROW_GAP + heightOf(id) > most) return true;
    shortest.slots.push({ id, lane: false });
    return false;
  });
}

function drawPipes(layered: Layered, slots: ReadonlyMap<string, Box>, gap: number, height: number): Pipe[] {
  let backs = 0;
  const bend = bendsOf(layered, slots);
  return layered.edges.map((edge): Pipe => {
    const boxes = edge.slots.flatMap((id) => slots.get(id) ?? []);
    const first = boxes[0];
    const last = boxes.at(-1);
    if (!first || !last) return { from: edge.from, to: edge.to, path: '' };
    if (edge.back) {
      backs += 1;
      const y = height + backs * 14 - 8;
      const x1 = first.x + first.width;
      return { ...edge, path: `M${x1} ${mid(first)}H${x1 + 12}V${y}H${last.x - 12}V${mid(last)}H${last.x}` };
    }
    let y = mid(first);
    let path = `M${round(first.x + first.width)} ${round(y)}`;
    edge.slots.slice(1).forEach((id, i) => {
      const box = boxes[i + 1];
      const before = boxes[i];
      if (!box || !before) return;
      const target = mid(box);
      const at = round(before.x + before.width + gap * bend(edge.slots[i] ?? edge.from));
      if (Math.abs(target - y) > 0.5) path += `H${at}V${round(target)}`;
      path += `H${round(id === edge.to ? box.x : box.x + box.width)}`;
      y = target;
    });
    return { from: edge.from, to: edge.to, path };
  });
}

/**
 * Where between two columns a pipe bends. Pipes of one node share their bend, so that they read as one header; pipes of
 * different nodes bend apart, so that two headers never lie on each other.
 */
function bendsOf(layered: Layered, slots: ReadonlyMap<string, Box>): (from: string) => number {
  const links = layered.edges.filter((edge) => !edge.back).flatMap(({ slots: path }) => path.slice(0, -1));
  const columns = new Map<number, { id: string; key: number }[]>();
  for (const from of new Set(links)) {
    const box = slots.get(from);
    if (!box) continue;
    const targets = layered.edges.flatMap(({ slots: path }) => slots.get(path[path.indexOf(from) + 1] ?? '') ?? []);
    const upwards = targets.reduce((sum, target) => sum + mid(target) - mid(box), 0) < 0;
    // What goes up bends the earlier the higher it starts, what goes down the lower it starts: so they do not cross.
    const key = upwards ? mid(box) : -mid(box);
    columns.set(
      box.x,
      [...(columns.get(box.x) ?? []), { id: from, key }].sort((a, b) => a.key - b.key),
    );
  }
  return (from) => {
    const column = columns.get(slots.get(from)?.x ?? 0) ?? [];
    return 0.2 + (0.6 * (column.findIndex(({ id }) => id === from) + 1)) / (column.length + 1);
  };
}

const mid = (box: Box) => box.y + box.height / 2;
const round = (n: number) => Math.round(n * 2) / 2;
