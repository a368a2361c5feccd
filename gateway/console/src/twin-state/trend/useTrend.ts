import { useCallback, useEffect, useState } from 'react';
import { useServices } from '../../services';
import { answerOf } from '../../shared/api/client';
import { isAbort, Problem } from '../../shared/api/problem';
import { msOf, timeOf } from '../../shared/api/values';
import type { LiveValue } from '../live/condition';
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

/** History of a point over a range, extended by live values as they come, and read anew after every cut of the stream. */
export function useTrend(point: string, range: TrendRange): TrendData {
  const { api, live } = useServices();
  const key = `${point} ${range}`;
  const [state, setState] = useState(() => ({
    key,
    series: emptySeries(),
    version: 0,
    loading: true,
    problem: undefined as Problem | undefined,
  }));
  const [turn, setTurn] = useState(0);
  const reload = useCallback(() => setTurn((n) => n + 1), []);

  useEffect(() => {
    const abort = new AbortController();
    const length = rangeMs[range];
    // The series grows in place; the version tells the chart to look again. What is drawn of the same range stays until the answer comes.
    let series: TrendSeries | undefined;
    const startTime = length === undefined ? undefined : timeOf(live.clock.now() - length);
    answerOf(
      api.rest.GET('/v1/points/{point}:queryHistory', {
        params: { path: { point }, query: { startTime, maxSamples: MAX_SAMPLES } },
        signal: abort.signal,
      }),
    )
      .then((answer) => {
        const read = fromSamples(answer.samples);
        const now = live.get(point);
        if (now && (length === undefined || isWithin(now, live.clock.now() - length))) addLive(read, now);
        series = read;
        setState((old) => ({ key, series: read, version: old.version + 1, loading: false, problem: undefined }));
      })
      .catch((error: unknown) => {
        if (isAbort(error)) return;
        setState((old) => ({
          key,
          series: old.key === key ? old.series : emptySeries(),
          version: old.version + 1,
          loading: false,
          problem: Problem.from(error),
        }));
      });
    const unwatch = live.onChanges((changes) => {
      const grown = series;
      if (!grown || changes.filter((change) => change.point === point && addLive(grown, change)).length === 0) return;
      if (length !== undefined) dropBefore(grown, (live.clock.now() - length) / 1000);
      setState((old) => ({ ...old, version: old.version + 1 }));
    });
    return () => {
      abort.abort();
      unwatch();
    };
  }, [api, live, point, range, key, turn]);

  useEffect(() => {
    let wasLive = live.connected;
    return live.onState(() => {
      if (live.connected && !wasLive) reload();
      wasLive = live.connected;
    });
  }, [live, reload]);

  const current = state.key === key ? state : { series: NOTHING, version: state.version, loading: true, problem: undefined };
  return { series: current.series, version: current.version, loading: current.loading, problem: current.problem, reload };
}

const NOTHING = emptySeries();

const isWithin = (value: LiveValue, from: number) => (msOf(value.eventTime) ?? -Infinity) >= from;
