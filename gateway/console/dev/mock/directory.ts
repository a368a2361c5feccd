import { readFileSync } from 'node:fs';
import { timeOf } from '../../src/shared/api/values';
import { on } from './routes';

interface Operation {
  operationId: string;
  summary?: string;
}

/** The contract's own routes: "twin_Points_WatchPoints" is a method of factorytwin.twin.v1.Points. */
const file = new URL('../../../../docs/api/openapi.json', import.meta.url);
const { paths } = JSON.parse(readFileSync(file, 'utf8')) as { paths: Record<string, Record<string, Operation>> };
const methods = Object.entries(paths).flatMap(([path, verbs]) =>
  Object.entries(verbs)
    .filter(([, operation]) => operation.operationId)
    .map(([verb, { operationId, summary = '' }]) => {
      const [service = '', name = '', method = ''] = operationId.split('_');
      return { service, name, method, summary, route: { method: verb.toUpperCase(), path } };
    }),
);

const SERVICES = [
  ['ingestion', 'ingestion', 'Takes plant data in: raw kept, mapped, counted.'],
  ['twin-state', 'twin', 'The live twin: hierarchy, live values, history.'],
  ['energy', 'energy', 'Time-of-use prices as step functions.'],
  ['scheduler', 'scheduler', 'Batch schedules on priced timed automata.'],
  ['virtual-plant', 'virtualplant', 'The dynamic simulation that stands in for a plant.'],
  ['gateway', 'gateway', 'One door: directory, sign-in, REST and the console.'],
] as const;

on('get', '/v1/directory/services', () => ({
  nextPageToken: '',
  services: SERVICES.map(([id, prefix, description], i) => ({
    name: `directory/services/${id}`,
    version: '0.1.0',
    owner: 'Platform team',
    address: `http://127.0.0.1:4${1230 + i}`,
    description,
    health: i === 2 ? ('SERVICE_HEALTH_NOT_SERVING' as const) : ('SERVICE_HEALTH_SERVING' as const),
    healthDetail: i === 2 ? 'The store is read-only: the disk is full.' : '',
    registerTime: timeOf(Date.now() - 4e6),
    expireTime: timeOf(Date.now() + 2e4),
    instances: [],
    interfaces: [...new Set(methods.filter(({ service }) => service === prefix).map(({ name }) => name))].map((name) => ({
      name: `factorytwin.${prefix}.v1.${name}`,
      version: 'v1',
      description: '',
      state: 'INTERFACE_STATE_EXPOSED' as const,
      replacement: '',
      methods: methods
        .filter((method) => method.service === prefix && method.name === name)
        .map(({ method, summary, route }) => ({
          name: method,
          description: summary,
          serverStreaming: method.startsWith('Watch'),
          clientStreaming: method.startsWith('Stream'),
          restRoutes: [route],
          roles: ['signed-in'],
        })),
    })),
  })),
}));
