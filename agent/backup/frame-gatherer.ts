// Gathers wanted chunks, in the order in which they come, into frames of about one size, compresses each and posts it.
import { ID_BYTES } from '../../shared/hash/hash.js';
import { IMAGE_LEVEL, type CodecChoice } from '../../shared/codec/codec.js';
import { FrameEncoder } from '../../shared/codec/frame.js';
import { MAX_FRAME_PLAIN_BYTES } from '../../shared/format/limits.js';
import type { FrameMade } from './messages.js';
import { SLAB_CHUNKS, type Slab } from './slabs.js';

/** Frames posted that have not yet left for the wire: past it the worker waits, and its slabs fill up. */
const FRAMES_AHEAD = 3;
/** Payload memory is taken in steps, so that what comes back fits what is needed next. */
const BUFFER_STEP_BYTES = 128 << 10;
const SPARE_BUFFERS = 3;

export class FrameGatherer {
  private readonly plain = Buffer.allocUnsafeSlow(MAX_FRAME_PLAIN_BYTES);
  private readonly ids = Buffer.allocUnsafeSlow(SLAB_CHUNKS * ID_BYTES);
  private lengths: number[] = [];
  private slabs: number[] = [];
  private used = 0;
  private image = false;
  private ahead = FRAMES_AHEAD;
  private readonly spare: ArrayBuffer[] = [];
  private readonly encoder = new FrameEncoder();

  constructor(
    private choice: CodecChoice,
    private frameBytes: number,
    private readonly post: (frame: FrameMade, transfer: ArrayBuffer[]) => void,
  ) {}

  /** For a line that proved slow, or fast. */
  tune(frameBytes: number, level: number): void {
    this.frameBytes = frameBytes;
    this.choice = { codec: this.choice.codec, level };
  }

  frameSent(): void {
    this.ahead++;
  }

  frameBack(buffer: ArrayBuffer): void {
    if (this.spare.length < SPARE_BUFFERS) this.spare.push(buffer);
  }

  /** False: a frame must leave first; call again after `frameSent`. */
  add(memory: Buffer, slab: Slab, chunk: number): boolean {
    const length = slab.lengths[chunk];
    const full = this.lengths.length > 0 && (this.used + length > this.frameBytes || this.lengths.length === SLAB_CHUNKS);
    if (full && !this.flush()) return false;
    const start = slab.start + slab.offsets[chunk];
    memory.copy(this.plain, this.used, start, start + length);
    slab.ids.copy(this.ids, this.lengths.length * ID_BYTES, chunk * ID_BYTES, (chunk + 1) * ID_BYTES);
    this.used += length;
    this.image ||= slab.image;
    this.lengths.push(length);
    const last = this.slabs.length - 2;
    if (last >= 0 && this.slabs[last] === slab.serial) this.slabs[last + 1]++;
    else this.slabs.push(slab.serial, 1);
    return true;
  }

  /** False: too many frames are under way. True when there is nothing (left) to post. */
  flush(): boolean {
    if (this.lengths.length === 0) return true;
    if (this.ahead === 0) return false;
    const { codec, payload } = this.encoder.encode(this.plain.subarray(0, this.used), this.image ? this.imageChoice : this.choice);
    const buffer = this.buffer(payload.length);
    new Uint8Array(buffer).set(payload);
    const ids = new Uint8Array(this.ids.subarray(0, this.lengths.length * ID_BYTES));
    this.ahead--;
    this.post(
      { type: 'frame', codec, plainBytes: this.used, ids, lengths: this.lengths, buffer, payloadBytes: payload.length, slabs: this.slabs },
      [buffer, ids.buffer],
    );
    this.used = 0;
    this.image = false;
    this.lengths = [];
    this.slabs = [];
    return true;
  }

  private get imageChoice(): CodecChoice {
    const { codec, level } = this.choice;
    return { codec, level: Math.max(level, IMAGE_LEVEL) };
  }

  private buffer(bytes: number): ArrayBuffer {
    for (let i = 0; i < this.spare.length; i++) {
      if (this.spare[i].byteLength >= bytes) return this.spare.splice(i, 1)[0];
    }
    return new ArrayBuffer(Math.ceil(bytes / BUFFER_STEP_BYTES) * BUFFER_STEP_BYTES);
  }
}
