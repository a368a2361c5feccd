import { useEffect, useState } from 'react';
import { timestampFromMs, timestampMs } from '@bufbuild/protobuf/wkt';
import { Points, type LiveValue } from '../../generated/factorytwin/twin/v1/points_pb';
import { useServices } from '../../services';
import { isAbort, Problem } from '../../shared/api/problem';
import { rangeMs, type TrendRange } from './ranges';
import { addLive, dropBefore, emptySeries, fromSamples, type TrendSeries } from './series';

/** Samples drawn at most: more than a screen has columns. */
const MAX_SAMPLES = 2400;

export interface TrendData {
  series: TrendSeries;
  version: number;
  loading: boolean;
  problem: Problem | undefined;
  reload: () => void;
}

/** History of a point over a range, extended by live values as they come. */
export function useTrend(point: string, range: TrendRange): TrendData {
  const { api, live } = useServices();
  const [state, setState] = useState<Omit<TrendData, 'reload'>>(() => ({ series: emptySeries(), version: 0, loading: true, problem: undefined }));
  const [turn, setTurn] = useState(0);

  useEffect(() => {
    const abort = new AbortController();
    const length = rangeMs[range];
    // The series grows in place; the version tells the chart to look again.
    let series = emptySeries();
    const show = (change: Partial<TrendData>) => setState((old) => ({ ...old, ...change, series, version: old.version + 1 }));
    show({ loading: true, problem: undefined });
    const startTime = length === undefined ? undefined : timestampFromMs(live.clock.now() - length);
    api.unary(Points.method.getPointHistory, { name: `points/${point}`, startTime, maxSamples: MAX_SAMPLES }, { signal: abort.signal })
      .then((answer) => {
        series = fromSamples(answer.samples);
        const now = live.get(point);
        if (now && (length === undefined || isWithin(now, live.clock.now() - length))) addLive(series, now);
        show({ loading: false });
      })
      .catch((error: unknown) => { if (!isAbort(error)) show({ loading: false, problem: Problem.from(error) }); });
    const unwatch = live.onChanges((changes) => {
      const added = changes.filter((change) => change.point === point && addLive(series, change)).length;
      if (added === 0) return;
      if (length !== undefined) dropBefore(series, (live.clock.now() - length) / 1000);
      show({});
    });
    return () => { abort.abort(); unwatch(); };
  }, [api, live, point, range, turn]);

  return { ...state, reload: () => setTurn((n) => n + 1) };
}

const isWithin = (value: LiveValue, from: number) => value.eventTime !== undefined && timestampMs(value.eventTime) >= from;
