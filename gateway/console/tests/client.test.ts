import { describe, expect, it, vi } from 'vitest';
import { answerOf, ApiClient } from '../src/shared/api/client';
import { allPages } from '../src/shared/api/pages';
import { Problem } from '../src/shared/api/problem';

function client(answer: () => Response | Promise<Response>, onUnauthenticated?: () => void) {
  const fetch = vi.fn(async (_url: RequestInfo | URL, _init?: RequestInit) => answer());
  return { fetch, api: new ApiClient({ baseUrl: 'http://gateway', token: () => 'secret', fetch, onUnauthenticated }) };
}

const json = (body: unknown, status = 200, type = 'application/json') =>
  new Response(JSON.stringify(body), { status, headers: { 'Content-Type': type } });
const problem = (body: object, status: number) => json(body, status, 'application/problem+json');

describe('client', () => {
  it('turns problem+json into a problem that names the faulty fields', async () => {
    const { api } = client(() =>
      problem(
        {
          title: 'Invalid',
          detail: 'A field is wrong.',
          code: 'INVALID_ARGUMENT',
          errors: [{ field: 'request.user', description: 'Unknown.' }],
          requestId: 'r-1',
        },
        400,
      ),
    );
    const error = (await answerOf(api.rest.POST('/v1/sessions', { body: { user: 'x' } })).catch(
      (thrown: unknown) => thrown as Problem,
    )) as Problem;
    expect(error).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT', message: 'A field is wrong.', requestId: 'r-1' });
    expect(error.faultOf('user')).toBe('Unknown.');
    expect(error.faultOf('name')).toBeUndefined();
  });

  it('names a path by the contract’s variables, and calls nothing by a name that would change the path', async () => {
    const { api, fetch } = client(() => json({ name: 'points/a b?c#d' }));
    await answerOf(api.rest.GET('/v1/points/{point}', { params: { path: { point: 'a b?c#d/$&' } } }));
    expect(fetch.mock.calls[0]?.[0]).toMatchObject({ url: 'http://gateway/v1/points/a%20b%3Fc%23d%2F%24%26' });
    for (const point of ['', '.', '..'])
      await expect(answerOf(api.rest.GET('/v1/points/{point}', { params: { path: { point } } }))).rejects.toMatchObject({
        status: 404,
      });
    expect(fetch).toHaveBeenCalledOnce();
  });

  it('calls by path with the token, a deadline and the query that the contract has', async () => {
    const { api, fetch } = client(() => json({ faults: [{ name: 'faults/leak' }], nextPageToken: '' }));
    const { faults } = await answerOf(api.rest.GET('/v1/faults', { params: { query: { pageSize: 5 } } }));
    expect(faults[0]?.name).toBe('faults/leak');
    const request = fetch.mock.calls[0]?.[0] as Request;
    expect([request.method, request.url]).toEqual(['GET', 'http://gateway/v1/faults?pageSize=5']);
    expect(request.headers.get('Authorization')).toBe('Bearer secret');
    expect(fetch.mock.calls[0]?.[1]?.signal).toBeDefined();
  });

  it('says what went wrong: a problem, a cut connection, an answer that cannot be read, a proxy without words', async () => {
    const refused = client(() => problem({ code: 'NOT_FOUND', detail: 'No such thing.' }, 404));
    await expect(answerOf(refused.api.rest.GET('/v1/faults', { params: {} }))).rejects.toMatchObject({
      status: 404,
      code: 'NOT_FOUND',
      message: 'No such thing.',
    });
    const cut = client(() => {
      throw new TypeError('fetch failed');
    });
    await expect(answerOf(cut.api.rest.GET('/v1/simulation', {}))).rejects.toMatchObject({ code: 'NETWORK', status: 0 });
    const html = client(() => new Response('<html>'));
    await expect(answerOf(html.api.rest.GET('/v1/simulation', {}))).rejects.toMatchObject({ code: 'UNREADABLE_ANSWER' });
    const proxy = client(() => new Response('<html>', { status: 502, statusText: 'Bad Gateway' }));
    await expect(answerOf(proxy.api.rest.GET('/v1/simulation', {}))).rejects.toMatchObject({
      status: 502,
      message: 'Bad Gateway',
    });
  });

  it('fetches a file as it is, and says what the server says where it cannot', async () => {
    const path = { source: 'lab', rawBatch: '7' };
    const { api, fetch } = client(() => new Response('a,b\r\n', { headers: { 'Content-Type': 'text/csv' } }));
    const file = await api.download('/v1/sources/{source}/rawBatches/{rawBatch}:download', { path });
    expect([await file.text(), file.type]).toEqual(['a,b\r\n', 'text/csv']);
    expect(fetch.mock.calls[0]?.[0]).toBe('http://gateway/v1/sources/lab/rawBatches/7:download');
    expect(fetch.mock.calls[0]?.[1]?.headers).toMatchObject({ Authorization: 'Bearer secret' });
    const gone = client(() => problem({ code: 'NOT_FOUND' }, 404));
    await expect(gone.api.download('/v1/sources/{source}/rawBatches/{rawBatch}:download', { path })).rejects.toMatchObject({
      status: 404,
    });
  });

  it('tells the shell of every 401', async () => {
    const onUnauthenticated = vi.fn();
    const { api } = client(() => problem({ code: 'UNAUTHENTICATED' }, 401), onUnauthenticated);
    await expect(answerOf(api.rest.GET('/v1/users/{user}', { params: { path: { user: 'current' } } }))).rejects.toBeInstanceOf(
      Problem,
    );
    expect(onUnauthenticated).toHaveBeenCalledOnce();
  });

  it('reads a server stream, asks for a resume, and ends with it', async () => {
    const text =
      'id: 8\ndata: {"snapshot":true,"changes":[{"point":"A","value":1}]}\n\nid: 9\ndata: {"changes":[{"point":"A","value":2}]}\n\n';
    const { api, fetch } = client(() => new Response(text, { headers: { 'Content-Type': 'text/event-stream' } }));
    const seen: (number | undefined)[] = [];
    const ids: string[] = [];
    const onOpen = vi.fn();
    await api.stream('/v1/points:watch', { query: { points: ['A', 'B 2'] } }, ({ changes }) => seen.push(changes[0]?.value), {
      lastEventId: '7',
      onOpen,
      onEventId: (id) => ids.push(id),
    });
    expect(seen).toEqual([1, 2]);
    expect(ids).toEqual(['8', '9']);
    expect(onOpen).toHaveBeenCalledOnce();
    expect(fetch.mock.calls[0]?.[0]).toBe('http://gateway/v1/points:watch?points=A&points=B%202');
    expect(fetch.mock.calls[0]?.[1]?.headers).toMatchObject({
      Accept: 'text/event-stream',
      Authorization: 'Bearer secret',
      'Last-Event-ID': '7',
    });
  });

  it('takes neither the end nor a new start of a stream as a message, and an endless silence as a cut', async () => {
    const seen = vi.fn();
    const words = 'event: reset\ndata: {"reason":"restarted"}\n\nevent: end\ndata: {}\n\n';
    await client(() => new Response(words)).api.stream('/v1/points:watch', {}, seen);
    expect(seen).not.toHaveBeenCalled();
    const silent = new ApiClient({
      token: () => undefined,
      silence: 5,
      fetch: async () => new Response(new ReadableStream({ start: () => undefined })),
    });
    await expect(silent.stream('/v1/points:watch', {}, seen)).rejects.toMatchObject({ code: 'STREAM_SILENT' });
  });

  it('throws what a stream says went wrong', async () => {
    const { api } = client(() => new Response('event: error\ndata: {"status":503,"code":"UNAVAILABLE","detail":"draining"}\n\n'));
    await expect(api.stream('/v1/points:watch', {}, () => undefined)).rejects.toMatchObject({
      status: 503,
      code: 'UNAVAILABLE',
      message: 'draining',
    });
  });
});

describe('paging', () => {
  it('reads every page once and stops at an endless list', async () => {
    const pages: Record<string, { items: number[]; nextPageToken: string }> = {
      '': { items: [1, 2], nextPageToken: 'b' },
      b: { items: [3], nextPageToken: '' },
    };
    expect(await allPages(async (token) => pages[token]!)).toEqual([1, 2, 3]);
    expect(await allPages(async () => ({ items: [1], nextPageToken: 'again' }), 5)).toHaveLength(5);
  });
});
