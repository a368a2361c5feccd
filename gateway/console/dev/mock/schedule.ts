import { create } from '@bufbuild/protobuf';
import { timestampFromMs } from '@bufbuild/protobuf/wkt';
import { PriceStepSchema, type PriceStep } from '../../src/generated/factorytwin/energy/v1/prices_pb';
import { Decider } from '../../src/generated/factorytwin/scheduler/v1/machines_pb';
import { PlanSchema, PlanTrigger, ScheduleState, type Plan } from '../../src/generated/factorytwin/scheduler/v1/plans_pb';

const HOUR = 3_600_000;
const SIZES = [
  { minutes: 10, mw: 0.15 },
  { minutes: 25, mw: 1.6 },
  { minutes: 32, mw: 2.7 },
];

/** Hourly prices that rise in the evening; `spike` moves the dear hours. */
export function prices(startMs: number, hours: number, spike: number): PriceStep[] {
  const first = Math.floor(startMs / HOUR) * HOUR;
  return Array.from({ length: hours }, (_, i) => {
    const hour = (new Date(first + i * HOUR).getUTCHours() + spike) % 24;
    const price =
      38 +
      22 * Math.sin(((hour - 9) / 24) * 2 * Math.PI) ** 2 +
      (hour >= 16 && hour <= 20 ? 46 : 0) -
      (hour >= 2 && hour < 5 ? 31 : 0);
    return create(PriceStepSchema, {
      startTime: timestampFromMs(first + i * HOUR),
      endTime: timestampFromMs(first + (i + 1) * HOUR),
      pricePerMwh: Math.round(price * 100) / 100,
    });
  });
}

/** A plan of the contract's shape; good enough to look at, made without an automaton. */
export function plan(revision: number, startMs: number, trigger: PlanTrigger, reason: string, spike: number): Plan {
  const steps = prices(startMs, 10, spike);
  const demand = [
    { parts: 6, at: startMs + 2.6 * HOUR },
    { parts: 14, at: startMs + 7.5 * HOUR },
  ];
  const schedule = (decider: Decider, pick: (i: number) => number) => {
    let at = startMs;
    let made = 0;
    let cost = 0;
    let energy = 0;
    const events = [];
    for (let i = 0; made < 14 && i < 40; i++) {
      const parts = pick(i);
      const size = SIZES[parts] ?? SIZES[0]!;
      const end = at + size.minutes * 60_000;
      const price = steps.find((step) => Number(step.endTime?.seconds) * 1000 > at)?.pricePerMwh ?? 0;
      const mwh = (size.mw * size.minutes) / 60;
      made += parts;
      cost += mwh * price;
      energy += mwh;
      events.push({
        parts,
        startTime: timestampFromMs(at),
        endTime: timestampFromMs(end),
        powerMw: size.mw,
        energyCost: mwh * price,
        partsAfter: made,
      });
      at = end;
    }
    return {
      decider,
      state: ScheduleState.FEASIBLE,
      events,
      energyCost: cost,
      energyMwh: energy,
      objective: cost / made,
      parts: made,
      nodesExplored: 1840n,
    };
  };
  const benchmark = schedule(Decider.BENCHMARK, () => 2);
  const lookAhead = schedule(Decider.LOOK_AHEAD, (i) => [2, 2, 1, 2, 0, 2, 0, 1, 2, 2, 0, 2][i % 12] ?? 2);
  return create(PlanSchema, {
    name: `machines/furnace/plans/${revision}`,
    revision: BigInt(revision),
    createTime: timestampFromMs(startMs),
    schedule: lookAhead,
    benchmark,
    savingPercent: (1 - lookAhead.energyCost / benchmark.energyCost) * 100,
    trigger,
    reason,
    prices: steps,
    currency: 'USD',
    demands: demand.map(({ parts, at }) => ({ parts, dueTime: timestampFromMs(at) })),
    reactionMilliseconds: 38.4 + revision,
    initialParts: 0,
  });
}
