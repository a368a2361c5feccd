import { describe, expect, it } from 'vitest';
import { keyPoints, levelPoint } from '../src/twin-state/model/keyPoints';
import { areasOf, buildModel, equipmentOf, plantTitle, shortTitle } from '../src/twin-state/model/plantModel';
import { filterPoints, searchPoints } from '../src/twin-state/points/filterPoints';
import { asset, point } from './plant';

const model = buildModel(
  [
    asset('site', '', [], 'ASSET_LEVEL_SITE'),
    asset('north', 'site', [], 'ASSET_LEVEL_AREA'),
    asset('V', 'north', ['K', 'gone']),
    asset('K', 'north'),
  ],
  [point('PT-1', 'V'), point('LT-1', 'V', { unit: '%', displayName: 'The V level' }), point('VT-2', 'K'), point('xmeas_1')],
);

describe('plant model', () => {
  it('builds the hierarchy and the pipes, and drops references to nothing', () => {
    expect(model.assets.get('V')?.parent?.id).toBe('north');
    expect(model.assets.get('V')?.pipedTo.map(({ id }) => id)).toEqual(['K']);
    expect(model.assets.get('K')?.pipedFrom.map(({ id }) => id)).toEqual(['V']);
    expect(model.unassigned.map(({ id }) => id)).toEqual(['xmeas_1']);
    expect(plantTitle(model)).toBe('The site');
  });

  it('finds areas and their equipment', () => {
    expect(areasOf(model).map(({ id }) => id)).toEqual(['north']);
    expect(equipmentOf(model.assets.get('north')!).map(({ id }) => id)).toEqual(['V', 'K']);
  });

  it('makes do with a model that knows no areas', () => {
    const flat = buildModel([asset('a'), asset('b', 'a')], [point('P', 'b')]);
    expect(areasOf(flat).map(({ id }) => id)).toEqual(['b']);
  });

  it('cuts a loop of parents instead of hanging', () => {
    const loop = buildModel([asset('a', 'b'), asset('b', 'a')], []);
    expect(loop.roots).toHaveLength(1);
    expect(areasOf(loop)).toHaveLength(1);
  });

  it('shortens a point’s title inside its equipment', () => {
    expect(shortTitle(model.points.get('LT-1')!)).toBe('Level');
    expect(shortTitle(model.points.get('xmeas_1')!)).toBe('The  xmeas_1');
  });
});

describe('key points', () => {
  it('shows one of each quantity before a second of any', () => {
    const points = buildModel(
      [asset('V')],
      [
        point('T1', 'V', { unit: 'degC' }),
        point('T2', 'V', { unit: 'degC' }),
        point('P', 'V', { unit: 'kPa' }),
        point('L', 'V', { unit: '%' }),
      ],
    ).assets.get('V')!.points;
    expect(keyPoints(points, 4).map(({ id }) => id)).toEqual(['L', 'P', 'T1', 'T2']);
  });

  it('prefers judged measurements and keeps the order of the model', () => {
    const points = buildModel(
      [asset('V')],
      [
        point('A', 'V', { kind: 'POINT_KIND_TOTAL', normalLow: undefined, normalHigh: undefined }),
        point('B', 'V', { kind: 'POINT_KIND_SETPOINT' }),
        point('C', 'V'),
        point('D', 'V'),
      ],
    ).assets.get('V')!.points;
    expect(keyPoints(points, 3).map(({ id }) => id)).toEqual(['C', 'D', 'B']);
  });

  it('knows the level of a vessel', () => {
    expect(levelPoint(model.assets.get('V')!.points)?.id).toBe('LT-1');
    expect(levelPoint(model.assets.get('K')!.points)).toBeUndefined();
  });
});

describe('point filters', () => {
  const ids = (nodes: readonly { id: string }[]) => nodes.map(({ id }) => id);

  it('wants every word, in any of id, title, unit and asset', () => {
    expect(ids(filterPoints(model.points.values(), 'v %', 'all', () => 'normal'))).toEqual(['LT-1']);
    expect(ids(filterPoints(model.points.values(), '', 'all', () => 'normal'))).toHaveLength(4);
  });

  it('filters by condition', () => {
    const conditionOf = ({ id }: { id: string }) =>
      id === 'PT-1' ? ('high' as const) : id === 'VT-2' ? ('bad' as const) : ('normal' as const);
    expect(ids(filterPoints(model.points.values(), '', 'range', conditionOf))).toEqual(['PT-1']);
    expect(ids(filterPoints(model.points.values(), '', 'abnormal', conditionOf))).toEqual(['PT-1', 'VT-2']);
    expect(ids(filterPoints(model.points.values(), '', 'stale', conditionOf))).toEqual([]);
  });

  it('puts what starts with the text first', () => {
    expect(ids(searchPoints(model.points.values(), 'vt', 5))).toEqual(['VT-2']);
    expect(ids(searchPoints(model.points.values(), ' ', 5))).toEqual([]);
  });
});
