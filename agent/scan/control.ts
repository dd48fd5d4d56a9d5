// Memory that the scan's thread and the main thread share: credits one way, signs of life the other. The walk is synchronous and sees no messages.
const CONSUMED = 0;
const STOP = 1;
const ALIVE = 2;
const PATH_LENGTH = 3;
const HEADER_BYTES = 16;
const PATH_BYTES = 4096;
const WAIT_MS = 1_000;

/** Batches sent and not yet asked for; 256 KiB each. */
const MAX_BATCHES_IN_FLIGHT = 4;

export class ScanControl {
  private readonly words: Int32Array;
  private readonly path: Uint8Array;
  private sent = 0;

  constructor(readonly memory = new SharedArrayBuffer(HEADER_BYTES + PATH_BYTES)) {
    this.words = new Int32Array(memory, 0, 4);
    this.path = new Uint8Array(memory, HEADER_BYTES);
  }

  // main thread
  consumed(): void {
    Atomics.add(this.words, CONSUMED, 1);
    Atomics.notify(this.words, CONSUMED);
  }

  stop(): void {
    Atomics.store(this.words, STOP, 1);
    Atomics.notify(this.words, CONSUMED);
  }

  signsOfLife(): number {
    return Atomics.load(this.words, ALIVE);
  }

  /** The directory that the walk entered last, as far as it fits. */
  directory(): Buffer {
    return Buffer.from(this.path.slice(0, Atomics.load(this.words, PATH_LENGTH)));
  }

  // scan's thread
  get stopped(): boolean {
    return Atomics.load(this.words, STOP) !== 0;
  }

  entered(path: Buffer, length: number): void {
    const shown = Math.min(length, PATH_BYTES);
    for (let i = 0; i < shown; i++) this.path[i] = path[i]!;
    Atomics.store(this.words, PATH_LENGTH, shown);
    Atomics.add(this.words, ALIVE, 1);
  }

  /** Waits until another batch may be sent; returns at once when stopped. */
  waitForCredit(): void {
    for (;;) {
      const consumed = Atomics.load(this.words, CONSUMED);
      if (this.stopped || this.sent - consumed < MAX_BATCHES_IN_FLIGHT) break;
      Atomics.wait(this.words, CONSUMED, consumed, WAIT_MS);
    }
    this.sent++;
    Atomics.add(this.words, ALIVE, 1);
  }
}
