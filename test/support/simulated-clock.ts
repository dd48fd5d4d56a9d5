// A clock for whole servers in one process: wall and monotonic time go on together by whole days when a test says so. Short waits are short in real time, so that what
// paces itself goes on.
import type { Clock } from '../../shared/time/clock.js';

const SHORT_MS = 10_000;
const REAL_MS = 5;

interface Sleeper {
  atMs: number;
  wake: () => void;
}

export class SimulatedClock implements Clock {
  readonly #startMs: number;
  readonly #sleepers = new Set<Sleeper>();
  #aheadMs = 0;

  constructor(startMs: number) {
    this.#startMs = startMs;
  }

  now(): number {
    return Math.floor(this.#startMs + this.monotonic());
  }

  monotonic(): number {
    return performance.now() + this.#aheadMs;
  }

  advance(ms: number): void {
    this.#aheadMs += ms;
    for (const sleeper of this.#sleepers) if (sleeper.atMs <= this.monotonic()) sleeper.wake();
  }

  sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted === true) {
        reject(signal.reason as Error);
        return;
      }
      const timer = ms <= SHORT_MS ? setTimeout(() => sleeper.wake(), Math.min(ms, REAL_MS)) : undefined;
      const leave = (): void => {
        clearTimeout(timer);
        this.#sleepers.delete(sleeper);
        signal?.removeEventListener('abort', abort);
      };
      const abort = (): void => {
        leave();
        reject(signal?.reason as Error);
      };
      const sleeper: Sleeper = {
        atMs: this.monotonic() + ms,
        wake: () => {
          leave();
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }
}
