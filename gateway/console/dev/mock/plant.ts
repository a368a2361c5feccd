import { readFileSync } from 'node:fs';
import type { Message } from '../../src/shared/api/contract';
import { idOf } from '../../src/shared/api/values';
import { some } from '../some';

type Point = Message<'twin.v1.Point'>;

/** The demonstration plant's own model, as the virtual plant loads it. */
const file = new URL('../../../../services/virtual-plant/Model/plant-model.json', import.meta.url);
const model = JSON.parse(readFileSync(file, 'utf8')) as { assets: object[]; points: object[] };

export const assets = model.assets.map((asset) => some<Message<'twin.v1.Asset'>>({ parent: '', pipedTo: [], ...asset }));

/** Its points, and a few that are known from a source only. */
export const points: Point[] = [
  ...model.points.map((point) => some<Point>({ asset: '', source: '', unit: '', ...point })),
  ...Array.from({ length: 8 }, (_, i) =>
    some<Point>({
      name: `points/xmeas_${i + 1}`,
      asset: '',
      unit: i % 2 ? 'degC' : 'kPa',
      source: 'sources/tep',
      staleAfterSeconds: 60,
    }),
  ),
];

/** Points that are off on purpose: how far from the middle of the normal range, in its widths. */
const OFF: Readonly<Record<string, number>> = { '101-VT-2001A': 0.85, '202-LT-1001': -0.62 };

/** A point's value at a time: slow waves, a little noise. The same time gives the same value. */
export function valueAt(point: Point, ms: number): number {
  const id = idOf(point.name);
  const seed = [...id].reduce((sum, ch) => (sum * 31 + ch.charCodeAt(0)) % 9973, 7);
  const t = ms / 1000;
  if (point.kind === 'POINT_KIND_STATE') return id.includes('XS-1001B') ? 0 : 1;
  if (point.kind === 'POINT_KIND_TOTAL') return Math.floor((t % 1e5) * (1 + (seed % 7))) / 10;
  const low = point.normalLow ?? point.rangeLow ?? 10;
  const high = point.normalHigh ?? point.rangeHigh ?? 20;
  const noise = (Math.sin(t * 12.9898 + seed) * 43758.5453) % 1;
  const wave = 0.22 * Math.sin(t / (180 + (seed % 400)) + seed) + 0.1 * Math.sin(t / 37 + seed) + 0.02 * noise;
  return low + (high - low) * (0.5 + wave + (OFF[id] ?? 0));
}
