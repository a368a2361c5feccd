import { answerOf, type ApiClient } from '../../shared/api/client';
import type { Message } from '../../shared/api/contract';
import { bareName, msOf, timeOf } from '../../shared/api/values';
import { toCsv } from '../../shared/format/csv';

/** Reads every sample exactly as stored, page by page, and writes it as CSV. Tells how many it has as it goes. */
export async function historyCsv(
  api: ApiClient,
  point: string,
  fromMs: number | undefined,
  signal: AbortSignal,
  onProgress: (samples: number) => void,
): Promise<string> {
  const startTime = fromMs === undefined ? undefined : timeOf(fromMs);
  const samples: Message<'twin.v1.Sample'>[] = [];
  let unit = '';
  let pageToken = '';
  do {
    const answer = await answerOf(
      api.rest.GET('/v1/points/{point}:queryHistory', {
        params: { path: { point }, query: { startTime, pageSize: 20_000, pageToken } },
        signal,
      }),
    );
    samples.push(...answer.samples);
    ({ unit } = answer);
    pageToken = answer.nextPageToken;
    onProgress(samples.length);
  } while (pageToken !== '');
  return toCsv(
    ['point', 'event_time', 'value', 'unit', 'quality'],
    samples.map((sample) => [
      point,
      timeOf(msOf(sample.eventTime)),
      sample.value,
      unit,
      bareName(sample.quality, 'QUALITY_').toLowerCase(),
    ]),
  );
}
