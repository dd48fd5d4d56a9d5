// Plain bytes of frames that another thread decoded and verified, and the way back for their memory.
import { FarvaultError } from '../../errors/errors.js';
import { FetchedChunks, type Plains } from '../read/chunks.js';
import type { DecodedFrame } from '../read/frame-decoder.js';
import type { Fetched } from '../read/read-session.js';

export type DecodedChunks = FetchedChunks<DecodedFrame>;

export class DecodedPlains implements Plains<DecodedFrame> {
  /** Memory that is done with. */
  freed: SharedArrayBuffer[] = [];
  /** How many needs a fetch still has to answer. */
  readonly #uses = new Map<DecodedChunks, number>();

  chunks(fetched: Fetched<DecodedFrame>, needs: number): DecodedChunks {
    const chunks = new FetchedChunks(fetched, this);
    this.#uses.set(chunks, needs);
    return chunks;
  }

  verified(frame: DecodedFrame, at: number): Buffer | null {
    if (frame.fault !== null) throw new FarvaultError(frame.fault.code, frame.fault.message);
    if (frame.wrong.includes(at)) return null;
    const { plain } = frame;
    if (Buffer.isBuffer(plain)) return plain;
    const { buffer, byteOffset, byteLength } = plain;
    return (frame.plain = Buffer.from(buffer, byteOffset, byteLength));
  }

  /** One of its needs is answered. After the last its memory goes back: nothing may look at it any more. */
  used(chunks: DecodedChunks): void {
    const left = this.#uses.get(chunks)! - 1;
    this.#uses.set(chunks, left);
    if (left > 0) return;
    this.#uses.delete(chunks);
    for (const { plain } of chunks.frames) if (plain.buffer instanceof SharedArrayBuffer) this.freed.push(plain.buffer);
  }
}
