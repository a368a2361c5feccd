/**
 * The server's time as the console knows it. Ages are counted by the server's clock, so that a tablet whose own clock
 * is wrong does not show an old value as fresh, nor a fresh one as stale.
 */
export class ServerClock {
  readonly #offsets: number[] = [];
  readonly #now: () => number;
  #offset = 0;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  /**
   * Takes a time that the server has just sent. Every sample is late by its way here, so that the largest of the recent
   * differences is the nearest to the truth; old ones are forgotten, because clocks drift and tablets sleep.
   */
  observe(serverMs: number): void {
    this.#offsets.push(serverMs - this.#now());
    if (this.#offsets.length > 30) this.#offsets.shift();
    this.#offset = Math.max(...this.#offsets);
  }

  now(): number {
    return this.#now() + this.#offset;
  }
}
