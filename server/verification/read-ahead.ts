// Sequential reading of a file in blocks, the next one under way while one is worked on, in two buffers that are used again.
import { read } from 'node:fs';
import { promisify } from 'node:util';

const readAsync = promisify(read);
const BLOCK_BYTES = 4 << 20;
/** What may be left of one block when the next is needed: more than the largest frame with its table. */
export const CARRY_BYTES = 4 << 20;

export class ReadAhead {
  #buffer = Buffer.allocUnsafeSlow(CARRY_BYTES + BLOCK_BYTES);
  #other = Buffer.allocUnsafeSlow(CARRY_BYTES + BLOCK_BYTES);
  /** Offset in the file of the buffer's first byte, and behind its last read one. */
  #base = 0;
  #end = 0;
  #limit = 0;
  #fd = -1;
  #next: Promise<number> = Promise.resolve(0);

  /** From `from` to `limit`; what was read before is forgotten. */
  async open(fd: number, from: number, limit: number): Promise<void> {
    await this.settle();
    this.#fd = fd;
    this.#limit = limit;
    this.#base = from - CARRY_BYTES;
    this.#end = from;
    this.#start();
  }

  /** Resolves when nothing reads the file any more. */
  async settle(): Promise<void> {
    await this.#next.catch(() => 0);
  }

  get end(): number {
    return this.#end;
  }

  /** Bytes `from` on, as many as are here; borrowed until the next `more`. */
  here(from: number): Buffer {
    return this.#buffer.subarray(from - this.#base, this.#end - this.#base);
  }

  /** Reads the next block; what stands from `keepFrom` on (CARRY_BYTES at most) stays. False: the end was reached before. Rejects as reading does. */
  async more(keepFrom: number): Promise<boolean> {
    const bytes = await this.#next;
    if (bytes === 0) return false;
    const kept = this.#end - keepFrom;
    this.#buffer.copy(this.#other, CARRY_BYTES - kept, keepFrom - this.#base, this.#end - this.#base);
    [this.#buffer, this.#other] = [this.#other, this.#buffer];
    this.#base = this.#end - CARRY_BYTES;
    this.#end += bytes;
    this.#start();
    return true;
  }

  /** At least `bytes` from `from` on (CARRY_BYTES at most), or null when the file ends before. */
  async need(from: number, bytes: number): Promise<Buffer | null> {
    while (this.#end - from < bytes) if (!(await this.more(from))) return null;
    return this.here(from).subarray(0, bytes);
  }

  #start(): void {
    this.#next = this.#block(this.#other, this.#end);
    this.#next.catch(() => 0);
  }

  async #block(into: Buffer, from: number): Promise<number> {
    const wanted = Math.max(0, Math.min(BLOCK_BYTES, this.#limit - from));
    let done = 0;
    while (done < wanted) {
      const { bytesRead } = await readAsync(this.#fd, into, CARRY_BYTES + done, wanted - done, from + done);
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return done;
  }
}
