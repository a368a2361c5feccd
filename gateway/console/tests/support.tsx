import { create, type MessageInitShape, type DescMessage, type DescMethod } from '@bufbuild/protobuf';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import createClient from 'openapi-fetch';
import { vi } from 'vitest';
import { createServices, ServicesContext, type ConsoleServices } from '../src/services';
import type { ApiClient, StreamOptions } from '../src/shared/api/client';
import type { Paths } from '../src/shared/api/contract';

/** A gateway that the test answers for: unary answers by method name, streams that the test feeds. */
export class FakeGateway {
  readonly calls: { method: string; input: unknown }[] = [];
  readonly answers = new Map<string, (input: never) => unknown>();
  readonly streams: {
    method: string;
    send: (message: unknown) => void;
    fail: (error: unknown) => void;
    options: StreamOptions;
  }[] = [];

  answer<O extends DescMessage>(method: DescMethod & { output: O }, make: (input: never) => MessageInitShape<O>): this {
    this.answers.set(method.name, (input) => create(method.output, make(input)));
    return this;
  }

  readonly #routes = new Map<string, (body: never) => unknown>();

  /** Answers calls by path, for example "GET /v1/faults", with what `make` gives or throws. */
  route(route: string, make: (body: never) => unknown): this {
    this.#routes.set(route, make);
    return this;
  }

  async #send(request: Request): Promise<Response> {
    const { pathname, searchParams } = new URL(request.url);
    const method = `${request.method} ${pathname}`;
    const body: unknown = request.body ? await request.json() : undefined;
    this.calls.push({ method, input: { query: Object.fromEntries(searchParams), body } });
    const make = this.#routes.get(method);
    if (!make) throw new Error(`No answer for ${method}.`);
    return Response.json(make(body as never));
  }

  readonly api = {
    rest: createClient<Paths>({ baseUrl: 'http://gateway', fetch: (request) => this.#send(request) }),
    unary: vi.fn(async (method: DescMethod, input: unknown) => {
      this.calls.push({ method: method.name, input });
      const make = this.answers.get(method.name);
      if (!make) throw new Error(`No answer for ${method.name}.`);
      return make(input as never);
    }),
    stream: vi.fn(
      (method: DescMethod, _input: unknown, onMessage: (message: unknown) => void, options: StreamOptions) =>
        new Promise<void>((resolve, reject) => {
          options.signal?.addEventListener('abort', () => resolve());
          options.onOpen?.();
          this.streams.push({ method: method.name, send: onMessage, fail: reject, options });
        }),
    ),
  } as unknown as ApiClient;
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
