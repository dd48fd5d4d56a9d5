// A token bucket of messages: a flood of tiny ones is read no faster than this, and so costs its sender more than the server.
import type { Clock } from '../time/clock.js';

export class MessageRate {
  readonly #clock: Clock;
  readonly #perSecond: number;
  readonly #burst: number;
  #tokens: number;
  #atMs: number;

  constructor(clock: Clock, perSecond: number, burst: number) {
    this.#clock = clock;
    this.#perSecond = perSecond;
    this.#burst = burst;
    this.#tokens = burst;
    this.#atMs = clock.monotonic();
  }

  /** Counts a message, as so many when it is a long one; how long to wait before the next is read, ms. */
  take(count = 1): number {
    const now = this.#clock.monotonic();
    this.#tokens = Math.min(this.#burst, this.#tokens + ((now - this.#atMs) / 1_000) * this.#perSecond) - count;
    this.#atMs = now;
    return this.#tokens >= 0 ? 0 : Math.ceil((-this.#tokens / this.#perSecond) * 1_000);
  }
}
