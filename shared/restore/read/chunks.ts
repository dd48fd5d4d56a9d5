// The chunks of one fetch, by id. Each was hashed again before it is handed out.
import { FarvaultError, type ErrorCode } from '../../errors/errors.js';
import { ID_BYTES } from '../../hash/hash.js';
import type { Fetched } from './read-session.js';

/** A verified chunk, borrowed: see where the plain bytes come from for how long. */
export interface ChunkView {
  plain: Buffer;
  start: number;
  length: number;
}

/** What a frame holds: ids of 32 bytes each, and lengths. */
export interface FrameChunks {
  ids: Uint8Array;
  lengths: number[];
}

/** Gives the plain bytes of frames. */
export interface Plains<F> {
  /** The frame's plain bytes, once chunk `at`, which stands at `start`, is known to match its id; null when it does not. Throws when the frame does not decode. */
  verified(frame: F, at: number, start: number): Buffer | null;
}

const REASONS: readonly ErrorCode[] = ['CORRUPT', 'MISSING', 'UNAVAILABLE'];

interface ChunkPlace<F> {
  frame: F;
  at: number;
  start: number;
}

export class FetchedChunks<F extends FrameChunks = FrameChunks> {
  readonly #frames: F[];
  readonly #fetched: Fetched<F>;
  readonly #plains: Plains<F>;
  readonly #view: ChunkView = { plain: Buffer.alloc(0), start: 0, length: 0 };
  // Chunks are nearly always taken in the order in which they came: the next one is tried before the table is made.
  #frame = 0;
  #chunk = 0;
  #offset = 0;
  #table: Map<string, ChunkPlace<F>> | null = null;

  constructor(fetched: Fetched<F>, plains: Plains<F>) {
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
      const at = this.#chunk++;
      const start = this.#offset;
      this.#offset += frame.lengths[at];
      return this.#verified(frame, at, start, id, length);
    }
    this.#table ??= this.#index();
    const place = this.#table.get(id.toString('latin1'));
    if (place === undefined) throw this.#absent(id);
    return this.#verified(place.frame, place.at, place.start, id, length);
  }

  /** What the fetch brought, for whoever takes its memory back. */
  get frames(): readonly F[] {
    return this.#frames;
  }

  #verified(frame: F, at: number, start: number, id: Buffer, length: number): ChunkView {
    const plain = frame.lengths[at] === length ? this.#plains.verified(frame, at, start) : null;
    if (plain === null) throw new FarvaultError('CORRUPT', `chunk ${id.toString('hex')} does not match its id`, { remedy: 'Run a verify on the server; the next backup of the file heals the chunk.' });
    this.#view.plain = plain;
    this.#view.start = start;
    this.#view.length = length;
    return this.#view;
  }

  #index(): Map<string, ChunkPlace<F>> {
    const table = new Map<string, ChunkPlace<F>>();
    for (const frame of this.#frames) {
      const ids = Buffer.from(frame.ids.buffer, frame.ids.byteOffset, frame.ids.byteLength);
      for (let at = 0, start = 0; at < frame.lengths.length; start += frame.lengths[at++]) {
        table.set(ids.toString('latin1', at * ID_BYTES, (at + 1) * ID_BYTES), { frame, at, start });
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
