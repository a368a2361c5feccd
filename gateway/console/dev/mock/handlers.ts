import { create, type DescMethod, type Message } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { Quality } from '../../src/generated/factorytwin/common/v1/quality_pb';
import {
  ListPriceSeriesResponseSchema,
  Prices,
  PriceSeriesSchema,
  QueryPricesResponseSchema,
  ImportPricesResponseSchema,
} from '../../src/generated/factorytwin/energy/v1/prices_pb';
import { Directory, ListServicesResponseSchema, ServiceHealth } from '../../src/generated/factorytwin/gateway/v1/directory_pb';
import {
  ListDevelopmentUsersResponseSchema,
  Sessions,
  SessionSchema,
  type CreateSessionRequest,
  type User,
} from '../../src/generated/factorytwin/gateway/v1/sessions_pb';
import {
  ImportReadingsResponseSchema,
  ListRawBatchesResponseSchema,
  ListRejectedRowsResponseSchema,
  Readings,
  RejectReason,
} from '../../src/generated/factorytwin/ingestion/v1/readings_pb';
import {
  ListSourcesResponseSchema,
  Sources,
  SourceSchema,
  type Source,
} from '../../src/generated/factorytwin/ingestion/v1/sources_pb';
import {
  ListMachinesResponseSchema,
  ListOrdersResponseSchema,
  Machines,
  MachineSchema,
  OrderState,
} from '../../src/generated/factorytwin/scheduler/v1/machines_pb';
import { ListPlansResponseSchema, Plans, PlanTrigger } from '../../src/generated/factorytwin/scheduler/v1/plans_pb';
import { Assets, ListAssetsResponseSchema } from '../../src/generated/factorytwin/twin/v1/model_pb';
import {
  QueryPointHistoryResponseSchema,
  ListPointsResponseSchema,
  Points,
  WatchPointsResponseSchema,
  type QueryPointHistoryRequest,
} from '../../src/generated/factorytwin/twin/v1/points_pb';
import {
  FaultKind,
  FaultSchema,
  ListFaultsResponseSchema,
  SimulationSchema,
  VirtualPlant,
  type Fault,
  type UpdateFaultRequest,
} from '../../src/generated/factorytwin/virtualplant/v1/virtual_plant_pb';
import { assets, points, valueAt } from './plant';
import { plan, prices } from './schedule';

type Handler = (input: Message) => Message;
export const handlers = new Map<string, Handler>();
export const key = (method: DescMethod): string => `${method.parent.typeName}/${method.name}`;
const on = (method: DescMethod, handler: Handler) => handlers.set(key(method), handler);
const now = () => timestampFromMs(Date.now());

const ROLES = [
  'engineer',
  'dispatcher',
  'operator',
  'energy-manager',
  'safety-officer',
  'maintenance-engineer',
  'contractor-manager',
];
const users = [
  { name: 'users/everyone', displayName: 'Everyone (all roles)', roles: ROLES },
  ...ROLES.map((role) => ({
    name: `users/${role}`,
    displayName: role.replace(/-/g, ' ').replace(/^./, (ch) => ch.toUpperCase()),
    roles: [role],
  })),
] as User[];
on(Sessions.method.listDevelopmentUsers, () => create(ListDevelopmentUsersResponseSchema, { users }));
on(Sessions.method.createSession, (input) => {
  const user = users.find(({ name }) => name === `users/${(input as CreateSessionRequest).user}`);
  return create(SessionSchema, {
    accessToken: `mock-${user?.name}`,
    user,
    expireTime: timestampFromMs(Date.now() + 8 * 3_600_000),
  });
});

