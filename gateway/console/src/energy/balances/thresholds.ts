import type { Message } from '../../shared/api/contract';

type Node = Message<'energy.v1.BalanceNode'>;

/** The rule of the node, or of the nearest node above it that has one for the carrier. */
export function thresholdOf(nodes: readonly Node[], name: string, carrier: string): number | undefined {
  let at = nodes.find((node) => node.name === name);
  for (let depth = 0; at && depth < 20; depth++) {
    const rule = at.rules.find((one) => one.carrier === carrier);
    if (rule) return rule.thresholdPercent;
    const { parent } = at;
    at = nodes.find((node) => node.name === parent);
  }
  return undefined;
}
