// Keeps garbage collection out of the way: while a stream sends anything, it rests four times as long as it has worked, so that backups keep at least four fifths of the machine.
import type { Clock } from '../../shared/time/clock.js';

/** Work between two looks at the clock: the event loop is others' after so long. */
const TURN_MS = 10;
/** A stream that has sent something so short a time ago goes on. */
const ACTIVE_MS = 2_000;
const REST_PER_WORK = 4;
const MAX_REST_MS = 5_000;

export class Pace {
  #sinceMs: number;

  constructor(
    private readonly clock: Clock,
    /** How long ago a stream last sent anything, ms. */
    private readonly quietMs: (nowMs: number) => number,
  ) {
    this.#sinceMs = clock.monotonic();
  }

  /** To be called between small pieces of work. */
  async step(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const nowMs = this.clock.monotonic();
    const workMs = nowMs - this.#sinceMs;
    if (workMs < TURN_MS) return;
    if (this.quietMs(nowMs) < ACTIVE_MS) await this.clock.sleep(Math.min(MAX_REST_MS, workMs * REST_PER_WORK), signal);
    else await new Promise<void>((resolve) => setImmediate(resolve));
    this.#sinceMs = this.clock.monotonic();
  }
}
