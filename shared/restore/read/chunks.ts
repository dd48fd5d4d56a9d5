// The chunks of one fetch: frames are decoded when first needed, and each chunk is hashed again before it is handed out.
import { decodeFrame } from '../../codec/frame.js';
import { FarvaultError, type ErrorCode } from '../../errors/errors.js';
import { MAX_FRAME_PLAIN_BYTES } from '../../format/limits.js';
import { blake3, ID_BYTES } from '../../hash/hash.js';
import type { Fetched, ReceivedFrame } from './read-session.js';

/** A verified chunk, borrowed: valid until three more frames have been decoded. */
export interface ChunkView {
  plain: Buffer;
  start: number;
  length: number;
}

const DECODED_FRAMES = 4;
const REASONS: readonly ErrorCode[] = ['CORRUPT', 'MISSING', 'UNAVAILABLE'];

/** Memory for decoded frames, used again and again: fresh memory costs more than decoding into it. One per thread. */
export class FramePlains {
  readonly #buffers: (Buffer | null)[] = new Array<Buffer | null>(DECODED_FRAMES).fill(null);
  readonly #owners: (ReceivedFrame | null)[] = new Array<ReceivedFrame | null>(DECODED_FRAMES).fill(null);
  #next = 0;

  plainOf(frame: ReceivedFrame): Buffer {
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

  /** Lets go of the frames themselves; the memory stays. */
  forget(): void {
    this.#owners.fill(null);
  }
}

export class FetchedChunks {
  readonly #frames: ReceivedFrame[];
  readonly #fetched: Fetched;
  readonly #plains: FramePlains;
  readonly #view: ChunkView = { plain: Buffer.alloc(0), start: 0, length: 0 };
  // Chunks are nearly always taken in the order in which they came: the next one is tried before the table is made.
  #frame = 0;
  #chunk = 0;
  #offset = 0;
  #table: Map<string, { frame: ReceivedFrame; start: number; length: number }> | null = null;

  constructor(fetched: Fetched, plains: FramePlains) {
    this.#fetched = fetched;
    this.#frames = fetched.frames;
    this.#plains = plains;
  }

  /** The chunk with this id and length, verified; CORRUPT, MISSING or UNAVAILABLE when there is none. */
  get(id: Buffer, length: number): ChunkView {
    while (this.#frame < this.#frames.length && this.#chunk >= this.#frames[this.#frame].lengths.length) {
      this.#frame++;
      this.#chunk = 0;
      this.#offset = 0;
    }
    const frame = this.#frames[this.#frame];
    if (frame !== undefined && id.compare(frame.ids, this.#chunk * ID_BYTES, (this.#chunk + 1) * ID_BYTES) === 0) {
      const start = this.#offset;
      const bytes = frame.lengths[this.#chunk];
      this.#chunk++;
      this.#offset += bytes;
      return this.#verified(frame, start, bytes, id, length);
    }
    this.#table ??= this.#index();
    const place = this.#table.get(id.toString('latin1'));
    if (place === undefined) throw this.#absent(id);
    return this.#verified(place.frame, place.start, place.length, id, length);
  }

  #verified(frame: ReceivedFrame, start: number, bytes: number, id: Buffer, length: number): ChunkView {
    const plain = this.#plains.plainOf(frame);
    if (bytes !== length || !blake3(plain.subarray(start, start + bytes)).equals(id)) {
      throw new FarvaultError('CORRUPT', `chunk ${id.toString('hex')} does not match its id`, { remedy: "Check the server's disk; the next backup of the file heals the chunk." });
    }
    this.#view.plain = plain;
    this.#view.start = start;
    this.#view.length = bytes;
    return this.#view;
  }

  #index(): Map<string, { frame: ReceivedFrame; start: number; length: number }> {
    const table = new Map<string, { frame: ReceivedFrame; start: number; length: number }>();
    for (const frame of this.#frames) {
      const ids = Buffer.from(frame.ids.buffer, frame.ids.byteOffset, frame.ids.byteLength);
      let start = 0;
      for (let at = 0; at < frame.lengths.length; at++) {
        table.set(ids.toString('latin1', at * ID_BYTES, (at + 1) * ID_BYTES), { frame, start, length: frame.lengths[at] });
        start += frame.lengths[at];
      }
    }
    return table;
  }

  #absent(id: Buffer): FarvaultError {
    const { failed, failure } = this.#fetched;
    for (let at = 0; at < failed.length; at += ID_BYTES) {
      if (id.compare(failed, at, at + ID_BYTES) !== 0) continue;
      const code = REASONS.find((reason) => failure.includes(reason)) ?? 'MISSING';
      return new FarvaultError(code, `chunk ${id.toString('hex')} cannot be given by the server: ${failure}`, { remedy: 'Restore the file from another snapshot; the next backup of it heals the chunk.' });
    }
    return new FarvaultError('MISSING', `chunk ${id.toString('hex')} was asked for and not sent`, { remedy: 'Check the disk of the server; `backupd rebuild` there takes stock of what is whole.' });
  }
}
