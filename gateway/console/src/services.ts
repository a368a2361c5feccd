import { createContext, useContext, useSyncExternalStore } from 'react';
import { ApiClient } from './shared/api/client';
import type { StreamState } from './shared/api/watch';
import { SessionStore, type SignedIn } from './shared/session/session';
import { AbnormalStore, type AbnormalSummary } from './twin-state/live/abnormalStore';
import { LiveStore } from './twin-state/live/liveStore';
import { ModelStore, type ModelState } from './twin-state/model/modelStore';

/** What the views stand on. One set for the page; tests make their own. */
export interface ConsoleServices {
  api: ApiClient;
  session: SessionStore;
  live: LiveStore;
  model: ModelStore;
  abnormal: AbnormalStore;
}

export function createServices(storage: Storage = sessionStorage): ConsoleServices {
  const session = new SessionStore(storage);
  const api = new ApiClient({
    token: () => session.current()?.token,
    onUnauthenticated: () => {
      if (session.current()) session.expire();
    },
  });
  const live = new LiveStore();
  const model = new ModelStore();
  return { api, session, live, model, abnormal: new AbnormalStore(live, model) };
}

/** Starts what runs while somebody is signed in; the answer stops it. */
export function startLive({ api, live, model, abnormal }: ConsoleServices): () => void {
  const asked = new Set<string>();
  const unwatch = live.onChanges((changes) => {
    const state = model.state();
    if (state.kind !== 'ready') return;
    for (const { point } of changes) {
      if (state.model.points.has(point) || asked.has(point)) continue;
      asked.add(point);
      model.noticeUnknownPoint();
    }
  });
  const stopJudging = abnormal.start();
  model.start(api);
  live.start(api);
  return () => {
    unwatch();
    stopJudging();
    live.stop();
  };
}

export const ServicesContext = createContext<ConsoleServices | undefined>(undefined);

export function useServices(): ConsoleServices {
  const services = useContext(ServicesContext);
  if (!services) throw new Error('No ServicesContext around this component.');
  return services;
}

export const useSession = (): SignedIn | undefined => {
  const { session } = useServices();
  return useSyncExternalStore(session.subscribe, session.current);
};

export const useModel = (): ModelState => {
  const { model } = useServices();
  return useSyncExternalStore(model.subscribe, model.state);
};

export const useStreamState = (): StreamState => {
  const { live } = useServices();
  return useSyncExternalStore(live.onState, live.state);
};

export const useAbnormal = (): AbnormalSummary => {
  const { abnormal } = useServices();
  return useSyncExternalStore(abnormal.subscribe, abnormal.summary);
};
