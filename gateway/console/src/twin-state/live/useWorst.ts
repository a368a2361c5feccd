import { useAbnormal, useStreamState } from '../../services';
import type { AssetNode } from '../model/plantModel';
import type { Condition } from './condition';
import { worstOf } from './worst';

export interface Worst {
  condition: Condition;
  /** Points that are not normal. */
  count: number;
  /** False while the stream is cut: nobody knows then whether all is normal. */
  live: boolean;
}

/** The worst condition among the points of some equipment, as far as it is known now. */
export function useWorst(assets: Iterable<AssetNode>): Worst {
  const summary = useAbnormal();
  const live = useStreamState().kind === 'live';
  return live ? { ...worstOf(assets, summary), live } : { condition: 'stale', count: 0, live };
}
