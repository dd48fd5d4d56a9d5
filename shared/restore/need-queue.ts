// Content that the write worker needs, in order, gathered into fetches of some MiB: a stored frame is passed on as it is only when all of it is asked for
// at once, so that small fetches would cost the server decoding and compressing.
import type { DecodedFrame } from './read/frame-decoder.js';
import type { Fetched, ReceivedFrame } from './read/read-session.js';
import type { SnapshotReader } from './read/snapshot-reader.js';
import type { NeedAddress } from './write/messages.js';

const FETCH_BYTES = 8 * 1024 * 1024;
const FETCH_ITEMS = 64;
/** The server lists at most this many chunks that it cannot give. */
const FETCH_CHUNKS = 32_768;

export interface QueuedNeed extends NeedAddress {
  ranges: number[];
  chunks: number;
  plainBytes: number;
}

export class NeedQueue {
  /** More needs are about to come: a small fetch waits for them, unless nothing else is on its way. */
  moreComing = false;
  readonly #reader: SnapshotReader;
  readonly #decode: (frame: ReceivedFrame) => DecodedFrame;
  readonly #deliver: (needs: NeedAddress[], fetched: Fetched<DecodedFrame>) => void;
  #queue: QueuedNeed[] = [];
  #queuedBytes = 0;
  #inFlight = 0;
  #ended = false;
  #wake: (() => void) | null = null;

  constructor(reader: SnapshotReader, decode: (frame: ReceivedFrame) => DecodedFrame, deliver: (needs: NeedAddress[], fetched: Fetched<DecodedFrame>) => void) {
    this.#reader = reader;
    this.#decode = decode;
    this.#deliver = deliver;
  }

  /** Plain bytes that are not asked for yet. */
  get queuedBytes(): number {
    return this.#queuedBytes;
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
      this.#reader.fetchContent(items, bytes, this.#decode).then(
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
    let chunks = 0;
    let count = 0;
    for (; count < this.#queue.length && count < FETCH_ITEMS; count++) {
      const next = this.#queue[count];
      if (count > 0 && (bytes + next.plainBytes > FETCH_BYTES || chunks + next.chunks > FETCH_CHUNKS)) break;
      bytes += next.plainBytes;
      chunks += next.chunks;
    }
    this.#queuedBytes -= bytes;
    return this.#queue.splice(0, count);
  }

  #wakeUp(): void {
    this.#wake?.();
    this.#wake = null;
  }
}
