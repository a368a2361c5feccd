import { create } from '@bufbuild/protobuf';
import { AssetLevel, AssetSchema, PointKind, PointSchema, type Asset, type Point } from '../../src/generated/factorytwin/twin/v1/model_pb';

const asset = (id: string, displayName: string, level: AssetLevel, parent: string, assetClass = '', pipedTo: string[] = []): Asset =>
  create(AssetSchema, {
    name: `assets/${id}`, displayName, level, parent: parent && `assets/${parent}`, assetClass, pipedTo: pipedTo.map((to) => `assets/${to}`),
  });

const { ENTERPRISE, SITE, AREA, WORK_UNIT } = AssetLevel;

export const assets: Asset[] = [
  asset('demo', 'Demonstration company', ENTERPRISE, ''),
  asset('site', 'Northfield gas plant', SITE, 'demo'),
  asset('inlet', 'Inlet', AREA, 'site'),
  asset('compression', 'Compression', AREA, 'site'),
  asset('storage', 'Storage', AREA, 'site'),
  asset('coating', 'Coating', AREA, 'site'),
  asset('utilities', 'Utilities', AREA, 'site'),
  asset('V-101', 'Inlet separator', WORK_UNIT, 'inlet', 'separator', ['K-201A', 'K-201B', 'P-301']),
  asset('K-201A', 'Compressor A', WORK_UNIT, 'compression', 'compressor', ['E-202']),
  asset('K-201B', 'Compressor B', WORK_UNIT, 'compression', 'compressor', ['E-202']),
  asset('E-202', 'Gas cooler', WORK_UNIT, 'compression', 'heat-exchanger', ['SALES']),
  asset('SALES', 'Sales gas metering', WORK_UNIT, 'compression', 'meter', ['F-401']),
  asset('P-301', 'Condensate pump', WORK_UNIT, 'storage', 'pump', ['T-301', 'T-302']),
  asset('T-301', 'Condensate tank 1', WORK_UNIT, 'storage', 'tank'),
  asset('T-302', 'Condensate tank 2', WORK_UNIT, 'storage', 'tank'),
  asset('F-401', 'Coating furnace', WORK_UNIT, 'coating', 'furnace'),
  asset('U-POWER', 'Power supply', WORK_UNIT, 'utilities', 'electric-power'),
  asset('U-WATER', 'Cooling water', WORK_UNIT, 'utilities', 'cooler'),
  asset('U-AIR', 'Instrument air', WORK_UNIT, 'utilities', 'compressor'),
  asset('U-STEAM', 'Steam', WORK_UNIT, 'utilities', 'boiler'),
];

type Row = [id: string, title: string, unit: string, asset: string, low: number, high: number, rangeLow: number, rangeHigh: number, kind?: PointKind];

