import type { IncomingMessage, ServerResponse } from 'node:http';
import { toJson, type Message } from '@bufbuild/protobuf';
import type { Plugin } from 'vite';
import { Prices } from '../../src/generated/factorytwin/energy/v1/prices_pb';
import { Directory } from '../../src/generated/factorytwin/gateway/v1/directory_pb';
import { Sessions } from '../../src/generated/factorytwin/gateway/v1/sessions_pb';
import { Readings } from '../../src/generated/factorytwin/ingestion/v1/readings_pb';
import { Sources } from '../../src/generated/factorytwin/ingestion/v1/sources_pb';
import { Machines } from '../../src/generated/factorytwin/scheduler/v1/machines_pb';
import { Plans } from '../../src/generated/factorytwin/scheduler/v1/plans_pb';
import { Assets } from '../../src/generated/factorytwin/twin/v1/model_pb';
import { Points } from '../../src/generated/factorytwin/twin/v1/points_pb';
import { VirtualPlant } from '../../src/generated/factorytwin/virtualplant/v1/virtual_plant_pb';
import { handlers, key, latestPlan, replan, snapshot } from './handlers';
import { inputOf, routesOf, type MockRoute } from './routes';

const routes = routesOf([Assets, Points, Sources, Readings, Prices, Machines, Plans, VirtualPlant, Directory, Sessions]);

/** Answers the contract's REST surface from synthetic data, for work on the console without a backend. */
export function mockGateway(): Plugin {
  const middleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => {
    const url = new URL(request.url ?? '/', 'http://mock');
    if (!url.pathname.startsWith('/v1/')) return next();
    void answer(request, response, url);
  };
  return {
    name: 'factorytwin-mock-gateway',
    configureServer: (server) => {
      server.middlewares.use(middleware);
    },
    configurePreviewServer: (server) => {
      server.middlewares.use(middleware);
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const route = routes.find((candidate) => candidate.verb === request.method && candidate.path.test(url.pathname));
  const handler = route && handlers.get(key(route.method));
  if (!route) return problem(response, 404, 'NOT_FOUND', `No route ${request.method} ${url.pathname}.`);
  if (route.method.methodKind === 'server_streaming') return stream(route, request, response);
  if (!handler) return problem(response, 501, 'UNIMPLEMENTED', `${key(route.method)} is not mocked.`);
  const isJson = String(request.headers['content-type']).includes('json');
  const body: unknown = isJson ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
  const output = handler(inputOf(route, url, url.pathname.match(route.path)!, body));
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(toJson(route.method.output, output)));
}

function stream(route: MockRoute, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  let id = 0;
  const send = (message: Message) =>
    response.write(`id: ${++id}\ndata: ${JSON.stringify(toJson(route.method.output, message))}\n\n`);
  const points = route.method.parent.typeName === Points.typeName;
  send(points ? snapshot(true) : latestPlan());
  const timer = setInterval(() => send(points ? snapshot(false) : replan()), points ? 1000 : 45_000);
  request.socket.on('close', () => clearInterval(timer));
}

function problem(response: ServerResponse, status: number, code: string, detail: string): void {
  response.writeHead(status, { 'Content-Type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', title: code, status, detail, code, errors: [], requestId: 'mock' }));
}
