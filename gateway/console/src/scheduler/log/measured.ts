import { useServices } from '../../services';
import { answerOf } from '../../shared/api/client';
import type { Message } from '../../shared/api/contract';
import { useAnswer } from '../../shared/ui/useAnswer';

type BatchRecord = Message<'scheduler.v1.BatchRecord'>;

/** What the batches of a plan cost, as far as both the plan and the meter say. */
export interface MeasuredCost {
  /** Batches that ended. */
  batches: number;
  /** Of these, with a planned and a measured cost; the costs are theirs alone. */
  compared: number;
  planned: number;
  measured: number;
}

/** Sums batches up by the plan that had them. A batch without a measured cost is counted, and never as one that cost nothing. */
export function costsByPlan(records: readonly BatchRecord[]): Map<string, MeasuredCost> {
  const costs = new Map<string, MeasuredCost>();
  for (const { plan, energyCost, plannedEnergyCost } of records) {
    if (!plan) continue;
    const sum = costs.get(plan) ?? { batches: 0, compared: 0, planned: 0, measured: 0 };
    sum.batches += 1;
    if (energyCost !== undefined && plannedEnergyCost !== undefined) {
      sum.compared += 1;
      sum.planned += plannedEnergyCost;
      sum.measured += energyCost;
    }
    costs.set(plan, sum);
  }
  return costs;
}

/** The newest batches of a machine, by plan. */
export function useMeasuredCosts(machine: string, version: string) {
  const { api } = useServices();
  return useAnswer(
    `batches ${machine}`,
    async (signal) => {
      const page = await answerOf(
        api.rest.GET('/v1/machines/{machine}/batchRecords', { params: { path: { machine }, query: { pageSize: 1000 } }, signal }),
      );
      return costsByPlan(page.batchRecords);
    },
    { version, everyMs: 15_000 },
  );
}
