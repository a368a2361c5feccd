import { create, type MessageInitShape, type DescMessage, type DescMethod } from '@bufbuild/protobuf';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { vi } from 'vitest';
import { UserSchema, SessionSchema } from '../src/generated/factorytwin/gateway/v1/sessions_pb';
import { createServices, ServicesContext, type ConsoleServices } from '../src/services';
import type { ApiClient, StreamOptions } from '../src/shared/api/client';

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

  readonly api = {
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
  if (roles)
    services.session.signIn(
      create(SessionSchema, {
        accessToken: 'token',
        user: create(UserSchema, { name: 'users/someone', displayName: 'Someone', roles }),
      }),
    );
  return services;
}

export const renderWith = (services: ConsoleServices, view: ReactNode) =>
  render(<ServicesContext value={services}>{view}</ServicesContext>);
