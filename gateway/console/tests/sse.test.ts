import { describe, expect, it } from 'vitest';
import { SseParser, type SseEvent } from '../src/shared/api/sse';

const encode = (text: string) => new TextEncoder().encode(text);

function parse(chunks: Uint8Array[]): SseEvent[] {
  const events: SseEvent[] = [];
  const parser = new SseParser((event) => events.push(event));
  chunks.forEach((chunk) => parser.push(chunk));
  return events;
}

const STREAM = [
  ': a comment\n\n',
  'id: 1\nevent: WatchPointsResponse\ndata: {"point":"TT-101","unit":"°C"}\n\n',
  'data: two\r\ndata: lines\r\n\r\n',
  'id: 7\rdata:no space\r\r',
  'retry: 2500\nignored\ndata: 温度 ²\n\n',
].join('');

const EVENTS: SseEvent[] = [
  { event: 'WatchPointsResponse', data: '{"point":"TT-101","unit":"°C"}', id: '1' },
  { event: 'message', data: 'two\nlines', id: '1' },
  { event: 'message', data: 'no space', id: '7' },
  { event: 'message', data: '温度 ²', id: '7' },
];

describe('SSE parser', () => {
  it('reads a stream that comes whole', () => {
    expect(parse([encode(STREAM)])).toEqual(EVENTS);
  });

  it('reads the same events wherever the stream is cut in two', () => {
    const bytes = encode(STREAM);
    for (let cut = 1; cut < bytes.length; cut++) expect(parse([bytes.slice(0, cut), bytes.slice(cut)])).toEqual(EVENTS);
  });

  it('reads the same events one byte at a time', () => {
    expect(parse([...encode(STREAM)].map((byte) => Uint8Array.of(byte)))).toEqual(EVENTS);
  });

  it('drops an event that the end of the stream cuts off', () => {
    expect(parse([encode('data: whole\n\ndata: cut off\n')])).toEqual([{ event: 'message', data: 'whole', id: '' }]);
  });

  it('keeps the last id for a resume and the pause that the server asks for', () => {
    const parser = new SseParser(() => undefined);
    parser.push(encode(STREAM));
    expect(parser.lastEventId).toBe('7');
    expect(parser.retry).toBe(2500);
  });

  it('dispatches nothing for an event without data', () => {
    expect(parse([encode('event: heartbeat\nid: 3\n\ndata: x\n\n')])).toEqual([{ event: 'message', data: 'x', id: '3' }]);
  });
});
