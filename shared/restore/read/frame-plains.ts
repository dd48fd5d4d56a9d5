// Plain bytes of frames as they were received: decoded when first needed, each chunk hashed before it is handed out. A view is good until three more
// frames have been decoded.
import { decodeFrame } from '../../codec/frame.js';
import { MAX_FRAME_PLAIN_BYTES } from '../../format/limits.js';
import { blake3, ID_BYTES } from '../../hash/hash.js';
import type { Plains } from './chunks.js';
import type { ReceivedFrame } from './read-session.js';

const DECODED_FRAMES = 4;

/** Memory for decoded frames, used again and again: fresh memory costs more than decoding into it. One per thread. */
export class FramePlains implements Plains<ReceivedFrame> {
  readonly #buffers: (Buffer | null)[] = new Array<Buffer | null>(DECODED_FRAMES).fill(null);
  readonly #owners: (ReceivedFrame | null)[] = new Array<ReceivedFrame | null>(DECODED_FRAMES).fill(null);
  #next = 0;

  verified(frame: ReceivedFrame, at: number, start: number): Buffer | null {
    const plain = this.#plainOf(frame);
    const hash = blake3(plain.subarray(start, start + frame.lengths[at]));
    return hash.compare(frame.ids, at * ID_BYTES, (at + 1) * ID_BYTES) === 0 ? plain : null;
  }

  #plainOf(frame: ReceivedFrame): Buffer {
    const held = this.#owners.indexOf(frame);
    if (held >= 0) return this.#buffers[held]!;
    const slot = this.#next;
    this.#next = (slot + 1) % DECODED_FRAMES;
    this.#owners[slot] = null;
    const buffer = (this.#buffers[slot] ??= Buffer.allocUnsafeSlow(MAX_FRAME_PLAIN_BYTES));
    decodeFrame(frame.codec, frame.payload, frame.plainBytes, buffer);
    this.#owners[slot] = frame;
    return buffer;
  }
}
