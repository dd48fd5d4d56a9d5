// Wakes those who wait because something has happened.
import type { Clock } from '../../shared/time/clock.js';

export class Bell {
  #rung = new AbortController();

  constructor(private readonly clock: Clock) {}

  ring(): void {
    this.#rung.abort(new Error('something has happened'));
    this.#rung = new AbortController();
  }

  /** Resolves after `ms`, when it rings, or when the signal aborts. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    await this.clock.sleep(ms, AbortSignal.any([signal, this.#rung.signal])).catch(() => undefined); // Looked at next.
  }
}