on(Assets.method.listAssets, () => create(ListAssetsResponseSchema, { assets }));
on(Points.method.listPoints, () => create(ListPointsResponseSchema, { points }));
on(Points.method.queryPointHistory, (input) => {
  const { name, startTime } = input as QueryPointHistoryRequest;
  const point = points.find((candidate) => candidate.name === name);
  if (!point || name.includes('xmeas')) return create(QueryPointHistoryResponseSchema, {});
  const end = Date.now();
  const start = Math.max(startTime ? Number(startTime.seconds) * 1000 : 0, end - 7 * 86_400_000);
  const step = Math.max(1000, (end - start) / 1200);
  return create(QueryPointHistoryResponseSchema, {
    unit: point.unit,
    samples: Array.from({ length: Math.floor((end - start) / step) }, (_, i) => {
      const at = Math.round(start + i * step);
      const quality = i % 400 > 370 ? Quality.UNCERTAIN : i % 700 > 680 ? Quality.BAD : Quality.GOOD;
      return { eventTime: timestampFromMs(at), value: valueAt(point, at), quality };
    }),
  });
});

/** Every point's value now; some are of doubtful quality or late on purpose. */
export const snapshot = (first: boolean) =>
  create(WatchPointsResponseSchema, {
    serverTime: now(),
    snapshot: first,
    changes: points
      .filter(({ name }) => first || (name !== 'points/401-TT-1002' && !name.includes('xmeas')))
      .map((point) => {
        const id = point.name.slice(7);
        const imported = id.startsWith('xmeas');
        const age = imported ? 86_400_000 * 90 : 400;
        return {
          point: id,
          unit: point.unit,
          value: id === '601-TT-1001' ? undefined : valueAt(point, Date.now()),
          quality: id === '502-PT-1001' ? Quality.BAD : id === '101-TT-3003' ? Quality.UNCERTAIN : Quality.GOOD,
          eventTime: timestampFromMs(Date.now() - age),
          storeTime: timestampFromMs(Date.now() - age + 40),
          staleAfterSeconds: 10,
          stale: imported || id === '601-TT-1001',
        };
      }),
  });

const machine = create(MachineSchema, {
  name: 'machines/furnace',
  displayName: 'Coating furnace',
  priceSeries: 'priceSeries/grid',
  partsProducedPoint: 'points/301-CQ-1001',
  batchSizePoint: 'points/301-XS-1001',
  model: {
    capacity: 2,
    inventoryAllowance: 2,
    inventoryWeight: 3,
    sizes: [
      { parts: 0, duration: { seconds: 600n }, powerMw: 0.15 },
      { parts: 1, duration: { seconds: 1500n }, powerMw: 1.6 },
      { parts: 2, duration: { seconds: 1920n }, powerMw: 2.7 },
    ],
  },
});
const began = Date.now() - 40 * 60_000;
const log = [
  plan(
    1,
    began - 5_400_000,
    PlanTrigger.ORDER_CHANGED,
    'Order for 14 parts accepted. Two batches run before the evening peak, the rest waits for cheaper hours.',
    0,
  ),
  plan(
    2,
    began - 1_800_000,
    PlanTrigger.PROGRESS,
    'A batch ended 2 min late. The next batches move back; every due time is still kept.',
    0,
  ),
  plan(
    3,
    began,
    PlanTrigger.PRICES_CHANGED,
    'Prices rise by 46 USD/MWh between 16:00 and 21:00 UTC. The plan idles twice and makes single parts in that time, and catches up after it: 14 parts by the due time for less than the benchmark.',
    0,
  ),
];
export const latestPlan = () => log.at(-1)!;
export const replan = () => {
  const next = log.length + 1;
  log.push(
    plan(
      next,
      began,
      PlanTrigger.PRICES_CHANGED,
      `Prices changed (revision ${next}). The dear hours moved; batches follow the cheap ones.`,
      next % 12,
    ),
  );
  return latestPlan();
};
on(Machines.method.listMachines, () => create(ListMachinesResponseSchema, { machines: [machine] }));
on(Machines.method.listOrders, () =>
  create(ListOrdersResponseSchema, {
    orders: [
      { name: 'machines/furnace/orders/a-17', parts: 6, dueTime: timestampFromMs(began + 9_360_000), state: OrderState.OPEN },
      {
        name: 'machines/furnace/orders/a-18',
        parts: 8,
        dueTime: timestampFromMs(began + 7.5 * 3_600_000),
        state: OrderState.OPEN,
      },
    ],
  }),
);
on(Plans.method.listPlans, () => create(ListPlansResponseSchema, { plans: [...log].reverse() }));
on(Plans.method.getPlan, () => latestPlan());

