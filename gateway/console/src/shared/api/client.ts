import { fromJson } from '@bufbuild/protobuf';
import type {
  DescMessage,
  DescMethodClientStreaming,
  DescMethodServerStreaming,
  DescMethodUnary,
  JsonValue,
  MessageInitShape,
  MessageShape,
} from '@bufbuild/protobuf';
import createClient, { type Client } from 'openapi-fetch';
import type { Paths } from './contract';
import { buildCall } from './httpRule';
import { Problem } from './problem';
import { SseParser } from './sse';
import { send, type UploadProgress } from './upload';

export interface ClientOptions {
  /** "" for the origin that served the page. */
  baseUrl?: string;
  /** The bearer token of the session, undefined when nobody is signed in. */
  token: () => string | undefined;
  /** Called on every 401, so that the shell can ask for a new sign-in. */
  onUnauthenticated?: () => void;
  fetch?: typeof fetch;
  /** Deadline of a unary call in milliseconds. */
  timeout?: number;
  /** Milliseconds without a byte after which a stream counts as cut. */
  silence?: number;
}

export interface CallOptions {
  signal?: AbortSignal;
}

export interface StreamOptions extends CallOptions {
  /** Id of the last event seen, to resume after it. */
  lastEventId?: string;
  /** Called once the server has answered and before the first message. */
  onOpen?: () => void;
  onEventId?: (id: string) => void;
}

/** The gateway sends a heartbeat every 15 s: three of them missing, and the connection is gone without having said so. */
const LONGEST_SILENCE = 45_000;

async function readInTime(reader: ReadableStreamDefaultReader<Uint8Array>, silence: number) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silent = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Problem(0, 'STREAM_SILENT', 'The stream fell silent.')), silence);
  });
  try {
    return await Promise.race([reader.read(), silent]);
  } finally {
    clearTimeout(timer);
  }
}

/** What a call of `rest` answers with. Throws Problem, or AbortError where the caller's signal fired. */
export async function answerOf<T>(call: Promise<{ data?: T; response: Response }>): Promise<T> {
  let answer: { data?: T; response: Response };
  try {
    answer = await call;
  } catch (error) {
    throw error instanceof SyntaxError ? new Problem(200, 'UNREADABLE_ANSWER', String(error)) : error;
  }
  if (answer.data === undefined) throw new Problem(answer.response.status, 'UNREADABLE_ANSWER', 'The answer has no body.');
  return answer.data;
}

/** A typed client of the gateway. */
export class ApiClient {
  readonly #options: ClientOptions;

  /** Calls by path, typed by the OpenAPI document: a change of the contract does not compile here. */
  readonly rest: Client<Paths>;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.rest = createClient<Paths>({
      baseUrl: options.baseUrl ?? globalThis.location?.origin ?? '',
      fetch: (request) => this.#send(request),
    });
  }

  /** Calls a unary method. Throws Problem, or AbortError where the caller's signal fired. */
  async unary<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O>,
    input: MessageInitShape<I>,
    options: CallOptions = {},
  ): Promise<MessageShape<O>> {
    const call = buildCall(method, input);
    const deadline = AbortSignal.timeout(this.#options.timeout ?? 20_000);
    const response = await this.#fetch(call.url, {
      method: call.verb,
      headers: this.#headers({
        Accept: 'application/json',
        ...(call.json === undefined ? {} : { 'Content-Type': 'application/json' }),
      }),
      body: call.json === undefined ? undefined : JSON.stringify(call.json),
      signal: options.signal ? AbortSignal.any([options.signal, deadline]) : deadline,
    });
    try {
      return fromJson(method.output, (await response.json()) as JsonValue, { ignoreUnknownFields: true });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new Problem(response.status, 'UNREADABLE_ANSWER', String(error));
    }
  }

  /** Reads a server stream to its end. Returns when the server closes it; throws as unary does. */
  async stream<I extends DescMessage, O extends DescMessage>(
    method: DescMethodServerStreaming<I, O>,
    input: MessageInitShape<I>,
    onMessage: (message: MessageShape<O>) => void,
    options: StreamOptions = {},
  ): Promise<void> {
    const call = buildCall(method, input);
    const response = await this.#fetch(call.url, {
      method: call.verb,
      headers: this.#headers({
        Accept: 'text/event-stream',
        ...(options.lastEventId ? { 'Last-Event-ID': options.lastEventId } : {}),
      }),
      body: call.json === undefined ? undefined : JSON.stringify(call.json),
      signal: options.signal,
      cache: 'no-store',
    });
    if (!response.body) throw new Problem(response.status, 'UNREADABLE_ANSWER', 'The answer has no body.');
    options.onOpen?.();
    const parser = new SseParser(({ event, data, id }) => {
      if (event === 'error') throw Problem.fromBody(0, '', data);
      if (event === 'end') return;
      onMessage(fromJson(method.output, JSON.parse(data) as JsonValue, { ignoreUnknownFields: true }));
      if (id) options.onEventId?.(id);
    });
    const reader = response.body.getReader();
    try {
      for (;;) {
        const { done, value } = await readInTime(reader, this.#options.silence ?? LONGEST_SILENCE);
        if (done) return;
        parser.push(value);
      }
    } finally {
      reader.cancel().catch(() => undefined);
    }
  }

  /** Sends a file to a method whose body is google.api.HttpBody, telling how far it has come. */
  async upload<I extends DescMessage, O extends DescMessage>(
    method: DescMethodUnary<I, O> | DescMethodClientStreaming<I, O>,
    input: MessageInitShape<I>,
    file: Blob,
    contentType: string,
    options: CallOptions & { onProgress?: (progress: UploadProgress) => void } = {},
  ): Promise<MessageShape<O>> {
    const call = buildCall(method, input);
    const answer = await send({
      url: (this.#options.baseUrl ?? '') + call.url,
      verb: call.verb,
      body: file,
      headers: this.#headers({ Accept: 'application/json', 'Content-Type': contentType }),
      ...options,
    });
    if (answer.status === 401) this.#options.onUnauthenticated?.();
    if (answer.status < 200 || answer.status > 299) throw Problem.fromBody(answer.status, answer.statusText, answer.text);
    return fromJson(method.output, JSON.parse(answer.text) as JsonValue, { ignoreUnknownFields: true });
  }

  #headers(headers: Record<string, string>): Record<string, string> {
    const token = this.#options.token();
    return token ? { ...headers, Authorization: `Bearer ${token}` } : headers;
  }

  #send(request: Request): Promise<Response> {
    const token = this.#options.token();
    request.headers.set('Accept', 'application/json');
    if (token) request.headers.set('Authorization', `Bearer ${token}`);
    const deadline = AbortSignal.timeout(this.#options.timeout ?? 20_000);
    return this.#fetch(request, { signal: AbortSignal.any([request.signal, deadline]) });
  }

  async #fetch(to: string | Request, init: RequestInit): Promise<Response> {
    let response: Response;
    try {
      response = await (this.#options.fetch ?? fetch)(typeof to === 'string' ? (this.#options.baseUrl ?? '') + to : to, init);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw Problem.from(error);
    }
    if (response.ok) return response;
    if (response.status === 401) this.#options.onUnauthenticated?.();
    throw await Problem.fromResponse(response);
  }
}
