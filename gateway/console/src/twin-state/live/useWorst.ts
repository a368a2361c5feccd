import { useAbnormal, useStreamState } from '../../services';
import type { AssetNode } from '../model/plantModel';
import type { Condition } from './condition';
import { worstOf } from './worst';

export interface Worst {
  condition: Condition;
  /** Points that are not normal. */
  count: number;
  /** "cut" and "waiting": nobody knows whether all is normal. */
  known: 'live' | 'waiting' | 'cut';
}

/** The worst condition among the points of some equipment, as far as it is known now. */
export function useWorst(assets: Iterable<AssetNode>): Worst {
  const summary = useAbnormal();
  const { kind } = useStreamState();
  if (kind === 'live' && summary.reported > 0) return { ...worstOf(assets, summary), known: 'live' };
  return { condition: 'stale', count: 0, known: kind === 'live' || kind === 'connecting' ? 'waiting' : 'cut' };
}
