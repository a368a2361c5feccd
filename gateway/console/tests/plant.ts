import { some } from '../dev/some';
import type { Message } from '../src/shared/api/contract';
import { timeOf } from '../src/shared/api/values';
import type { LiveValue, Quality } from '../src/twin-state/live/condition';
import type { Asset, Point } from '../src/twin-state/model/plantModel';

/** Makes an asset of a test plant. */
export const asset = (
  id: string,
  parent = '',
  pipedTo: string[] = [],
  level: Message<'twin.v1.AssetLevel'> = 'ASSET_LEVEL_WORK_UNIT',
): Asset =>
  some<Asset>({
    name: `assets/${id}`,
    displayName: `The ${id}`,
    assetClass: '',
    parent: parent && `assets/${parent}`,
    level,
    pipedTo: pipedTo.map((to) => `assets/${to}`),
  });

/** Makes a point with the normal range 10 to 20 on an instrument of 0 to 100. */
export const point = (id: string, owner = '', over: Partial<Point> = {}): Point =>
  some<Point>({
    name: `points/${id}`,
    displayName: `The ${owner} ${id}`,
    asset: owner && `assets/${owner}`,
    unit: 'kPa',
    kind: 'POINT_KIND_MEASUREMENT',
    normalLow: 10,
    normalHigh: 20,
    rangeLow: 0,
    rangeHigh: 100,
    staleAfterSeconds: 10,
    source: '',
    ...over,
  });

/** Makes a present value, measured at `ms`. */
export const value = (id: string, number: number | undefined, ms: number, quality: Quality = 'QUALITY_GOOD'): LiveValue =>
  some<LiveValue>({
    point: id,
    value: number,
    unit: 'kPa',
    quality,
    eventTime: timeOf(ms),
    ageSeconds: 0,
    stale: false,
    staleAfterSeconds: 10,
  });

/** Makes a message of the live stream. */
export const watched = (changes: LiveValue[], serverMs?: number): Message<'twin.v1.WatchPointsResponse'> =>
  some<Message<'twin.v1.WatchPointsResponse'>>({
    changes,
    snapshot: false,
    conflated: '0',
    resumeToken: '',
    ...(serverMs !== undefined && { serverTime: timeOf(serverMs) }),
  });
