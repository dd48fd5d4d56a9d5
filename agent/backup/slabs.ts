// The memory of a chunk worker: slabs of one fixed buffer. A slab is filled with chunks, waits for the server's answer, and is used again.
import { ID_BYTES } from '../../shared/hash/hash.js';

/** As many as one offer may name. */
export const SLAB_CHUNKS = 2_048;

export class Slab {
  /** Unique among this worker's fillings. */
  serial = 0;
  /** Bytes from `start` on that have been cut. */
  used = 0;
  chunks = 0;
  /** Part of a disk image. */
  image = false;
  readonly ids = Buffer.allocUnsafeSlow(SLAB_CHUNKS * ID_BYTES);
  readonly lengths = new Uint32Array(SLAB_CHUNKS);
  /** From the start of the slab; what lies between chunks was zero and became a hole. */
  readonly offsets = new Uint32Array(SLAB_CHUNKS);

  constructor(
    readonly start: number,
    readonly bytes: number,
  ) {}

  get end(): number {
    return this.start + this.bytes;
  }

  get free(): number {
    return this.bytes - this.used;
  }
}

export class SlabPool {
  private readonly freed: Slab[] = [];
  private readonly answered = new Map<number, Slab>();
  private lastSerial = 0;

  /** Slabs side by side from offset `from` of the memory on. */
  constructor(count: number, bytes: number, from: number) {
    for (let i = count - 1; i >= 0; i--) this.freed.push(new Slab(from + i * bytes, bytes));
  }

  take(): Slab | undefined {
    const slab = this.freed.pop();
    if (slab === undefined) return undefined;
    slab.used = 0;
    slab.chunks = 0;
    slab.serial = ++this.lastSerial;
    this.answered.set(slab.serial, slab);
    return slab;
  }

  get(serial: number): Slab {
    const slab = this.answered.get(serial);
    if (slab === undefined) throw new Error(`slab ${serial} is not in use`);
    return slab;
  }

  release(slab: Slab): void {
    this.answered.delete(slab.serial);
    this.freed.push(slab);
  }
}
