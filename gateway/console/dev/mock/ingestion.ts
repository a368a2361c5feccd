import type { Message } from '../../src/shared/api/contract';
import { idOf, timeOf } from '../../src/shared/api/values';
import { points } from './plant';
import { on } from './routes';

const sources = ['virtual-plant', 'tep', 'lab'].map((id, i) => ({
  name: `sources/${id}`,
  displayName: ['Virtual plant', 'Tennessee Eastman runs', 'Laboratory'][i]!,
  owner: ['Platform team', 'Process engineering', 'Laboratory'][i]!,
  origin: ['Simulation', 'Published data', 'LIMS export'][i]!,
  mappings: points.slice(0, 12).map(({ name, unit, displayName }) => ({
    column: idOf(name),
    point: idOf(name),
    unit,
    displayName,
    scale: 1,
    offset: 0,
    ignore: false,
  })),
  csvFormat: { separator: ',', timeColumn: 'time', timeZone: i === 2 ? '' : 'UTC', qualityColumn: '' },
  etag: 'W/1',
  statistics: {
    acceptedReadings: ['1284402', '26000', '0'][i]!,
    rejectedReadings: ['0', '37', '0'][i]!,
    duplicateReadings: ['12', '500', '0'][i]!,
    ...(i < 2 && {
      lastEventTime: timeOf(Date.now() - [800, 8e9][i]!),
      lastReceiveTime: timeOf(Date.now() - [300, 7.2e6][i]!),
    }),
  },
}));

const FAULTS: readonly [Message<'ingestion.v1.RejectReason'>, string][] = [
  ['REJECT_REASON_NOT_A_NUMBER', '“n/a” is not a number.'],
  ['REJECT_REASON_COLUMN_COUNT', '51 columns expected, 49 found.'],
  ['REJECT_REASON_NOT_FINITE', '“NaN” is not finite.'],
  ['REJECT_REASON_TIME_WITHOUT_ZONE', '“2026-01-05 04:00” has no offset and the source declares no zone.'],
];
const rejected = Array.from({ length: 37 }, (_, i) => ({
  name: `sources/tep/rejectedRows/${i}`,
  line: 14 + i * 9,
  column: i % 4 === 1 ? '' : `xmeas_${(i % 8) + 1}`,
  reason: FAULTS[i % 4]![0],
  detail: FAULTS[i % 4]![1],
  raw: `2026-01-05T04:${String(i).padStart(2, '0')}:00Z,2705.1,n/a,36.2,9.4,120.4,=cmd,75.1,2633.7`,
  receiveTime: timeOf(Date.now() - 7.2e6),
  rawBatch: 'sources/tep/rawBatches/1',
}));

const result = (accepted: number, refused: number) => ({
  accepted,
  rejected: refused,
  duplicates: 0,
  rows: accepted + refused,
  acceptedReadings: accepted * 51,
  rejectedReadings: refused,
  duplicateReadings: 0,
  emptyCells: 20,
  rejectedRows: rejected.slice(0, refused),
  rejectedRowsOmitted: 0,
  rawBatch: 'sources/tep/rawBatches/2',
});

on('get', '/v1/sources', () => ({ sources, nextPageToken: '' }));
on('get', '/v1/sources/{source}', ({ path }) => sources.find(({ name }) => idOf(name) === path['source']) ?? sources[0]!);
on('get', '/v1/sources/{source}/rejectedRows', ({ path, query }) => {
  const from = Number(query.get('pageToken') || 0);
  const all = path['source'] === 'tep' ? rejected : [];
  return {
    rejectedRows: all.slice(from, from + 20),
    nextPageToken: from + 20 < all.length ? String(from + 20) : '',
  };
});
on('post', '/v1/sources/{source}/rejectedRows:replay', () => result(30, 7));
on('get', '/v1/sources/{source}/rawBatches', () => ({
  nextPageToken: '',
  rawBatches: [
    {
      name: 'sources/tep/rawBatches/1',
      contentType: 'text/csv',
      sizeBytes: '4811202',
      receiveTime: timeOf(Date.now() - 7.2e6),
      complete: true,
    },
  ],
}));
on('post', '/v1/sources/{source}:import', () => result(4988, 12));
