// Decoded frames, bounded by bytes, least recently used out first. Serves reads, proofs and commit checks. One load at a time of each frame.
import { decodeFrame } from '../../shared/codec/frame.js';
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import type { Place, StoredFrame } from '../repository/index.js';
import type { ChunkSource } from './types.js';

export interface DecodedFrame {
  ids: Buffer;
  /** Where each chunk begins in `plain`, and at the end its length. */
  starts: Uint32Array;
  plain: Buffer;
}

export class FrameCache {
  readonly #source: ChunkSource;
  readonly #maxBytes: number;
  /** In the order of use. */
  readonly #frames = new Map<string, DecodedFrame>();
  readonly #loading = new Map<string, Promise<DecodedFrame>>();
  #bytes = 0;

  constructor(source: ChunkSource, maxBytes: number) {
    this.#source = source;
    this.#maxBytes = maxBytes;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get(place: { pack: number; frameOffset: number }): Promise<DecodedFrame> {
    const key = `${place.pack}:${place.frameOffset}`;
    const cached = this.#frames.get(key);
    if (cached !== undefined) {
      this.#frames.delete(key);
      this.#frames.set(key, cached);
      return Promise.resolve(cached);
    }
    let loading = this.#loading.get(key);
    if (loading === undefined) {
      loading = this.#load(place, key).finally(() => this.#loading.delete(key));
      this.#loading.set(key, loading);
    }
    return loading;
  }

  /** The frame if it is here. */
  peek(place: { pack: number; frameOffset: number }): DecodedFrame | undefined {
    return this.#frames.get(`${place.pack}:${place.frameOffset}`);
  }

  /** For a caller who has read the stored frame already. */
  async decode(stored: StoredFrame): Promise<DecodedFrame> {
    const key = `${stored.pack}:${stored.frameOffset}`;
    const cached = this.#frames.get(key);
    if (cached !== undefined) return cached;
    const count = stored.lengths.length;
    try {
      const starts = new Uint32Array(count + 1);
      for (let i = 0; i < count; i++) starts[i + 1] = starts[i] + stored.lengths[i];
      if (stored.ids.length !== count * ID_BYTES || starts[count] !== stored.plainBytes) {
        throw new FarvaultError('CORRUPT', 'its table of chunks does not add up');
      }
      const plain = decodeFrame(stored.codec, stored.payload, stored.plainBytes);
      const frame = { ids: stored.ids, starts, plain };
      this.#keep(key, frame);
      return frame;
    } catch (error) {
      // Another format than ours is no damage.
      if (!isFarvaultError(error, 'CORRUPT')) throw error;
      const reason = `frame at ${stored.frameOffset} of pack ${stored.pack}: ${messageOf(error)}`;
      await this.#source.quarantine(stored.ids, reason, stored);
      throw new FarvaultError('CORRUPT', reason, { remedy: 'The next backup of what it holds heals it.', cause: error });
    }
  }

  async #load(place: { pack: number; frameOffset: number }, key: string): Promise<DecodedFrame> {
    const stored = await this.#source.readFrame(place);
    return this.#frames.get(key) ?? (await this.decode(stored));
  }

  #keep(key: string, frame: DecodedFrame): void {
    this.#frames.set(key, frame);
    this.#bytes += sizeOf(frame);
    for (const [oldest, old] of this.#frames) {
      if (this.#bytes <= this.#maxBytes || oldest === key) break;
      this.#frames.delete(oldest);
      this.#bytes -= sizeOf(old);
    }
  }
}

function sizeOf(frame: DecodedFrame): number {
  return frame.plain.length + frame.ids.length + frame.starts.byteLength;
}

/** The chunk's plain bytes, a part of the frame's. CORRUPT when the frame holds another chunk at that place: the index is wrong, not the frame. */
export function chunkAt(frame: DecodedFrame, place: Place, ids: Buffer, at: number): Buffer {
  let low = 0;
  let high = frame.starts.length - 2;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if (frame.starts[middle] <= place.offsetInFrame) low = middle;
    else high = middle - 1;
  }
  // Chunks of no bytes share their start with the next.
  while (low > 0 && frame.starts[low - 1] === place.offsetInFrame && !holds(frame, low, ids, at)) low--;
  const end = place.offsetInFrame + place.length;
  if (high < 0 || frame.starts[low] !== place.offsetInFrame || frame.starts[low + 1] !== end || !holds(frame, low, ids, at)) {
    throw new FarvaultError('CORRUPT', `the chunk index names a wrong place for chunk ${ids.toString('hex', at, at + ID_BYTES)}`, {
      remedy: 'Run `backupd rebuild` to make the index anew; nothing stored is lost.',
    });
  }
  return frame.plain.subarray(place.offsetInFrame, end);
}

function holds(frame: DecodedFrame, ordinal: number, ids: Buffer, at: number): boolean {
  return frame.ids.compare(ids, at, at + ID_BYTES, ordinal * ID_BYTES, (ordinal + 1) * ID_BYTES) === 0;
}