const series = create(PriceSeriesSchema, {
  name: 'priceSeries/grid',
  displayName: 'Grid, day ahead',
  currency: 'USD',
  carrier: 'electricity',
  timeZone: 'UTC',
  revision: 12n,
  updateTime: now(),
});
on(Prices.method.listPriceSeries, () => create(ListPriceSeriesResponseSchema, { priceSeries: [series] }));
on(Prices.method.getPriceSeries, () => series);
on(Prices.method.queryPrices, () =>
  create(QueryPricesResponseSchema, { steps: prices(Date.now() - 3 * 3_600_000, 36, 0), currency: 'USD', revision: 12n }),
);
on(Prices.method.setPrices, () => {
  replan();
  return create(ImportPricesResponseSchema, { changedSteps: 4, revision: 13n });
});

const sources: Source[] = ['virtual-plant', 'tep', 'lab'].map((id, i) =>
  create(SourceSchema, {
    name: `sources/${id}`,
    displayName: ['Virtual plant', 'Tennessee Eastman runs', 'Laboratory'][i],
    owner: ['Platform team', 'Process engineering', 'Laboratory'][i],
    origin: ['Simulation', 'Published data', 'LIMS export'][i],
    mappings: points
      .slice(0, 12)
      .map(({ name, unit, displayName }) => ({ column: name.slice(7), point: name.slice(7), unit, displayName, scale: 1 })),
    csvFormat: { separator: ',', timeColumn: 'time', timeZone: i === 2 ? '' : 'UTC' },
    etag: 'W/1',
    statistics: {
      acceptedReadings: [1_284_402n, 26_000n, 0n][i],
      rejectedReadings: [0n, 37n, 0n][i],
      duplicateReadings: [12n, 500n, 0n][i],
      ...(i < 2 && {
        lastEventTime: timestampFromMs(Date.now() - [800, 8e9][i]!),
        lastReceiveTime: timestampFromMs(Date.now() - [300, 7.2e6][i]!),
      }),
    },
  }),
);
const rejected = Array.from({ length: 37 }, (_, i) => ({
  name: `sources/tep/rejectedRows/${i}`,
  line: 14 + i * 9,
  column: i % 4 === 1 ? '' : `xmeas_${(i % 8) + 1}`,
  reason: [RejectReason.NOT_A_NUMBER, RejectReason.COLUMN_COUNT, RejectReason.NOT_FINITE, RejectReason.TIME_WITHOUT_ZONE][i % 4]!,
  detail: [
    '“n/a” is not a number.',
    '51 columns expected, 49 found.',
    '“NaN” is not finite.',
    '“2026-01-05 04:00” has no offset and the source declares no zone.',
  ][i % 4]!,
  raw: `2026-01-05T04:${String(i).padStart(2, '0')}:00Z,2705.1,n/a,36.2,9.4,120.4,=cmd,75.1,2633.7`,
  receiveTime: timestampFromMs(Date.now() - 7.2e6),
  rawBatch: 'sources/tep/rawBatches/1',
}));
on(Sources.method.listSources, () => create(ListSourcesResponseSchema, { sources }));
on(
  Sources.method.getSource,
  (input) => sources.find(({ name }) => name === (input as unknown as { name: string }).name) ?? sources[0]!,
);
on(Readings.method.listRejectedRows, (input) => {
  const { pageToken, parent } = input as unknown as { pageToken: string; parent: string };
  const from = Number(pageToken || 0);
  const all = parent.endsWith('tep') ? rejected : [];
  return create(ListRejectedRowsResponseSchema, {
    rejectedRows: all.slice(from, from + 20),
    nextPageToken: from + 20 < all.length ? String(from + 20) : '',
  });
});
on(Readings.method.listRawBatches, () =>
  create(ListRawBatchesResponseSchema, {
    rawBatches: [
      {
        name: 'sources/tep/rawBatches/1',
        contentType: 'text/csv',
        sizeBytes: 4_811_202n,
        receiveTime: timestampFromMs(Date.now() - 7.2e6),
        complete: true,
      },
    ],
  }),
);
on(Readings.method.importReadings, () =>
  create(ImportReadingsResponseSchema, {
    accepted: 4988,
    rejected: 12,
    duplicates: 0,
    rows: 5000,
    acceptedReadings: 259_000,
    rejectedReadings: 14,
    emptyCells: 20,
    rejectedRows: rejected.slice(0, 12),
    rawBatch: 'sources/tep/rawBatches/2',
  }),
);
on(Readings.method.replayRejectedRows, () => create(ImportReadingsResponseSchema, { accepted: 30, rejected: 7, rows: 37 }));

