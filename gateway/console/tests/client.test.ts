import { describe, expect, it, vi } from 'vitest';
import { Sessions } from '../src/generated/factorytwin/gateway/v1/sessions_pb';
import { Points, type WatchPointsResponse } from '../src/generated/factorytwin/twin/v1/points_pb';
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
  it('sends the bearer token and reads proto3 JSON, int64 and times included', async () => {
    const { api, fetch } = client(() =>
      json({
        changes: [{ point: 'A', value: 1.5, quality: 'QUALITY_GOOD', eventTime: '2026-01-02T03:04:05.250Z' }],
        conflated: '9007199254740993',
        news: 1,
      }),
    );
    const answer = (await api.unary(
      { ...Points.method.listLiveValues, output: Points.method.watchPoints.output },
      {},
    )) as unknown as WatchPointsResponse;
    expect(answer.conflated).toBe(9007199254740993n);
    expect(answer.changes[0]).toMatchObject({ point: 'A', value: 1.5, quality: 1, stale: false });
    expect(fetch.mock.calls[0]?.[1]?.headers).toMatchObject({ Authorization: 'Bearer secret' });
  });

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
    const error = (await api
      .unary(Sessions.method.createSession, { user: 'x' })
      .catch((thrown: unknown) => thrown as Problem)) as Problem;
    expect(error).toMatchObject({ status: 400, code: 'INVALID_ARGUMENT', message: 'A field is wrong.', requestId: 'r-1' });
    expect(error.faultOf('user')).toBe('Unknown.');
    expect(error.faultOf('name')).toBeUndefined();
  });

  it('says so when the gateway cannot be reached or answers nonsense', async () => {
    await expect(
      client(() => {
        throw new TypeError('fetch failed');
      }).api.unary(Sessions.method.getUser, { name: 'users/current' }),
    ).rejects.toMatchObject({ code: 'NETWORK', status: 0 });
    await expect(
      client(() => new Response('<html>', { status: 502, statusText: 'Bad Gateway' })).api.unary(Sessions.method.getUser, {
        name: 'users/current',
      }),
    ).rejects.toMatchObject({ status: 502, message: 'Bad Gateway' });
    await expect(
      client(() => new Response('<html>')).api.unary(Sessions.method.getUser, { name: 'users/current' }),
    ).rejects.toMatchObject({
      code: 'UNREADABLE_ANSWER',
    });
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

  it('fails by path as by method: a problem, a cut connection, an answer that cannot be read', async () => {
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
  });

  it('tells the shell of every 401', async () => {
    const onUnauthenticated = vi.fn();
    await expect(
      client(() => problem({ code: 'UNAUTHENTICATED' }, 401), onUnauthenticated).api.unary(Sessions.method.getUser, {
        name: 'users/current',
      }),
    ).rejects.toBeInstanceOf(Problem);
    expect(onUnauthenticated).toHaveBeenCalledOnce();
  });

  it('reads a server stream, asks for a resume, and ends with it', async () => {
    const text =
      'id: 8\ndata: {"snapshot":true,"changes":[{"point":"A","value":1}]}\n\nid: 9\ndata: {"changes":[{"point":"A","value":2}]}\n\n';
    const { api, fetch } = client(() => new Response(text, { headers: { 'Content-Type': 'text/event-stream' } }));
    const seen: (number | undefined)[] = [];
    const ids: string[] = [];
    const onOpen = vi.fn();
    await api.stream(Points.method.watchPoints, {}, (message) => seen.push(message.changes[0]?.value), {
      lastEventId: '7',
      onOpen,
      onEventId: (id) => ids.push(id),
    });
    expect(seen).toEqual([1, 2]);
    expect(ids).toEqual(['8', '9']);
    expect(onOpen).toHaveBeenCalledOnce();
    expect(fetch.mock.calls[0]?.[1]?.headers).toMatchObject({ Accept: 'text/event-stream', 'Last-Event-ID': '7' });
  });

  it('takes the word that a stream has ended as no message, and an endless silence as a cut', async () => {
    const seen = vi.fn();
    await client(() => new Response('event: end\ndata: {}\n\n')).api.stream(Points.method.watchPoints, {}, seen);
    expect(seen).not.toHaveBeenCalled();
    const silent = new ApiClient({
      token: () => undefined,
      silence: 5,
      fetch: async () => new Response(new ReadableStream({ start: () => undefined })),
    });
    await expect(silent.stream(Points.method.watchPoints, {}, seen)).rejects.toMatchObject({ code: 'STREAM_SILENT' });
  });

  it('throws what a stream says went wrong', async () => {
    const { api } = client(() => new Response('event: error\ndata: {"status":503,"code":"UNAVAILABLE","detail":"draining"}\n\n'));
    await expect(api.stream(Points.method.watchPoints, {}, () => undefined)).rejects.toMatchObject({
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
