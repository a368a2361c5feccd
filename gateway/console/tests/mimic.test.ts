import { describe, expect, it } from 'vitest';
import { layer } from '../src/twin-state/mimic/layers';
import { layoutMimic } from '../src/twin-state/mimic/layout';
import { shapeOf } from '../src/twin-state/mimic/Symbol';

const ids = ['V', 'KA', 'KB', 'E', 'T', 'F'];
const edges = [
  ['V', 'KA'],
  ['V', 'KB'],
  ['KA', 'E'],
  ['KB', 'E'],
  ['E', 'T'],
  ['V', 'T'],
  ['T', 'F'],
] as const;
const columnOf = (layers: readonly { id: string }[][], id: string) =>
  layers.findIndex((slots) => slots.some((slot) => slot.id === id));

describe('layers of a process graph', () => {
  it('puts every equipment to the right of what feeds it', () => {
    const { layers, edges: routed } = layer({ ids, edges });
    for (const { from, to, back } of routed) {
      expect(back).toBe(false);
      expect(columnOf(layers, from)).toBeLessThan(columnOf(layers, to));
    }
  });

  it('gives a long pipe a lane in every column that it passes', () => {
    const long = layer({ ids, edges }).edges.find(({ from, to }) => from === 'V' && to === 'T');
    expect(long?.slots).toHaveLength(4);
  });

  it('cuts a recycle instead of hanging, and says which pipe goes back', () => {
    const { edges: routed } = layer({
      ids: ['a', 'b', 'c'],
      edges: [
        ['a', 'b'],
        ['b', 'c'],
        ['c', 'b'],
      ],
    });
    expect(routed.filter(({ back }) => back)).toEqual([{ from: 'c', to: 'b', slots: ['c', 'b'], back: true }]);
  });

  it('takes no graph and a graph without pipes', () => {
    expect(layer({ ids: [], edges: [] }).layers).toEqual([[]]);
    expect(layer({ ids: ['a', 'b'], edges: [] }).layers[0]).toHaveLength(2);
  });
});

describe('layout of the mimic', () => {
  const layout = layoutMimic({ ids, edges }, { width: 1200, heightOf: () => 120 });

  it('places every equipment inside the sheet and none on another', () => {
    const boxes = [...layout.nodes.values()];
    expect(boxes).toHaveLength(ids.length);
    for (const a of boxes) {
      expect(a.x).toBeGreaterThanOrEqual(0);
      expect(a.x + a.width).toBeLessThanOrEqual(layout.width);
      expect(a.y + a.height).toBeLessThanOrEqual(layout.height);
      for (const b of boxes)
        if (a !== b)
          expect(a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y).toBe(true);
    }
  });

  it('starts a pipe at its source and ends it at its target', () => {
    for (const { from, to, path } of layout.pipes) {
      const source = layout.nodes.get(from)!;
      const target = layout.nodes.get(to)!;
      expect(path).toMatch(new RegExp(`^M${source.x + source.width} `));
      expect(path).toMatch(new RegExp(`H${target.x}$`));
    }
  });

  it('puts what stands alone where columns are short, and says what had no room', () => {
    const extras = ['X1', 'X2', 'X3', 'X4', 'X5', 'X6', 'X7', 'X8', 'X9'];
    const filled = layoutMimic({ ids, edges }, { width: 1200, heightOf: () => 120, extras });
    expect(filled.height).toBe(layout.height);
    expect(filled.nodes.size + filled.left.length).toBe(ids.length + extras.length);
    expect(filled.left.length).toBeGreaterThan(0);
    expect(filled.nodes.has('X1')).toBe(true);
  });

  it('grows wider than its frame rather than make nodes unreadable', () => {
    const narrow = layoutMimic({ ids, edges }, { width: 400, heightOf: () => 120 });
    expect(narrow.width).toBeGreaterThan(400);
    expect(Math.min(...[...narrow.nodes.values()].map(({ width }) => width))).toBeGreaterThanOrEqual(156);
  });
});

describe('symbols', () => {
  it.each([
    ['separator', 'separator'],
    ['centrifugal-compressor', 'compressor'],
    ['Heat Exchanger', 'exchanger'],
    ['storage tank', 'tank'],
    ['coating-furnace', 'furnace'],
    ['', 'box'],
    ['flux capacitor', 'box'],
  ])('draws "%s" as %s', (assetClass, shape) => {
    expect(shapeOf(assetClass)).toBe(shape);
  });
});
