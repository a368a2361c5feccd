import type { Message, Sent } from '../../src/shared/api/contract';
import { timeOf } from '../../src/shared/api/values';
import { on, onStream } from './routes';

type Plan = Sent<Message<'scheduler.v1.Plan'>>;

const HOUR = 3_600_000;
const SIZES = [
  { minutes: 10, mw: 0.15 },
  { minutes: 25, mw: 1.6 },
  { minutes: 32, mw: 2.7 },
];

/** Hourly prices that rise in the evening; `spike` moves the dear hours. */
function prices(startMs: number, hours: number, spike: number) {
  const first = Math.floor(startMs / HOUR) * HOUR;
  return Array.from({ length: hours }, (_, i) => {
    const hour = (new Date(first + i * HOUR).getUTCHours() + spike) % 24;
    const price =
      38 +
      22 * Math.sin(((hour - 9) / 24) * 2 * Math.PI) ** 2 +
      (hour >= 16 && hour <= 20 ? 46 : 0) -
      (hour >= 2 && hour < 5 ? 31 : 0);
    return {
      startTime: timeOf(first + i * HOUR),
      endTime: timeOf(first + (i + 1) * HOUR),
      pricePerMwh: Math.round(price * 100) / 100,
    };
  });
}

/** A plan of the contract's shape; good enough to look at, made without an automaton. */
function plan(
  revision: number,
  startMs: number,
  trigger: Message<'scheduler.v1.PlanTrigger'>,
  reason: string,
  spike: number,
): Plan {
  const steps = prices(startMs, 10, spike);
  const demand = [
    { parts: 6, at: startMs + 2.6 * HOUR },
    { parts: 14, at: startMs + 7.5 * HOUR },
  ];
  const schedule = (decider: Message<'scheduler.v1.Decider'>, pick: (i: number) => number) => {
    let at = startMs;
    let made = 0;
    let cost = 0;
    let energy = 0;
    const events: {
      parts: number;
      startTime: string;
      endTime: string;
      powerMw: number;
      energyCost: number;
      partsAfter: number;
    }[] = [];
    for (let i = 0; made < 14 && i < 40; i++) {
      const parts = pick(i);
      const size = SIZES[parts] ?? SIZES[0]!;
      const end = at + size.minutes * 60_000;
      const price = steps.find((step) => Date.parse(step.endTime) > at)?.pricePerMwh ?? 0;
      const mwh = (size.mw * size.minutes) / 60;
      made += parts;
      cost += mwh * price;
      energy += mwh;
      events.push({
        parts,
        startTime: timeOf(at),
        endTime: timeOf(end),
        powerMw: size.mw,
        energyCost: mwh * price,
        partsAfter: made,
      });
      at = end;
    }
    return {
      decider,
      state: 'SCHEDULE_STATE_FEASIBLE' as const,
      events,
      energyCost: cost,
      energyMwh: energy,
      objective: cost / made,
      parts: made,
      nodesExplored: '1840',
    };
  };
  const benchmark = schedule('DECIDER_BENCHMARK', () => 2);
  const lookAhead = schedule('DECIDER_LOOK_AHEAD', (i) => [2, 2, 1, 2, 0, 2, 0, 1, 2, 2, 0, 2][i % 12] ?? 2);
  return {
    name: `machines/furnace/plans/${revision}`,
    revision: String(revision),
    createTime: timeOf(startMs),
    schedule: lookAhead,
    benchmark,
    savingPercent: (1 - lookAhead.energyCost / benchmark.energyCost) * 100,
    trigger,
    reason,
    prices: steps,
    currency: 'USD',
    demands: demand.map(({ parts, at }) => ({ parts, dueTime: timeOf(at) })),
    reactionMilliseconds: 38.4 + revision,
    initialParts: 0,
  };
}

const began = Date.now() - 40 * 60_000;
const log: Plan[] = [
  plan(
    1,
    began - 5_400_000,
    'PLAN_TRIGGER_ORDER_CHANGED',
    'Order for 14 parts accepted. Two batches run before the evening peak, the rest waits for cheaper hours.',
    0,
  ),
  plan(
    2,
    began - 1_800_000,
    'PLAN_TRIGGER_PROGRESS',
    'A batch ended 2 min late. The next batches move back; every due time is still kept.',
    0,
  ),
  plan(
    3,
    began,
    'PLAN_TRIGGER_PRICES_CHANGED',
    'Prices rise by 46 USD/MWh between 16:00 and 21:00 UTC. The plan idles twice and makes single parts in that time, and catches up after it: 14 parts by the due time for less than the benchmark.',
    0,
  ),
];
const latestPlan = () => log.at(-1)!;
const replan = () => {
  const next = log.length + 1;
  const reason = `Prices changed (revision ${next}). The dear hours moved; batches follow the cheap ones.`;
  log.push(plan(next, began, 'PLAN_TRIGGER_PRICES_CHANGED', reason, next % 12));
  return latestPlan();
};

on('get', '/v1/machines', () => ({
  nextPageToken: '',
  machines: [
    {
      name: 'machines/furnace',
      displayName: 'Coating furnace',
      model: { capacity: 2 },
      priceSeries: 'priceSeries/grid',
      etag: 'W/1',
    },
  ],
}));
on('get', '/v1/machines/{machine}/orders', () => ({
  nextPageToken: '',
  orders: [
    { name: 'machines/furnace/orders/a-17', parts: 6, dueTime: timeOf(began + 2.6 * HOUR), state: 'ORDER_STATE_OPEN' as const },
    { name: 'machines/furnace/orders/a-18', parts: 8, dueTime: timeOf(began + 7.5 * HOUR), state: 'ORDER_STATE_OPEN' as const },
  ],
}));
on('get', '/v1/machines/{machine}/plans', () => ({ plans: [...log].reverse(), nextPageToken: '' }));
onStream('/v1/machines/{machine}/plans:watch', { first: latestPlan, next: replan, everyMs: 45_000 });

on('get', '/v1/machines/{machine}/rescheduleFailures', () => ({ rescheduleFailures: [], nextPageToken: '' }));
on('post', '/v1/schedules:plan', ({ body }) => {
  const { schedule, benchmark } = latestPlan();
  return { schedule: { ...schedule, decider: (body as { decider: Message<'scheduler.v1.Decider'> }).decider }, benchmark };
});

on('get', '/v1/priceSeries', () => ({
  nextPageToken: '',
  priceSeries: [
    {
      name: 'priceSeries/grid',
      displayName: 'Grid, day ahead',
      currency: 'USD',
      carrier: 'electricity',
      timeZone: 'UTC',
      revision: '12',
      updateTime: timeOf(Date.now()),
    },
  ],
}));
on('get', '/v1/priceSeries/{priceSeries}:query', () => ({
  steps: prices(Date.now() - 3 * HOUR, 36, 0),
  nextPageToken: '',
  currency: 'USD',
  revision: '12',
}));
on('post', '/v1/priceSeries/{priceSeries}:set', () => {
  replan();
  return { changedSteps: 4, unchangedSteps: 0, revision: '13' };
});
