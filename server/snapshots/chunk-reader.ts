// Plain chunks by id, frame by frame, with a few frames read ahead.
import { FarvaultError } from '../../shared/errors/errors.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import type { Place } from '../repository/index.js';
import { chunkAt, type FrameCache } from './frame-cache.js';
import { movedChunks } from './moved-chunks.js';
import type { ChunkSource } from './types.js';

/** Frames in flight beside the one in use. */
const READ_AHEAD_FRAMES = 3;

export class ChunkReader {
  readonly #source: ChunkSource;
  readonly #frames: FrameCache;

  constructor(source: ChunkSource, frames: FrameCache) {
    this.#source = source;
    this.#frames = frames;
  }

  /** Each chunk of `ids`, in order; its bytes are shared: not to be changed. MISSING, CORRUPT or IO at the first that cannot be had. */
  async *read(ids: Buffer, signal?: AbortSignal): AsyncGenerator<Buffer, void, undefined> {
    const places = await this.#source.locateStored(ids);
    let ahead = 0;
    let started = 0;
    let reached = 0;
    for (let i = 0; i < places.length; i++) {
      signal?.throwIfAborted();
      let place = placeOf(places, i, ids);
      if (isNewFrame(places, i)) reached++;
      for (; ahead < places.length && started - reached < READ_AHEAD_FRAMES; ahead++) {
        const next = places[ahead];
        if (next === null || next === undefined || !isNewFrame(places, ahead)) continue;
        // A failure is met again, and told, when the frame's turn comes.
        this.#frames.get(next).catch(() => undefined);
        started++;
      }
      let chunk: Buffer;
      try {
        chunk = chunkAt(await this.#frames.get(place), place, ids, i * ID_BYTES);
      } catch (error) {
        const rest = await movedChunks(ids.subarray(i * ID_BYTES), place, error, this.#source);
        if (rest === null || rest[0] === null) throw error;
        for (const [k, moved] of rest.entries()) if (moved !== null) places[i + k] = moved;
        [ahead, started] = [i + 1, reached];
        place = rest[0];
        chunk = chunkAt(await this.#frames.get(place), place, ids, i * ID_BYTES);
      }
      yield chunk;
    }
  }

  async readOne(id: Buffer): Promise<Buffer> {
    const places = await this.#source.locateStored(id);
    const place = placeOf(places, 0, id);
    try {
      return chunkAt(await this.#frames.get(place), place, id, 0);
    } catch (error) {
      const [now] = (await movedChunks(id, place, error, this.#source)) ?? [null];
      if (now === null || now === undefined) throw error;
      return chunkAt(await this.#frames.get(now), now, id, 0);
    }
  }
}

function isNewFrame(places: (Place | null)[], i: number): boolean {
  const place = places[i]!;
  const before = i === 0 ? null : places[i - 1];
  return before === null || before === undefined || place === null || before.pack !== place.pack || before.frameOffset !== place.frameOffset;
}

function placeOf(places: (Place | null)[], i: number, ids: Buffer): Place {
  const place = places[i];
  if (place === null || place === undefined) {
    throw new FarvaultError('MISSING', `chunk ${ids.toString('hex', i * ID_BYTES, (i + 1) * ID_BYTES)} is not held`, {
      remedy: 'The next backup of what it belongs to sends it again.',
    });
  }
  return place;
}
