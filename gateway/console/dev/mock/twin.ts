import type { Message, Sent } from '../../src/shared/api/contract';
import { idOf, timeOf } from '../../src/shared/api/values';
import { assets, points, valueAt } from './plant';
import { on, onStream } from './routes';

on('get', '/v1/assets', () => ({ assets, nextPageToken: '' }));
on('get', '/v1/points', () => ({ points, nextPageToken: '' }));
on('get', '/v1/points/{point}:queryHistory', ({ path, query }) => {
  const point = points.find(({ name }) => idOf(name) === path['point']);
  if (!point || point.name.includes('xmeas')) return { samples: [], nextPageToken: '', unit: '' };
  const end = Date.now();
  const start = Math.max(Date.parse(query.get('startTime') || '1970-01-01'), end - 7 * 86_400_000);
  const step = Math.max(1000, (end - start) / 1200);
  return {
    unit: point.unit,
    nextPageToken: '',
    samples: Array.from({ length: Math.floor((end - start) / step) }, (_, i) => {
      const at = Math.round(start + i * step);
      const quality: Message<'common.v1.Quality'> =
        i % 400 > 370 ? 'QUALITY_UNCERTAIN' : i % 700 > 680 ? 'QUALITY_BAD' : 'QUALITY_GOOD';
      return { eventTime: timeOf(at), value: valueAt(point, at), quality };
    }),
  };
});

const QUALITIES: Readonly<Record<string, Message<'common.v1.Quality'>>> = {
  '502-PT-1001': 'QUALITY_BAD',
  '101-TT-3003': 'QUALITY_UNCERTAIN',
};

/** Every point's value now; some are of doubtful quality or late on purpose. */
const snapshot = (first: boolean): Sent<Message<'twin.v1.WatchPointsResponse'>> => ({
  serverTime: timeOf(Date.now()),
  snapshot: first,
  changes: points
    .filter(({ name }) => first || (name !== 'points/401-TT-1002' && !name.includes('xmeas')))
    .map((point) => {
      const id = idOf(point.name);
      const imported = id.startsWith('xmeas');
      const silent = id === '601-TT-1001';
      const age = imported ? 86_400_000 * 90 : 400;
      return {
        point: id,
        unit: point.unit,
        ...(!silent && { value: valueAt(point, Date.now()) }),
        quality: QUALITIES[id] ?? 'QUALITY_GOOD',
        eventTime: timeOf(Date.now() - age),
        storeTime: timeOf(Date.now() - age + 40),
        staleAfterSeconds: 10,
        stale: imported || silent,
      };
    }),
});
onStream('/v1/points:watch', { first: () => snapshot(true), next: () => snapshot(false), everyMs: 1000 });
