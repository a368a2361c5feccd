import { Quality } from '../../generated/factorytwin/common/v1/quality_pb';
import type { Point } from '../../generated/factorytwin/twin/v1/model_pb';
import type { LiveValue } from '../../generated/factorytwin/twin/v1/points_pb';
import { timestampMs } from '@bufbuild/protobuf/wkt';
import { judge, type Freshness } from '../../shared/live/freshness';

/** What is to be said of a point at this moment; only one is shown, the one that makes the others void. */
export type Condition = 'none' | 'stale' | 'bad' | 'high' | 'low' | 'uncertain' | 'normal';

export interface Assessment extends Freshness {
  condition: Condition;
  quality: Quality;
}

/** Judges a point. A stale or bad value is never judged against the range: it is not known where the process is. */
export function assess(point: Point | undefined, live: LiveValue | undefined, serverNow: number, connected: boolean): Assessment {
  const quality = live?.value === undefined ? Quality.UNSPECIFIED : live.quality;
  const freshness = judge(
    {
      hasValue: live?.value !== undefined,
      eventMs: live?.eventTime ? timestampMs(live.eventTime) : undefined,
      staleAfterSeconds: live?.staleAfterSeconds ?? point?.staleAfterSeconds ?? 0,
      serverSaidStale: live?.stale ?? false,
    },
    serverNow,
    connected,
  );
  return { ...freshness, quality, condition: conditionOf(point, live?.value, quality, freshness) };
}

function conditionOf(point: Point | undefined, value: number | undefined, quality: Quality, freshness: Freshness): Condition {
  if (value === undefined) return 'none';
  if (freshness.stale) return 'stale';
  if (quality === Quality.BAD) return 'bad';
  if (point?.normalHigh !== undefined && value > point.normalHigh) return 'high';
  if (point?.normalLow !== undefined && value < point.normalLow) return 'low';
  return quality === Quality.UNCERTAIN ? 'uncertain' : 'normal';
}

export const isAbnormal = (condition: Condition): boolean => condition !== 'normal';

/** The worse first: what decides the mark of an equipment with several points. */
export const severity: Readonly<Record<Condition, number>> = {
  high: 0,
  low: 0,
  bad: 1,
  uncertain: 2,
  stale: 3,
  none: 4,
  normal: 5,
};
