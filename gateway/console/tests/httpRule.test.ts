import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { describe, expect, it } from 'vitest';
import { Quality } from '../src/generated/factorytwin/common/v1/quality_pb';
import { Directory } from '../src/generated/factorytwin/gateway/v1/directory_pb';
import { Sessions } from '../src/generated/factorytwin/gateway/v1/sessions_pb';
import { Readings } from '../src/generated/factorytwin/ingestion/v1/readings_pb';
import { Sources } from '../src/generated/factorytwin/ingestion/v1/sources_pb';
import { Plans } from '../src/generated/factorytwin/scheduler/v1/plans_pb';
import { Points } from '../src/generated/factorytwin/twin/v1/points_pb';
import { VirtualPlant } from '../src/generated/factorytwin/virtualplant/v1/virtual_plant_pb';
import { buildCall } from '../src/shared/api/httpRule';

describe('calls from http rules', () => {
  it('puts the path variable in the path and the rest in the query', () => {
    const call = buildCall(Points.method.queryPointHistory, {
      name: 'points/PT-101',
      startTime: timestampFromMs(Date.UTC(2026, 0, 2)),
      maxSamples: 500,
    });
    expect(call).toEqual({
      verb: 'GET',
      url: '/v1/points/PT-101:queryHistory?startTime=2026-01-02T00%3A00%3A00Z&maxSamples=500',
      json: undefined,
      rawBody: false,
    });
  });

  it('leaves defaults out and repeats lists', () => {
    expect(buildCall(Points.method.watchPoints, { points: ['A', 'B 2'], minIntervalMilliseconds: 250 }).url).toBe(
      '/v1/points:watch?points=A&points=B+2&minIntervalMilliseconds=250',
    );
    expect(buildCall(Points.method.listPoints, {}).url).toBe('/v1/points');
  });

  it('sends everything for body "*", without what is in the path', () => {
    const call = buildCall(Readings.method.pushReadings, {
      source: 'sources/lab',
      sequence: 9_007_199_254_740_993n,
      readings: [{ tag: 'a', value: 0, quality: Quality.GOOD, eventTime: timestampFromMs(0) }],
    });
    expect(call).toMatchObject({ verb: 'POST', url: '/v1/sources/lab/readings:push' });
    expect(call.json).toEqual({
      sequence: '9007199254740993',
      readings: [{ tag: 'a', quality: 'QUALITY_GOOD', eventTime: '1970-01-01T00:00:00Z' }],
    });
  });

  it('sends one field as the body, keeps its name, and puts the mask in the query', () => {
    const call = buildCall(VirtualPlant.method.updateFault, {
      fault: { name: 'faults/leak', active: true, severity: 0.5 },
      updateMask: { paths: ['active', 'severity'] },
    });
    expect(call).toEqual({
      verb: 'PATCH',
      url: '/v1/faults/leak?updateMask=active%2Cseverity',
      json: { name: 'faults/leak', active: true, severity: 0.5 },
      rawBody: false,
    });
  });

  it('takes nested path variables', () => {
    expect(buildCall(Sources.method.updateSource, { source: { name: 'sources/x', displayName: 'X' } }).url).toBe('/v1/sources/x');
  });

  it('knows a body of raw bytes', () => {
    expect(buildCall(Readings.method.importReadings, { name: 'sources/lab' })).toEqual({
      verb: 'POST',
      url: '/v1/sources/lab:import',
      json: undefined,
      rawBody: true,
    });
  });

  it('takes resource names of several segments', () => {
    expect(buildCall(Plans.method.getPlan, { name: 'machines/furnace/plans/-' }).url).toBe('/v1/machines/furnace/plans/-');
    expect(buildCall(Directory.method.getService, { name: 'directory/services/energy' }).url).toBe(
      '/v1/directory/services/energy',
    );
  });

  it('escapes what would change the path', () => {
    expect(buildCall(Points.method.getPoint, { name: 'points/a b?c#d' }).url).toBe('/v1/points/a%20b%3Fc%23d');
  });

  it.each(['', 'points/', 'points/..', 'points/a/b', 'assets/a'])(
    'refuses the name "%s" where the path wants points/*',
    (name) => {
      expect(() => buildCall(Points.method.getPoint, { name })).toThrow(/does not fit/);
    },
  );

  it('finds a rule on every method that the console calls', () => {
    for (const service of [Directory, Sessions, Readings, Sources, Plans, Points, VirtualPlant]) {
      for (const method of service.methods) {
        const bare = () => buildCall(method, {});
        try {
          expect(bare().url).toMatch(/^\/v1\//);
        } catch (error) {
          expect(String(error)).toMatch(/does not fit/);
        }
      }
    }
  });
});
