import type { ApiClient } from '../../shared/api/client';
import type { Message } from '../../shared/api/contract';
import { msOf } from '../../shared/api/values';
import { watch, type StreamState, type Watch } from '../../shared/api/watch';
import { ServerClock } from '../../shared/live/serverClock';
import type { LiveValue } from './condition';

/** How often the stream may bring a message, in milliseconds: faster than anybody reads, slow enough for a tablet. */
const MIN_INTERVAL = 500;

/** The present value of every point, kept up to date by one stream for the whole console. */
export class LiveStore {
  readonly clock: ServerClock;
  readonly #values = new Map<string, LiveValue>();
  readonly #pointListeners = new Map<string, Set<() => void>>();
  readonly #stateListeners = new Set<() => void>();
  readonly #changeListeners = new Set<(changes: readonly LiveValue[]) => void>();
  #state: StreamState = { kind: 'connecting' };
  #running: Watch | undefined;

  constructor(clock: ServerClock = new ServerClock()) {
    this.clock = clock;
  }

  start(api: ApiClient): void {
    this.stop();
    this.#running = watch({
      open: (options) =>
        api.stream(
          '/v1/points:watch',
          { query: { minIntervalMilliseconds: MIN_INTERVAL } },
          (message) => this.apply(message),
          options,
        ),
      onState: (state) => this.setState(state),
    });
  }

  stop(): void {
    this.#running?.stop();
    this.#running = undefined;
  }

  retryNow = (): void => this.#running?.retryNow();

  apply(message: Message<'twin.v1.WatchPointsResponse'>): void {
    const serverMs = msOf(message.serverTime);
    if (serverMs !== undefined) this.clock.observe(serverMs);
    for (const value of message.changes) {
      this.#values.set(value.point, value);
      this.#pointListeners.get(value.point)?.forEach((listener) => listener());
    }
    this.#changeListeners.forEach((listener) => listener(message.changes));
  }

  setState(state: StreamState): void {
    this.#state = state;
    this.#stateListeners.forEach((listener) => listener());
  }

  get = (point: string): LiveValue | undefined => this.#values.get(point);

  state = (): StreamState => this.#state;

  get connected(): boolean {
    return this.#state.kind === 'live';
  }

  onState = (listener: () => void): (() => void) => {
    this.#stateListeners.add(listener);
    return () => this.#stateListeners.delete(listener);
  };

  onPoint = (point: string, listener: () => void): (() => void) => {
    let listeners = this.#pointListeners.get(point);
    if (!listeners) this.#pointListeners.set(point, (listeners = new Set()));
    listeners.add(listener);
    return () => listeners.delete(listener);
  };

  /** Every change as it comes, for trends that are extended live. */
  onChanges = (listener: (changes: readonly LiveValue[]) => void): (() => void) => {
    this.#changeListeners.add(listener);
    return () => this.#changeListeners.delete(listener);
  };
}
