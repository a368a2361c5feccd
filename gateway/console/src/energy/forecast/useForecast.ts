import { useServices } from '../../services';
import { answerOf, type ApiClient } from '../../shared/api/client';
import type { Message } from '../../shared/api/contract';
import { msOf, timeOf } from '../../shared/api/values';
import { useAnswer, type Answer } from '../../shared/ui/useAnswer';
import { stepsOf, type Step } from '../priceGeometry';
import type { Source } from './sources';

export interface ForecastInput {
  source: Source;
  days: number;
  /** Empty: the one that was best in the back-test. */
  model: string;
}

export interface ForecastAnswer {
  forecast: Message<'energy.v1.Forecast'>;
  /** What was, up to the forecast's begin. */
  history: Step[];
}

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** What is drawn before the forecast, and what a load is learnt from. */
const SHOWN = 3 * DAY;
const LEARNT = 60 * DAY;

/** A forecast by the hour, with what was before it. */
export function useForecast(input: ForecastInput): Answer<ForecastAnswer> {
  const { api, live } = useServices();
  const { source, days, model } = input;
  return useAnswer(`forecast ${source.kind} ${source.id} ${days} ${model}`, (signal) =>
    source.kind === 'prices' ? ofPrices(api, input, signal) : ofLoad(api, input, live.clock.now(), signal),
  );
}

async function ofPrices(api: ApiClient, { source, days, model }: ForecastInput, signal: AbortSignal): Promise<ForecastAnswer> {
  const path = { priceSeries: source.id };
  const forecast = await answerOf(
    api.rest.GET('/v1/priceSeries/{priceSeries}:forecast', {
      params: { path, query: { step: '3600s', 'plan.horizonSteps': days * 24, 'plan.model': model } },
      signal,
    }),
  );
  const origin = msOf(forecast.steps[0]?.startTime) ?? 0;
  const query = { startTime: timeOf(origin - SHOWN), endTime: timeOf(origin), pageSize: 10_000 };
  const history = await answerOf(api.rest.GET('/v1/priceSeries/{priceSeries}:query', { params: { path, query }, signal }));
  return { forecast, history: stepsOf(history.steps) };
}

async function ofLoad(api: ApiClient, { source, days, model }: ForecastInput, now: number, signal: AbortSignal) {
  const end = Math.floor(now / HOUR) * HOUR;
  const query = { startTime: timeOf(end - LEARNT), endTime: timeOf(end), interval: '3600s' };
  const read = await answerOf(
    api.rest.GET('/v1/meters/{meter}:queryConsumption', { params: { path: { meter: source.id }, query }, signal }),
  );
  const hours = loadHistory(read.consumptions);
  const forecast = await answerOf(
    api.rest.POST('/v1/forecasts:calculate', {
      body: {
        startTime: timeOf(hours[0]?.start ?? end),
        step: '3600s',
        // proto3 JSON writes a missing number as a text.
        values: hours.map(({ price }) => (price === undefined ? 'NaN' : price) as number),
        unit: read.unit,
        plan: { horizonSteps: days * 24, model },
      },
      signal,
    }),
  );
  const history = hours.flatMap(({ price, ...hour }) => (price === undefined ? [] : [{ ...hour, price }]));
  return { forecast, history: history.filter(({ start }) => start >= end - SHOWN) };
}

/** Hours from the first that is known to the last; one that readings do not cover is missing, never what little was seen of it. */
export function loadHistory(consumptions: readonly Message<'energy.v1.Consumption'>[]) {
  const hours = consumptions.map(({ startTime, endTime, quantity, coveredPercent }) => ({
    start: msOf(startTime) ?? 0,
    end: msOf(endTime) ?? 0,
    price: coveredPercent >= 99.9 ? quantity : undefined,
  }));
  const known = hours.map(({ price }) => price !== undefined);
  return hours.slice(Math.max(0, known.indexOf(true)), known.lastIndexOf(true) + 1);
}
