// Changes that answer from memory at once and reach their store in the background, by count or by time. Two layers: the one being
// written and the one that takes what comes meanwhile; a reader looks into `active`, then `writing`, then the store, and misses nothing.
import { FarvaultError } from '../errors/errors.js';
import type { Clock } from '../time/clock.js';

export interface WriteBehindParts<L> {
  clock: Clock;
  /** What is written, for messages. */
  name: string;
  makeLayer(): L;
  /** Called in the moment in which the layer is closed to additions. */
  write(layer: L): Promise<void>;
  /** A layer of this size is written at once, a smaller one after `flushAfterMs`. */
  flushEntries: number;
  flushAfterMs: number;
  /** From this size of the active layer on, `ready` waits. */
  maxEntries: number;
}

export class WriteBehind<L extends { readonly size: number }> {
  active: L;
  writing: L | null = null;
  readonly #parts: WriteBehindParts<L>;
  readonly #closing = new AbortController();
  #flush: Promise<void> | null = null;
  #failure: FarvaultError | null = null;
  #timed = false;

  constructor(parts: WriteBehindParts<L>) {
    this.#parts = parts;
    this.active = parts.makeLayer();
  }

  /** To be called after `active` has changed. */
  changed(): void {
    if (this.active.size >= this.#parts.flushEntries) this.#inBackground();
    else if (!this.#timed) this.#startTimer();
  }

  /** Resolves when there is room for more; rejects when writing has failed. */
  async ready(): Promise<void> {
    if (this.#failure !== null) throw this.#failure;
    while (this.active.size >= this.#parts.maxEntries && this.#flush !== null) await this.#flush;
  }

  /** Writes everything that was put in before the call. */
  async flush(): Promise<void> {
    for (const layer of [this.writing, this.active]) {
      while (this.#flush !== null && this.writing === layer) await this.#flush;
      if (this.active === layer) await this.#start();
    }
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.flush();
  }

  #startTimer(): void {
    this.#timed = true;
    const fire = (): void => {
      this.#timed = false;
      if (this.active.size > 0) this.#inBackground();
    };
    this.#parts.clock.sleep(this.#parts.flushAfterMs, this.#closing.signal).then(fire, () => undefined);
  }

  // A failure is kept, and told to whoever calls `ready` or `flush` next.
  #inBackground(): void {
    if (this.#flush === null) this.#start().catch(() => undefined);
  }

  #start(): Promise<void> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const layer = this.active;
    this.writing = layer;
    this.active = this.#parts.makeLayer();
    this.#flush = this.#parts.write(layer).then(
      () => {
        this.writing = null;
        this.#flush = null;
        if (this.active.size > 0) this.changed();
      },
      (error: unknown) => {
        // The layer that could not be written goes on answering.
        this.#failure = new FarvaultError('IO', `the ${this.#parts.name} cannot be written`, {
          remedy: 'See the cause in the log; then restart backupd, which catches up from the journal.',
          cause: error,
        });
        throw this.#failure;
      },
    );
    return this.#flush;
  }
}