const faults: Fault[] = [
  ['compressor-a-bearing-wear', 'Compressor A: bearing wear', FaultKind.BEARING_WEAR],
  ['tank-2-leak', 'Condensate tank 2: leak', FaultKind.LEAK],
  ['tt-101-stuck', 'TT-101: stuck sensor', FaultKind.STUCK_SENSOR],
].map(([id, displayName, kind], i) =>
  create(FaultSchema, {
    name: `faults/${id}`,
    displayName: String(displayName),
    kind: Number(kind),
    active: i === 0,
    severity: i === 0 ? 0.6 : 0.5,
    ...(i === 0 && { activateTime: timestampFromMs(Date.now() - 9e5) }),
  }),
);
on(VirtualPlant.method.listFaults, () => create(ListFaultsResponseSchema, { faults }));
on(VirtualPlant.method.updateFault, (input) =>
  Object.assign(
    faults.find(({ name }) => name === (input as UpdateFaultRequest).fault?.name) ?? faults[0]!,
    (input as UpdateFaultRequest).fault,
  ),
);
on(VirtualPlant.method.getSimulation, () =>
  create(SimulationSchema, {
    simulatedSeconds: 86_400 * 3 + 4211,
    speed: 1,
    seed: 42n,
    points: 68,
    massImbalancePercent: 0.00021,
    energyImbalancePercent: 0.0034,
    readingsAcknowledged: 1_284_402n,
    readingsWaiting: 4n,
    lastAcknowledgeTime: now(),
    machine: {
      batchParts: 2,
      partsProduced: 118,
      planRevision: 3n,
      batchStartTime: timestampFromMs(Date.now() - 6e5),
      batchEndTime: timestampFromMs(Date.now() + 1.3e6),
    },
  }),
);

on(Directory.method.listServices, () =>
  create(ListServicesResponseSchema, {
    services: [[Sources, Readings], [Assets, Points], [Prices], [Machines, Plans], [VirtualPlant], [Directory, Sessions]].map(
      (interfaces, i) => ({
        name: `directory/services/${['ingestion', 'twin-state', 'energy', 'scheduler', 'virtual-plant', 'gateway'][i]}`,
        version: '0.1.0',
        owner: 'Platform team',
        address: `http://127.0.0.1:4${1230 + i}`,
        description: [
          'Takes plant data in: raw kept, mapped, counted.',
          'The live twin: hierarchy, live values, history.',
          'Time-of-use prices as step functions.',
          'Batch schedules on priced timed automata.',
          'The dynamic simulation that stands in for a plant.',
          'One door: directory, sign-in, REST and the console.',
        ][i],
        health: i === 2 ? ServiceHealth.NOT_SERVING : ServiceHealth.SERVING,
        healthDetail: i === 2 ? 'The store is read-only: the disk is full.' : '',
        registerTime: timestampFromMs(Date.now() - 4e6),
        expireTime: timestampFromMs(Date.now() + 2e4),
        interfaces: interfaces.map((service) => ({
          name: service.typeName,
          version: 'v1',
          description: '',
          methods: service.methods.map((method) => ({
            name: method.name,
            serverStreaming: method.methodKind === 'server_streaming',
            clientStreaming: method.methodKind === 'client_streaming',
            restRoutes: [{ method: 'GET', path: '/v1/…' }],
            roles: ['signed-in'],
          })),
        })),
      }),
    ),
  }),
);
