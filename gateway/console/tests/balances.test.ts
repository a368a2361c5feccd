import { describe, expect, it } from 'vitest';
import { asTree } from '../src/energy/balances/BalancesPage';
import { windowOf } from '../src/energy/balances/ranges';
import { sankeyOf, type Flow, type FlowKind } from '../src/energy/balances/sankey';
import { lookOf } from '../src/energy/balances/SankeyChart';
import { thresholdOf } from '../src/energy/balances/thresholds';
import { intervalsOf, standingOf, type Balance } from '../src/energy/balances/verdict';
import type { Message } from '../src/shared/api/contract';
import { timeOf } from '../src/shared/api/values';

const MINUTE = 60_000;

const balance = (over: object = {}): Balance =>
  ({
    verdict: 'BALANCE_VERDICT_BALANCED',
    imbalanceQuantity: 0,
    coveredPercent: 100,
    startTime: timeOf(0),
    endTime: timeOf(15 * MINUTE),
    ...over,
  }) as Balance;

describe('a balance’s standing', () => {
  it('is ok only where it was judged on data', () => {
    expect(standingOf(balance())).toBe('ok');
    expect(standingOf(balance({ verdict: 'BALANCE_VERDICT_IMBALANCED' }))).toBe('imbalanced');
    expect(standingOf(balance({ verdict: 'BALANCE_VERDICT_WITHIN_UNCERTAINTY' }))).toBe('uncertain');
  });

  it.each([
    undefined,
    balance({ verdict: 'BALANCE_VERDICT_NOT_JUDGED' }),
    balance({ verdict: 'BALANCE_VERDICT_UNSPECIFIED' }),
    balance({ verdict: 'A_LATER_VERSION_S_WORD' }),
    balance({ imbalanceQuantity: undefined }),
    balance({ coveredPercent: 0 }),
  ])('is not known otherwise: %o', (one) => {
    expect(standingOf(one)).toBe('unknown');
  });

  it('is told of every interval, also of those that the server says nothing of', () => {
    const rows = intervalsOf(
      [balance(), balance({ startTime: timeOf(30 * MINUTE), endTime: timeOf(45 * MINUTE) })],
      0,
      60 * MINUTE,
      15 * MINUTE,
    );
    expect(rows.map(({ start, balance: known }) => [start / MINUTE, standingOf(known)])).toEqual([
      [45, 'unknown'],
      [30, 'ok'],
      [15, 'unknown'],
      [0, 'ok'],
    ]);
  });

  it('is asked for over whole intervals that are over', () => {
    expect(windowOf('24h', 25.5 * 60 * MINUTE)).toEqual({ from: 60 * MINUTE, to: 25 * 60 * MINUTE, interval: 60 * MINUTE });
  });
});

describe('Sankey', () => {
  const flow = (sourceNode: string, targetNode: string, kind: string, quantity?: number, coveredPercent = 100): Flow =>
    ({ sourceNode, targetNode, kind: `FLOW_KIND_${kind}` as FlowKind, quantity, coveredPercent }) as Flow;

  it('lays nodes from left to right, each band inside its nodes', () => {
    const { nodes, bands } = sankeyOf(
      [
        flow('', 'a', 'SUPPLY', 10),
        flow('a', 'b', 'DELIVERY', 6),
        flow('a', '', 'CONSUMPTION', 3),
        flow('a', '', 'IMBALANCE', 1),
        flow('b', '', 'CONSUMPTION', 6),
      ],
      800,
    );
    const column = (id: string) => nodes.find((node) => node.id === id)!.column;
    expect(column('b')).toBeGreaterThan(column('a'));
    for (const band of bands) expect(band.to.x).toBeGreaterThan(band.from.x);
    for (const node of nodes) {
      const out = bands.filter(({ from }) => from === node).reduce((sum, { thickness }) => sum + thickness, 0);
      const into = bands.filter(({ to }) => to === node).reduce((sum, { thickness }) => sum + thickness, 0);
      expect(Math.max(out, into)).toBeLessThanOrEqual(node.height + 1e-6);
    }
    const thickness = (kind: string) => bands.find((band) => band.flow === `FLOW_KIND_${kind}`)!.thickness;
    expect(thickness('SUPPLY') / thickness('DELIVERY')).toBeCloseTo(10 / 6);
  });

  it('does not guess what is not known, nor what it is joined with', () => {
    const { bands } = sankeyOf([flow('', 'a', 'SUPPLY', 10), flow('', 'a', 'SUPPLY'), flow('a', '', 'CONSUMPTION', 3, 60)], 800);
    expect(bands).toHaveLength(2);
    expect(bands.map((band) => [band.quantity, lookOf(band)])).toEqual([
      [undefined, 'unknown'],
      [3, 'partial'],
    ]);
  });

  it('takes a circle and nothing at all', () => {
    const { nodes } = sankeyOf([flow('a', 'b', 'DELIVERY', 1), flow('b', 'a', 'DELIVERY', 1)], 800);
    expect(nodes.every(({ x, y, height }) => [x, y, height].every(Number.isFinite))).toBe(true);
    expect(sankeyOf([], 800).nodes).toEqual([]);
  });
});

describe('an imbalance on the chart', () => {
  const node = { kind: 'node', quantity: 100 } as never;
  const band = (quantity: number, coveredPercent = 100) => ({
    flow: 'FLOW_KIND_IMBALANCE' as FlowKind,
    quantity,
    coveredPercent,
    from: node,
    to: node,
  });

  it('stands out only above the rule, and only where all of it was measured', () => {
    expect([lookOf(band(6), 5), lookOf(band(4), 5), lookOf(band(60)), lookOf(band(60, 80), 5)]).toEqual([
      'imbalance',
      'unseen',
      'unseen',
      'partial',
    ]);
  });

  it('is judged by the nearest rule above', () => {
    const rule = (thresholdPercent: number, carrier = 'water') => [{ carrier, thresholdPercent }];
    const nodes = [
      { name: 'a', parent: '', rules: rule(3) },
      { name: 'b', parent: 'a', rules: rule(1, 'steam') },
      { name: 'c', parent: 'c', rules: [] },
    ] as unknown as Message<'energy.v1.BalanceNode'>[];
    expect([thresholdOf(nodes, 'b', 'water'), thresholdOf(nodes, 'b', 'steam'), thresholdOf(nodes, 'c', 'water')]).toEqual([
      3,
      1,
      undefined,
    ]);
  });
});

describe('nodes', () => {
  it('stand beneath their parents; a lost parent hides none', () => {
    const node = (name: string, parent = '') => ({ name, parent }) as Message<'energy.v1.BalanceNode'>;
    const tree = asTree([node('c', 'b'), node('a'), node('b', 'a'), node('d', 'gone')]);
    expect(tree.map(({ node: { name }, depth }) => `${depth}${name}`)).toEqual(['0a', '1b', '2c', '0d']);
  });
});
