import { answerOf, type ApiClient } from '../../shared/api/client';
import { allPages } from '../../shared/api/pages';
import { Problem } from '../../shared/api/problem';
import { buildModel, type PlantModel } from './plantModel';

export type ModelState = { kind: 'loading' } | { kind: 'failed'; problem: Problem } | { kind: 'ready'; model: PlantModel };

/** The plant's model, read once and again whenever a point reports that it does not know. */
export class ModelStore {
  readonly #listeners = new Set<() => void>();
  #api: ApiClient | undefined;
  #state: ModelState = { kind: 'loading' };
  #reload: ReturnType<typeof setTimeout> | undefined;

  state = (): ModelState => this.#state;

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  start(api: ApiClient): void {
    this.#api = api;
    void this.load();
  }

  /** Reads the model anew; what is on the screen stays until the answer is there. */
  load = async (): Promise<void> => {
    const api = this.#api;
    if (!api) return;
    if (this.#state.kind === 'failed') this.#set({ kind: 'loading' });
    try {
      const [assets, points] = await Promise.all([
        allPages(async (pageToken) => {
          const answer = await answerOf(api.rest.GET('/v1/assets', { params: { query: { pageSize: 1000, pageToken } } }));
          return { items: answer.assets, nextPageToken: answer.nextPageToken };
        }),
        allPages(async (pageToken) => {
          const answer = await answerOf(api.rest.GET('/v1/points', { params: { query: { pageSize: 1000, pageToken } } }));
          return { items: answer.points, nextPageToken: answer.nextPageToken };
        }),
      ]);
      this.#set({ kind: 'ready', model: buildModel(assets, points) });
    } catch (error) {
      if (this.#state.kind !== 'ready') this.#set({ kind: 'failed', problem: Problem.from(error) });
    }
  };

  /** Asks for a new look in a few seconds: a source may be telling of many new points at once. */
  noticeUnknownPoint(): void {
    if (this.#reload !== undefined) return;
    this.#reload = setTimeout(() => {
      this.#reload = undefined;
      void this.load();
    }, 3000);
  }

  #set(state: ModelState): void {
    this.#state = state;
    this.#listeners.forEach((listener) => listener());
  }
}
