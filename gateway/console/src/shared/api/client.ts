import createClient, { createFinalURL, createQuerySerializer, type Client } from 'openapi-fetch';
import type { DownloadPath, ParamsOf, Paths, StreamPath, Streamed, Uploaded, UploadPath } from './contract';
import { fillPath } from './paths';
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

const querySerializer = createQuerySerializer();

/** A client of the gateway, typed by the OpenAPI document: a change of the contract does not compile here. */
export class ApiClient {
  readonly #options: ClientOptions;
  readonly #baseUrl: string;

  /** Calls by path that are answered at once. */
  readonly rest: Client<Paths>;

  constructor(options: ClientOptions) {
    this.#options = options;
    this.#baseUrl = options.baseUrl ?? globalThis.location?.origin ?? '';
    this.rest = createClient<Paths>({
      baseUrl: this.#baseUrl,
      pathSerializer: fillPath,
      fetch: (request) => this.#send(request),
    });
  }

  /** Reads a stream of server-sent events to its end. Returns when the server closes it; throws as `rest` does. */
  async stream<Path extends StreamPath>(
    path: Path,
    params: ParamsOf<Path, 'get'>,
    onMessage: (message: Streamed<Path>) => void,
    options: StreamOptions = {},
  ): Promise<void> {
    const response = await this.#fetch(this.#url(path, params), {
      headers: this.#headers({
        Accept: 'text/event-stream',
        ...(options.lastEventId ? { 'Last-Event-ID': options.lastEventId } : {}),
      }),
      signal: options.signal,
      cache: 'no-store',
    });
    if (!response.body) throw new Problem(response.status, 'UNREADABLE_ANSWER', 'The answer has no body.');
    options.onOpen?.();
    const parser = new SseParser(({ event, data, id }) => {
      if (event === 'error') throw Problem.fromBody(0, '', data);
      if (event === 'message') onMessage(JSON.parse(data) as Streamed<Path>);
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

  /** Sends a file as the body of a POST, telling how far it has come. Throws as `rest` does. */
  async upload<Path extends UploadPath>(
    path: Path,
    params: ParamsOf<Path, 'post'>,
    file: Blob,
    options: CallOptions & { onProgress?: (progress: UploadProgress) => void } = {},
  ): Promise<Uploaded<Path>> {
    const answer = await send({
      url: this.#url(path, params),
      verb: 'POST',
      body: file,
      headers: this.#headers({ Accept: 'application/json', 'Content-Type': 'text/csv' }),
      ...options,
    });
    if (answer.status === 401) this.#options.onUnauthenticated?.();
    if (answer.status < 200 || answer.status > 299) throw Problem.fromBody(answer.status, answer.statusText, answer.text);
    return JSON.parse(answer.text) as Uploaded<Path>;
  }

  /** Fetches a file, however long it takes. Throws as `rest` does. */
  async download<Path extends DownloadPath>(path: Path, params: ParamsOf<Path, 'get'>, options: CallOptions = {}): Promise<Blob> {
    const headers = this.#headers({ Accept: '*/*' });
    const response = await this.#fetch(this.#url(path, params), { headers, signal: options.signal });
    try {
      return await response.blob();
    } catch (error) {
      throw options.signal?.aborted ? error : Problem.from(error);
    }
  }

  #url(path: string, params: object): string {
    return createFinalURL(path, { baseUrl: this.#baseUrl, params, querySerializer, pathSerializer: fillPath });
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
      response = await (this.#options.fetch ?? fetch)(to, init);
    } catch (error) {
      if (error instanceof DOMException && error.name === 'AbortError') throw error;
      throw Problem.from(error);
    }
    if (response.ok) return response;
    if (response.status === 401) this.#options.onUnauthenticated?.();
    throw await Problem.fromResponse(response);
  }
}
