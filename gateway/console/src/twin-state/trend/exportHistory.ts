import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import { Quality } from '../../generated/factorytwin/common/v1/quality_pb';
import { Points, type Sample } from '../../generated/factorytwin/twin/v1/points_pb';
import type { ApiClient } from '../../shared/api/client';
import { toCsv } from '../../shared/format/csv';

/** Reads every sample exactly as stored, page by page, and writes it as CSV. Tells how many it has as it goes. */
export async function historyCsv(
  api: ApiClient,
  point: string,
  fromMs: number | undefined,
  signal: AbortSignal,
  onProgress: (samples: number) => void,
): Promise<string> {
  const startTime = fromMs === undefined ? undefined : timestampFromMs(fromMs);
  const samples: Sample[] = [];
  let unit = '';
  let pageToken = '';
  do {
    const answer = await api.unary(
      Points.method.queryPointHistory,
      { name: `points/${point}`, startTime, pageSize: 20_000, pageToken },
      { signal },
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
      sample.eventTime ? new Date(timestampMs(sample.eventTime)).toISOString() : '',
      sample.value,
      unit,
      Quality[sample.quality]?.toLowerCase() ?? '',
    ]),
  );
}
