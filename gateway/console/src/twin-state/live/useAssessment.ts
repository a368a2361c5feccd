import { useCallback, useSyncExternalStore } from 'react';
import { useServices, useStreamState } from '../../services';
import { useNow } from '../../shared/live/ticker';
import type { PointNode } from '../model/plantModel';
import { assess, type Assessment, type LiveValue } from './condition';

/** A point's present value and what is to be said of it now; renewed by every change and by every second. */
export function useAssessment(node: PointNode): { live: LiveValue | undefined; assessment: Assessment } {
  const { live: store } = useServices();
  useNow();
  const stream = useStreamState();
  const subscribe = useCallback((listener: () => void) => store.onPoint(node.id, listener), [store, node.id]);
  const live = useSyncExternalStore(subscribe, () => store.get(node.id));
  return { live, assessment: assess(node.point, live, store.clock.now(), stream.kind === 'live') };
}
