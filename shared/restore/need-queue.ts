// Content that the write worker needs, in order, gathered into fetches of some MiB: a stored frame is passed on as it is only when all of it is asked for
// at once, so that small fetches would cost the server decoding and compressing.
import type { Fetched } from './read/read-session.js';
import type { SnapshotReader } from './read/snapshot-reader.js';
import type { NeedAddress } from './write/messages.js';

const FETCH_BYTES = 8 * 1024 * 1024;
const FETCH_ITEMS = 64;

export interface QueuedNeed extends NeedAddress {
  ranges: number[];
  plainBytes: number;
}

export class NeedQueue {
  /** More needs are about to come: a small fetch waits for them, unless nothing else is on its way. */
  moreComing = false;
  readonly #reader: SnapshotReader;
  readonly #deliver: (needs: NeedAddress[], fetched: Fetched) => void;
  #queue: QueuedNeed[] = [];
  #queuedBytes = 0;
  #inFlight = 0;
  #ended = false;
  #wake: (() => void) | null = null;

  constructor(reader: SnapshotReader, deliver: (needs: NeedAddress[], fetched: Fetched) => void) {
    this.#reader = reader;
    this.#deliver = deliver;
  }

  add(needs: QueuedNeed[]): void {
    for (const need of needs) {
      this.#queue.push(need);
      this.#queuedBytes += need.plainBytes;
    }
    this.#wakeUp();
  }

  end(): void {
    this.#ended = true;
    this.#wakeUp();
  }

  /** Until `end`, or until a fetch fails. */
  async run(signal: AbortSignal): Promise<void> {
    let fail: (error: Error) => void = () => undefined;
    const failed = new Promise<never>((_, reject) => (fail = reject));
    const onAbort = (): void => fail(signal.reason as Error);
    signal.addEventListener('abort', onAbort, { once: true });
    try {
      await Promise.race([this.#pump(signal, fail), failed]);
    } finally {
      signal.removeEventListener('abort', onAbort);
    }
  }

  async #pump(signal: AbortSignal, fail: (error: Error) => void): Promise<void> {
    while (!signal.aborted) {
      if (!this.#worthwhile()) {
        if (this.#ended && this.#queue.length === 0) return;
        await new Promise<void>((resolve) => (this.#wake = resolve));
        continue;
      }
      const group = this.#takeGroup();
      let bytes = 0;
      for (const need of group) bytes += need.plainBytes;
      await this.#reader.credit.acquire(bytes, signal);
      this.#inFlight++;
      const items = group.map(({ unit, ranges }) => ({ number: unit, ranges }));
      this.#reader.fetchContent(items, bytes).then(
        (fetched) => {
          this.#inFlight--;
          this.#deliver(group.map(({ unit, index }) => ({ unit, index })), fetched);
          this.#wakeUp();
        },
        (error: unknown) => fail(error as Error),
      );
    }
  }

  #worthwhile(): boolean {
    if (this.#queue.length === 0) return false;
    return this.#queuedBytes >= FETCH_BYTES || !this.moreComing || this.#inFlight === 0;
  }

  #takeGroup(): QueuedNeed[] {
    let bytes = 0;
    let count = 0;
    for (; count < this.#queue.length && count < FETCH_ITEMS; count++) {
      const next = this.#queue[count].plainBytes;
      if (count > 0 && bytes + next > FETCH_BYTES) break;
      bytes += next;
    }
    this.#queuedBytes -= bytes;
    return this.#queue.splice(0, count);
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = null;
  }
}
