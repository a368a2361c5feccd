import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Plugin } from 'vite';
import './directory';
import './energy';
import './ingestion';
import './people';
import './schedule';
import './simulation';
import './twin';
import { answerTo, streamOf, type MockStream } from './routes';

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
  const stream = streamOf(url.pathname);
  if (stream) return tell(stream, request, response);
  const isJson = String(request.headers['content-type']).includes('json');
  const body: unknown = isJson ? JSON.parse(Buffer.concat(chunks).toString()) : undefined;
  const output = answerTo(request.method ?? 'GET', url, body);
  if (output === undefined) return problem(response, `${request.method} ${url.pathname} is not mocked.`);
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(output));
}

function tell({ first, next, everyMs }: MockStream, request: IncomingMessage, response: ServerResponse): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  let id = 0;
  const send = (message: unknown) => response.write(`id: ${++id}\ndata: ${JSON.stringify(message)}\n\n`);
  send(first());
  const timer = setInterval(() => send(next()), everyMs);
  request.socket.on('close', () => clearInterval(timer));
}

function problem(response: ServerResponse, detail: string): void {
  response.writeHead(501, { 'Content-Type': 'application/problem+json' });
  const code = 'UNIMPLEMENTED';
  response.end(JSON.stringify({ type: 'about:blank', title: code, status: 501, detail, code, errors: [], requestId: 'mock' }));
}
