import { configure, render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { createServices, ServicesContext, type ConsoleServices } from '../src/services';
import { ApiClient } from '../src/shared/api/client';

// Waits end when what is waited for is there; how long that takes is the machine's affair.
configure({ asyncUtilTimeout: 20_000 });

/** A stream that the test feeds. */
export interface FakeStream {
  /** For example "GET /v1/points:watch". */
  method: string;
  send: (message: unknown) => void;
  fail: (error: unknown) => void;
}

/** A gateway that the test answers for, behind the console's own client. */
export class FakeGateway {
  readonly calls: { method: string; input: unknown }[] = [];
  readonly streams: FakeStream[] = [];
  readonly #routes = new Map<string, (body: never) => unknown>();

  /** Answers calls by path, for example "GET /v1/faults", with what `make` gives or throws. */
  route(route: string, make: (body: never) => unknown): this {
    this.#routes.set(route, make);
    return this;
  }

  readonly api = new ApiClient({
    baseUrl: 'http://gateway',
    token: () => 'token',
    fetch: async (to, init) => {
      const request = to instanceof Request ? to : new Request(to, init);
      return request.headers.get('Accept') === 'text/event-stream' ? this.#open(request) : this.#answer(request);
    },
  });

  async #answer(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const method = `${request.method} ${pathname}`;
    const body: unknown = request.body ? await request.json() : undefined;
    this.calls.push({ method, input: { query: Object.fromEntries(searchParams), body } });
    const make = this.#routes.get(method);
    if (!make) throw new Error(`No answer for ${method}.`);
    const answer = make(body as never);
    return answer instanceof Response ? answer : Response.json(answer);
  }

  #open(request: Request): Response {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => {
        const bytes = new TextEncoder();
        this.streams.push({
          method: `${request.method} ${new URL(request.url).pathname}`,
          send: (message) => controller.enqueue(bytes.encode(`data: ${JSON.stringify(message)}\n\n`)),
          fail: (error) => controller.error(error),
        });
      },
    });
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  }
}

/** Services over a fake gateway, with somebody signed in unless `roles` is undefined. */
export function fakeServices(gateway: FakeGateway, roles: string[] | undefined = ['engineer']): ConsoleServices {
  sessionStorage.clear();
  const services: ConsoleServices = { ...createServices(sessionStorage), api: gateway.api };
  if (roles) services.session.signIn({ accessToken: 'token', user: { name: 'users/someone', displayName: 'Someone', roles } });
  return services;
}

export const renderWith = (services: ConsoleServices, view: ReactNode) =>
  render(<ServicesContext value={services}>{view}</ServicesContext>);
