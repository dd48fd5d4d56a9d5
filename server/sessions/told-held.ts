// What the streams of this process were told to be held, and what they are just being told: garbage collection keeps it, and waits for what is in flight. Without it a chunk could
// go between the answer "held" and the commit that relies on it (docs/gc.md).
import type { IdSet } from './id-set.js';

/** The id at byte `at` of `ids`; they are not to be kept. */
export type IdListener = (ids: Buffer, at: number) => void;

export class ToldHeld {
  readonly #sets = new Set<IdSet>();
  readonly #going = new Set<Promise<unknown>>();
  #listener: IdListener | null = null;
  #activeMs = -Infinity;

  /** A stream learns what is held, until the function that is handed back is called. */
  follow(known: IdSet): () => void {
    this.#sets.add(known);
    return () => this.#sets.delete(known);
  }

  /** To be called before the stream hears of it. */
  told(ids: Buffer, at: number): void {
    this.#listener?.(ids, at);
  }

  /** Work that looks up what is held and relies on the answer until it ends. It must not wait for a peer. */
  during<T>(work: Promise<T>): Promise<T> {
    const ended: Promise<unknown> = work.then(
      () => this.#going.delete(ended),
      () => this.#going.delete(ended),
    );
    this.#going.add(ended);
    return work;
  }

  /** From now on `listener` hears of every id that a stream is told to be held; null: nobody does. */
  listen(listener: IdListener | null): void {
    this.#listener = listener;
  }

  /** What streams that live have learned so far. It is not all that they were told when a set is full: a commit asks again for what is in none. */
  known(): IdSet[] {
    return [...this.#sets];
  }

  /** Resolves when all work has ended that goes on now; what begins later is not waited for. */
  async settled(): Promise<void> {
    await Promise.all(this.#going);
  }

  /** A stream has sent something, at this monotonic time. */
  active(nowMs: number): void {
    this.#activeMs = nowMs;
  }

  /** How long ago a stream last sent anything, ms. */
  quietMs(nowMs: number): number {
    return nowMs - this.#activeMs;
  }
}