const ROWS: Row[] = [
  ['PT-101', 'Inlet separator pressure', 'kPa', 'V-101', 3800, 4200, 0, 6000],
  ['LT-101', 'Inlet separator level', '%', 'V-101', 35, 65, 0, 100],
  ['TT-101', 'Inlet separator temperature', 'degC', 'V-101', 15, 30, -20, 80],
  ['FT-101', 'Inlet separator feed flow', 'kg/h', 'V-101', 38000, 46000, 0, 60000],
  ...(['A', 'B'] as const).flatMap((k): Row[] => [
    [`PT-201${k}`, `Compressor ${k} discharge pressure`, 'kPa', `K-201${k}`, 7600, 8400, 0, 10000],
    [`ST-201${k}`, `Compressor ${k} speed`, 'rpm', `K-201${k}`, 8800, 10200, 0, 12000],
    [`VT-201${k}`, `Compressor ${k} vibration`, 'mm/s', `K-201${k}`, 0, 4.5, 0, 12],
    [`TT-201${k}`, `Compressor ${k} bearing temperature`, 'degC', `K-201${k}`, 40, 85, 0, 150],
    [`JT-201${k}`, `Compressor ${k} power`, 'kW', `K-201${k}`, 800, 1300, 0, 2000],
  ]),
  ['TT-202I', 'Gas cooler inlet temperature', 'degC', 'E-202', 95, 130, 0, 200],
  ['TT-202O', 'Gas cooler outlet temperature', 'degC', 'E-202', 30, 45, 0, 200],
  ['PDT-202', 'Gas cooler pressure drop', 'kPa', 'E-202', 10, 40, 0, 100],
  ['FT-203', 'Sales gas metering flow', 'Nm3/h', 'SALES', 40000, 52000, 0, 70000],
  ['AT-203', 'Sales gas metering dew point', 'degC', 'SALES', -30, -8, -60, 20],
  ['FQ-203', 'Sales gas metering total', 'Nm3', 'SALES', 0, 0, 0, 0, PointKind.TOTAL],
  ['FT-301', 'Condensate pump flow', 'm3/h', 'P-301', 4, 9, 0, 15],
  ['JT-301', 'Condensate pump power', 'kW', 'P-301', 5, 14, 0, 30],
  ['LT-301', 'Condensate tank 1 level', '%', 'T-301', 15, 85, 0, 100],
  ['TT-301', 'Condensate tank 1 temperature', 'degC', 'T-301', 10, 35, -20, 80],
  ['LT-302', 'Condensate tank 2 level', '%', 'T-302', 15, 85, 0, 100],
  ['TT-302', 'Condensate tank 2 temperature', 'degC', 'T-302', 10, 35, -20, 80],
  ['TT-401', 'Coating furnace temperature', 'degC', 'F-401', 180, 240, 0, 400],
  ['JT-401', 'Coating furnace power', 'MW', 'F-401', 0, 3.2, 0, 4],
  ['NX-401', 'Coating furnace batch size', '', 'F-401', 0, 0, 0, 0, PointKind.STATE],
  ['NQ-401', 'Coating furnace parts made', '', 'F-401', 0, 0, 0, 0, PointKind.TOTAL],
  ['JT-501', 'Power supply load', 'MW', 'U-POWER', 2, 6, 0, 8],
  ['ET-501', 'Power supply voltage', 'kV', 'U-POWER', 10.2, 10.8, 0, 12],
  ['TT-502', 'Cooling water supply temperature', 'degC', 'U-WATER', 18, 28, 0, 60],
  ['PT-502', 'Cooling water pressure', 'kPa', 'U-WATER', 350, 500, 0, 800],
  ['PT-503', 'Instrument air pressure', 'kPa', 'U-AIR', 600, 750, 0, 1000],
  ['MT-503', 'Instrument air dew point', 'degC', 'U-AIR', -60, -35, -80, 20],
  ['PT-504', 'Steam pressure', 'kPa', 'U-STEAM', 900, 1100, 0, 1600],
  ['FT-504', 'Steam flow', 't/h', 'U-STEAM', 2, 5, 0, 8],
];

export const points: Point[] = ROWS.map(([id, displayName, unit, owner, low, high, rangeLow, rangeHigh, kind = PointKind.MEASUREMENT]) =>
  create(PointSchema, {
    name: `points/${id}`, displayName, unit, asset: `assets/${owner}`, kind, staleAfterSeconds: 15, source: 'sources/virtual-plant',
    ...(high > low ? { normalLow: low, normalHigh: high, rangeLow, rangeHigh } : {}),
  }))
  .concat(Array.from({ length: 8 }, (_, i) => create(PointSchema, { name: `points/xmeas_${i + 1}`, unit: i % 2 ? 'degC' : 'kPa', source: 'sources/tep', staleAfterSeconds: 60 })));

/** A point's value at a time: slow waves, a little noise, some points off on purpose. The same time gives the same value. */
export function valueAt(point: Point, ms: number): number {
  const id = point.name.slice(7);
  const seed = [...id].reduce((sum, ch) => (sum * 31 + ch.charCodeAt(0)) % 9973, 7);
  const t = ms / 1000;
  if (id === 'NX-401') return Math.floor(t / 600) % 3;
  if (id === 'NQ-401') return Math.floor(t / 600) % 1000;
  if (id === 'FQ-203') return Math.floor((t % 1e7) * 12.7);
  const low = point.normalLow ?? 10;
  const high = point.normalHigh ?? 20;
  const span = high - low;
  const noise = (Math.sin(t * 12.9898 + seed) * 43758.5453) % 1;
  const wave = 0.22 * Math.sin(t / (180 + (seed % 400)) + seed) + 0.1 * Math.sin(t / 37 + seed) + 0.02 * noise;
  const off = id === 'VT-201A' ? 0.78 + 0.1 * Math.sin(t / 200) : id === 'LT-302' ? -0.58 : 0;
  return low + span * (0.5 + wave + off);
}
