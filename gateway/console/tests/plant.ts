import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { Quality } from '../src/generated/factorytwin/common/v1/quality_pb';
import { AssetLevel, AssetSchema, PointKind, PointSchema, type Point } from '../src/generated/factorytwin/twin/v1/model_pb';
import { LiveValueSchema, type LiveValue } from '../src/generated/factorytwin/twin/v1/points_pb';

/** Makes an asset of a test plant. */
export const asset = (id: string, parent = '', pipedTo: string[] = [], level = AssetLevel.WORK_UNIT) =>
  create(AssetSchema, {
    name: `assets/${id}`,
    displayName: `The ${id}`,
    parent: parent && `assets/${parent}`,
    level,
    pipedTo: pipedTo.map((to) => `assets/${to}`),
  });

/** Makes a point with the normal range 10 to 20 on an instrument of 0 to 100. */
export const point = (id: string, owner = '', over: Partial<Point> = {}): Point =>
  create(PointSchema, {
    name: `points/${id}`,
    displayName: `The ${owner} ${id}`,
    asset: owner && `assets/${owner}`,
    unit: 'kPa',
    kind: PointKind.MEASUREMENT,
    normalLow: 10,
    normalHigh: 20,
    rangeLow: 0,
    rangeHigh: 100,
    staleAfterSeconds: 10,
    ...over,
  } as Parameters<typeof create<typeof PointSchema>>[1]);

/** Makes a present value, measured at `ms`. */
export const value = (id: string, number: number | undefined, ms: number, quality: Quality = Quality.GOOD): LiveValue =>
  create(LiveValueSchema, {
    point: id,
    value: number,
    unit: 'kPa',
    quality,
    eventTime: timestampFromMs(ms),
    staleAfterSeconds: 10,
  });
