import { describe, expect, it, vi } from 'vitest';
import { ApiClient } from '../src/shared/api/client';
import { timeOf } from '../src/shared/api/values';
import type { Quality } from '../src/twin-state/live/condition';
import { historyCsv } from '../src/twin-state/trend/exportHistory';
import { rangeOf } from '../src/twin-state/trend/ranges';
import { addLive, doubtfulRuns, dropBefore, fromSamples, statistics } from '../src/twin-state/trend/series';
import { value } from './plant';

const sample = (seconds: number, number: number, quality: Quality = 'QUALITY_GOOD') => ({
  eventTime: timeOf(seconds * 1000),
  value: number,
  quality,
});

describe('trend series', () => {
  it('leaves a gap for a bad sample and keeps its quality', () => {
    const series = fromSamples([sample(1, 10), sample(2, 99, 'QUALITY_BAD'), sample(3, 12)]);
    expect(series).toEqual({
      times: [1, 2, 3],
      values: [10, null, 12],
      qualities: ['QUALITY_GOOD', 'QUALITY_BAD', 'QUALITY_GOOD'],
    });
    expect(statistics(series)).toEqual({ count: 2, minimum: 10, maximum: 12, mean: 11 });
  });

  it('is extended by newer live values only', () => {
    const series = fromSamples([sample(5, 1)]);
    expect(addLive(series, value('A', 2, 5000))).toBe(false);
    expect(addLive(series, value('A', undefined, 6000))).toBe(false);
    expect(addLive(series, value('A', 3, 6000))).toBe(true);
    expect(series.values).toEqual([1, 3]);
  });

  it('drops what has left the window but keeps the line up to its edge', () => {
    const series = fromSamples([1, 2, 3, 4].map((s) => sample(s, s)));
    dropBefore(series, 3);
    expect(series.times).toEqual([2, 3, 4]);
    dropBefore(series, 100);
    expect(series.times).toEqual([4]);
  });

  it('knows from when to when the quality was doubtful', () => {
    const series = fromSamples([
      sample(1, 1),
      sample(2, 1, 'QUALITY_BAD'),
      sample(3, 1, 'QUALITY_BAD'),
      sample(4, 1),
      sample(5, 1, 'QUALITY_UNCERTAIN'),
    ]);
    expect(doubtfulRuns(series)).toEqual([
      { start: 2, end: 4, quality: 'QUALITY_BAD' },
      { start: 5, end: 5, quality: 'QUALITY_UNCERTAIN' },
    ]);
  });

  it('has no statistics of nothing', () => {
    expect(statistics(fromSamples([sample(1, 5, 'QUALITY_BAD')]))).toBeUndefined();
  });

  it('falls back to 15 minutes for a range that it does not know', () => {
    expect([rangeOf('8h'), rangeOf(null), rangeOf('3y')]).toEqual(['8h', '15m', '15m']);
  });
});

describe('export of a history', () => {
  it('reads every page and writes values exactly as stored', async () => {
    const pages = [
      { samples: [sample(1, 0.1 + 0.2)], nextPageToken: 'b', unit: 'kPa' },
      { samples: [sample(2, -7, 'QUALITY_BAD')], nextPageToken: '', unit: 'kPa' },
    ];
    const progress = vi.fn();
    const asked: string[] = [];
    const fetch = async (to: RequestInfo | URL) => {
      asked.push((to as Request).url);
      return Response.json(pages.shift());
    };
    const csv = await historyCsv(
      new ApiClient({ baseUrl: 'http://gateway', token: () => undefined, fetch }),
      'PT-1',
      undefined,
      new AbortController().signal,
      progress,
    );
    expect(csv).toBe(
      'point,event_time,value,unit,quality\r\nPT-1,1970-01-01T00:00:01.000Z,0.30000000000000004,kPa,good\r\nPT-1,1970-01-01T00:00:02.000Z,-7,kPa,bad\r\n',
    );
    expect(progress.mock.calls.map(([n]) => n)).toEqual([1, 2]);
    expect(asked.map((url) => new URL(url).searchParams.get('pageToken'))).toEqual(['', 'b']);
  });
});
