// Gathers chunks that leave their stored frame into new frames: for a reading stream, or for a pack that is compacted. Its memory is used again and again.
import { FRAME_TARGET_BYTES } from '../format/limits.js';
import { ID_BYTES } from '../hash/hash.js';
import { AUTO_LEVEL, type CodecChoice } from './codec.js';
import { FrameEncoder } from './frame.js';

export interface OutgoingFrame {
  codec: number;
  plainBytes: number;
  ids: Buffer;
  lengths: number[];
  payload: Uint8Array;
}

/** So that ids and lengths of a frame of tiny chunks fit in a message. */
const MAX_CHUNKS = 8_192;

export class Reframer {
  readonly #encoder = new FrameEncoder();
  #plain: Buffer | null = null;
  #ids = Buffer.alloc(0);
  #lengths: number[] = [];
  #bytes = 0;

  constructor(private readonly choice: CodecChoice = { codec: 'auto', level: AUTO_LEVEL }) {}

  get count(): number {
    return this.#lengths.length;
  }

  hasRoomFor(chunk: Buffer): boolean {
    return this.count === 0 || (this.count < MAX_CHUNKS && this.#bytes + chunk.length <= FRAME_TARGET_BYTES);
  }

  /** The chunk is at most FRAME_TARGET_BYTES long. */
  add(ids: Buffer, at: number, chunk: Buffer): void {
    this.#plain ??= Buffer.allocUnsafeSlow(FRAME_TARGET_BYTES);
    if (this.count * ID_BYTES === this.#ids.length) this.#ids = Buffer.concat([this.#ids, Buffer.alloc(Math.max(64 * ID_BYTES, this.#ids.length))]);
    ids.copy(this.#ids, this.count * ID_BYTES, at, at + ID_BYTES);
    chunk.copy(this.#plain, this.#bytes);
    this.#lengths.push(chunk.length);
    this.#bytes += chunk.length;
  }

  /** The frame so far; nothing of it is borrowed. */
  take(): OutgoingFrame {
    const plain = this.#plain!.subarray(0, this.#bytes);
    const { codec, payload } = this.#encoder.encode(plain, this.choice);
    const frame = { codec, plainBytes: this.#bytes, ids: Buffer.from(this.#ids.subarray(0, this.count * ID_BYTES)), lengths: this.#lengths, payload: Buffer.from(payload) };
    this.clear();
    return frame;
  }

  clear(): void {
    this.#lengths = [];
    this.#bytes = 0;
  }
}
