// A clock for tests: time passes when told, the wall clock is set when told.
import type { Clock } from '../../../shared/time/clock.js';

export class TestClock implements Clock {
  #monotonic = 0;
  readonly #sleepers = new Set<{ at: number; wake: () => void }>();

  constructor(private wallMs: number) {}

  now = (): number => this.wallMs + this.#monotonic;
  monotonic = (): number => this.#monotonic;
  sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const stop = (): void => {
        this.#sleepers.delete(sleeper);
        reject(signal?.reason as Error);
      };
      const sleeper = {
        at: this.#monotonic + ms,
        wake: () => {
          signal?.removeEventListener('abort', stop);
          resolve();
        },
      };
      if (signal?.aborted === true) return stop();
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', stop, { once: true });
    });

  /** The machine's clock is set; nobody is told. */
  set(byMs: number): void {
    this.wallMs += byMs;
  }

  /** Goes from one who wakes to the next, with room for what each does; `busy` says whether somebody is still at it. */
  async pass(ms: number, busy: () => boolean = () => false): Promise<void> {
    const until = this.#monotonic + ms;
    for (;;) {
      await settle(busy);
      const next = Math.min(until, ...[...this.#sleepers].map(({ at }) => at));
      this.#monotonic = Math.max(this.#monotonic, next);
      for (const sleeper of [...this.#sleepers]) {
        if (sleeper.at > this.#monotonic) continue;
        this.#sleepers.delete(sleeper);
        sleeper.wake();
      }
      await settle(busy);
      if (this.#monotonic >= until) return;
    }
  }

  get sleeping(): number {
    return this.#sleepers.size;
  }
}

async function settle(busy: () => boolean): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
  while (busy()) await new Promise((resolve) => setImmediate(resolve));
}
