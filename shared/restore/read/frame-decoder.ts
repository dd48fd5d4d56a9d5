// Decodes frames as they come and hashes each chunk again, for a reader on another thread: the thread that talks to the server has time for it, the
// one that writes has not. The memory goes to the reader and comes back: fresh memory costs more than decoding into it.
import { decodeFrame } from '../../codec/frame.js';
import { isFarvaultError, messageOf, type ErrorCode } from '../../errors/errors.js';
import { MAX_FRAME_PLAIN_BYTES } from '../../format/limits.js';
import { blake3, ID_BYTES } from '../../hash/hash.js';
import type { FrameChunks } from './chunks.js';
import type { ReceivedFrame } from './read-session.js';

/** A smaller frame gets memory of its own size, which does not come back. */
const REUSED_LEAST_BYTES = 256 * 1024;
/** Memory kept for later: what may be out at once fits in it. */
const KEPT_MAX = 28;

/** Structured-clonable. */
export interface DecodedFrame extends FrameChunks {
  /** Chunks stand at the start of it. Shared memory goes round; other memory is the frame's own. */
  plain: Uint8Array;
  /** Numbers of the chunks that do not match their ids. */
  wrong: number[];
  /** The frame cannot be decoded. */
  fault: { code: ErrorCode; message: string } | null;
}

export class FrameDecoder {
  // Shared, because V8 counts memory that is handed over as newly allocated, and collects garbage again and again for it.
  readonly #kept: SharedArrayBuffer[] = [];

  decode({ codec, plainBytes, ids, lengths, payload }: ReceivedFrame): DecodedFrame {
    const plain = plainBytes < REUSED_LEAST_BYTES ? Buffer.allocUnsafeSlow(plainBytes) : Buffer.from(this.#kept.pop() ?? new SharedArrayBuffer(MAX_FRAME_PLAIN_BYTES));
    const decoded: DecodedFrame = { ids: new Uint8Array(ids), lengths, plain, wrong: [], fault: null };
    try {
      decodeFrame(codec, payload, plainBytes, plain);
      for (let at = 0, start = 0; at < lengths.length; start += lengths[at++]) {
        if (blake3(plain.subarray(start, start + lengths[at])).compare(ids, at * ID_BYTES, (at + 1) * ID_BYTES) !== 0) decoded.wrong.push(at);
      }
    } catch (error) {
      decoded.fault = { code: isFarvaultError(error) ? error.code : 'INTERNAL', message: messageOf(error) };
    }
    return decoded;
  }

  takeBack(memory: SharedArrayBuffer[]): void {
    for (const buffer of memory) if (this.#kept.length < KEPT_MAX) this.#kept.push(buffer);
  }
}
