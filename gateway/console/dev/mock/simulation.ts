import type { Message } from '../../src/shared/api/contract';
import { idOf, timeOf } from '../../src/shared/api/values';
import { some } from '../some';
import { on } from './routes';

type Fault = Message<'virtualplant.v1.Fault'>;

const faults = (
  [
    ['compressor-a-bearing-wear', 'Compressor A: bearing wear', 'FAULT_KIND_BEARING_WEAR'],
    ['tank-2-leak', 'Condensate tank 2: leak', 'FAULT_KIND_LEAK'],
    ['tt-101-stuck', 'TT-101: stuck sensor', 'FAULT_KIND_STUCK_SENSOR'],
  ] as const
).map(([id, displayName, kind], i) =>
  some<Fault>({
    name: `faults/${id}`,
    displayName,
    kind,
    active: i === 0,
    severity: i === 0 ? 0.6 : 0.5,
    ...(i === 0 && { activateTime: timeOf(Date.now() - 9e5) }),
  }),
);

on('get', '/v1/faults', () => ({ faults, nextPageToken: '' }));
on('patch', '/v1/faults/{fault}', ({ path, body }) =>
  Object.assign(faults.find(({ name }) => idOf(name) === path['fault']) ?? faults[0]!, body),
);
on('get', '/v1/simulation', () => ({
  simulatedSeconds: 86_400 * 3 + 4211,
  speed: 1,
  seed: '42',
  points: 68,
  massImbalancePercent: 0.00021,
  energyImbalancePercent: 0.0034,
  readingsAcknowledged: '1284402',
  readingsWaiting: '4',
  readingsDropped: '0',
  lastAcknowledgeTime: timeOf(Date.now()),
  machine: {
    batchParts: 2,
    partsProduced: 118,
    planRevision: '3',
    batchStartTime: timeOf(Date.now() - 6e5),
    batchEndTime: timeOf(Date.now() + 1.3e6),
  },
}));
