/** A directed graph by ids. */
export interface Graph {
  ids: readonly string[];
  edges: readonly (readonly [from: string, to: string])[];
}

/** A slot of a layer: a real node, or a lane that an edge runs through. */
export interface Slot {
  id: string;
  lane: boolean;
}

/** An edge as the slots that it passes, one a layer, from left to right; `back` where it closes a loop. */
export interface RoutedEdge {
  from: string;
  to: string;
  slots: readonly string[];
  back: boolean;
}

export interface Layered {
  layers: Slot[][];
  edges: RoutedEdge[];
}

/** Arranges a process graph in layers from left to right (Sugiyama): loops cut, longest path, lanes, barycentre order. */
export function layer(graph: Graph): Layered {
  const { forward, back } = splitLoops(graph);
  const rank = rankOf(graph.ids, forward);
  const layers: Slot[][] = Array.from({ length: Math.max(0, ...rank.values()) + 1 }, () => []);
  for (const id of graph.ids) layers[rank.get(id) ?? 0]?.push({ id, lane: false });

  const edges = forward.map(([from, to]): RoutedEdge => {
    const slots = [from];
    for (let at = (rank.get(from) ?? 0) + 1; at < (rank.get(to) ?? 0); at++) {
      const lane = `${from}>${to}@${at}`;
      layers[at]?.push({ id: lane, lane: true });
      slots.push(lane);
    }
    return { from, to, slots: [...slots, to], back: false };
  });
  order(layers, edges);
  return { layers, edges: [...edges, ...back.map(([from, to]) => ({ from, to, slots: [from, to], back: true }))] };
}

type Edge = readonly [string, string];

function splitLoops({ ids, edges }: Graph): { forward: Edge[]; back: Edge[] } {
  const targets = new Map<string, string[]>();
  for (const [from, to] of edges) targets.set(from, [...(targets.get(from) ?? []), to]);
  const state = new Map<string, 'open' | 'done'>();
  const forward: Edge[] = [];
  const back: Edge[] = [];
  const visit = (id: string) => {
    state.set(id, 'open');
    for (const to of targets.get(id) ?? []) {
      if (state.get(to) === 'open') {
        back.push([id, to]);
        continue;
      }
      forward.push([id, to]);
      if (!state.has(to)) visit(to);
    }
    state.set(id, 'done');
  };
  const hasSource = new Set(edges.map(([, to]) => to));
  for (const id of [...ids].sort((a, b) => Number(hasSource.has(a)) - Number(hasSource.has(b)))) if (!state.has(id)) visit(id);
  return { forward, back };
}

function rankOf(ids: readonly string[], edges: readonly Edge[]): Map<string, number> {
  const rank = new Map(ids.map((id) => [id, 0]));
  // At most one round a node: the graph has no loop any more.
  for (let round = 0, moved = true; moved && round <= ids.length; round++) {
    moved = false;
    for (const [from, to] of edges) {
      const least = (rank.get(from) ?? 0) + 1;
      if ((rank.get(to) ?? 0) < least) {
        rank.set(to, least);
        moved = true;
      }
    }
  }
  // A feed that nothing feeds stands right before the first thing that it feeds.
  for (const id of ids) {
    if (edges.some(([, to]) => to === id)) continue;
    const nearest = Math.min(...edges.filter(([from]) => from === id).map(([, to]) => rank.get(to) ?? 0));
    if (Number.isFinite(nearest)) rank.set(id, Math.max(0, nearest - 1));
  }
  return rank;
}

function order(layers: Slot[][], edges: readonly RoutedEdge[]): void {
  const links = edges.flatMap(({ slots }) => slots.slice(1).map((to, i) => [slots[i] ?? '', to] as const));
  const sweep = (target: Slot[], fixed: Slot[], near: 0 | 1, far: 0 | 1) => {
    const position = new Map(fixed.map((slot, i) => [slot.id, i / Math.max(1, fixed.length - 1)]));
    const centre = new Map(
      target.map((slot, i) => {
        const ends = links.filter((link) => link[near] === slot.id).map((link) => position.get(link[far]) ?? 0);
        const own = i / Math.max(1, target.length - 1);
        return [slot.id, ends.length === 0 ? own : ends.reduce((a, b) => a + b, 0) / ends.length];
      }),
    );
    target.sort((a, b) => (centre.get(a.id) ?? 0) - (centre.get(b.id) ?? 0));
  };
  for (let round = 0; round < 4; round++) {
    for (let i = 1; i < layers.length; i++) sweep(layers[i] ?? [], layers[i - 1] ?? [], 1, 0);
    for (let i = layers.length - 2; i >= 0; i--) sweep(layers[i] ?? [], layers[i + 1] ?? [], 0, 1);
  }
}
