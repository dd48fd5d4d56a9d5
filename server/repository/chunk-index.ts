// Chunk id to place: a view. New places answer at once from memory; they reach LevelDB in the background, by count or by time.
// Two layers of memory stand over LevelDB, the one that is being written and the one that takes what comes meanwhile, so that a
// look-up never misses what was added. An entry that names a pack which is there no more counts for nothing, and goes when the index is walked the next
// time: so removing a pack costs nothing here. Value layout: docs/formats.md, Views.
import { FarvaultError } from '../../shared/errors/errors.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { IdTable } from '../../shared/store/id-table.js';
import type { Clock } from '../../shared/time/clock.js';
import { WriteBehind } from '../../shared/async/write-behind.js';
import type { LevelView } from './view-store.js';
import type { Place } from './types.js';

export const PLACE_BYTES = 18;
const FLUSH_ENTRIES = 32_768;
const FLUSH_AFTER_MS = 1_000;
const MAX_BUFFERED_ENTRIES = 4 * FLUSH_ENTRIES;
/** Small enough that filling one batch does not hold up the event loop. */
const BATCH_ENTRIES = 2_048;
/** Noted as outdated before they are taken out of LevelDB. */
const MAX_OUTDATED = 8_192;

// Words of a place in memory. Pack 0 does not exist: it stands for a chunk that was removed.
const PACK = 0;
const FRAME_LOW = 1;
const FRAME_HIGH = 2;
const OFFSET = 3;
const LENGTH = 4;
const WORDS = 5;
const REMOVED = 0;

export class ChunkIndex {
  readonly #view: LevelView;
  readonly #behind: WriteBehind<IdTable>;
  #covered: number;
  /** Removed since the layer of that name was begun, for LevelDB alone: memory did not have them. */
  #removed: Removals = new Map();
  #removing: Removals = new Map();

  /** `isThere`: whether the repository has this pack. */
  constructor(
    view: LevelView,
    clock: Clock,
    private readonly isThere: (pack: number) => boolean,
  ) {
    this.#view = view;
    this.#covered = view.position();
    this.#behind = new WriteBehind({
      clock,
      name: 'chunk index',
      makeLayer: () => new IdTable(WORDS, FLUSH_ENTRIES),
      write: (layer) => this.#write(layer, this.#covered),
      flushEntries: FLUSH_ENTRIES,
      flushAfterMs: FLUSH_AFTER_MS,
      maxEntries: MAX_BUFFERED_ENTRIES,
    });
  }

  /** For each 32-byte id: its place, or null when it is not held. */
  async locate(ids: Buffer): Promise<(Place | null)[]> {
    const places = await this.#lookUp(ids);
    const gone: number[] = [];
    for (const [i, place] of places.entries()) if (place !== null && !this.isThere(place.pack)) gone.push(i);
    if (gone.length === 0) return places;
    // The pack may have been removed while we looked: then what was wanted of it is found elsewhere now.
    const now = await this.#lookUp(Buffer.concat(gone.map((i) => ids.subarray(i * ID_BYTES, (i + 1) * ID_BYTES))));
    for (const [k, i] of gone.entries()) places[i] = now[k];
    return places.map((place) => (place !== null && this.isThere(place.pack) ? place : null));
  }

  /** Places of packs that are there no more included. */
  async #lookUp(ids: Buffer): Promise<(Place | null)[]> {
    const count = ids.length / ID_BYTES;
    const places = new Array<Place | null>(count).fill(null);
    const keys: Buffer[] = [];
    const positions: number[] = [];
    for (let i = 0; i < count; i++) {
      const at = i * ID_BYTES;
      const found = this.#inMemory(ids, at);
      if (found !== undefined) {
        places[i] = found;
      } else {
        keys.push(ids.subarray(at, at + ID_BYTES));
        positions.push(i);
      }
    }
    if (keys.length === 0) return places;
    const [removed, removing] = [this.#removed, this.#removing];
    const values = await this.#view.getMany(keys);
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      if (value === undefined) continue;
      const place = decodePlace(value);
      if (!isRemoved(removed, keys[i], place) && !isRemoved(removing, keys[i], place)) places[positions[i]] = place;
    }
    return places;
  }

  /** Every id with its place, in the order of ids, some thousand at a time. What is added or removed meanwhile may come or not; what moves to another pack does come. */
  async *entries(signal: AbortSignal): AsyncGenerator<{ ids: Buffer; places: Place[] }> {
    await this.flush();
    for await (const entries of this.#view.scan()) {
      signal.throwIfAborted();
      const there: Buffer[] = [];
      const places: Place[] = [];
      const gone: [Buffer, Place][] = [];
      for (const [id, value] of entries) {
        const place = decodePlace(value);
        if (!this.isThere(place.pack)) {
          gone.push([id, place]);
          continue;
        }
        there.push(id);
        places.push(place);
      }
      if (gone.length > 0) await this.#leaveOut(gone, there, places);
      if (there.length > 0) yield { ids: Buffer.concat(there, there.length * ID_BYTES), places };
    }
  }

  /** Of entries whose pack has gone: those that lie elsewhere by now go to `there` and `places`, the others out of LevelDB. */
  async #leaveOut(gone: readonly [Buffer, Place][], there: Buffer[], places: Place[]): Promise<void> {
    const now = await this.locate(Buffer.concat(gone.map(([id]) => id)));
    for (const [i, [id, { pack, frameOffset }]] of gone.entries()) {
      const place = now[i];
      if (place === null) {
        noteRemoved(this.#removed, id, 0, pack, frameOffset);
      } else {
        there.push(id);
        places.push(place);
      }
    }
    if (this.#removed.size >= MAX_OUTDATED) await this.flush();
  }

  /** The chunks of a durable frame, but those in `except` (hexadecimal): they may lie elsewhere. Answered from now on. */
  add(frame: { ids: Buffer; lengths: ArrayLike<number> }, pack: number, frameOffset: number, except?: ReadonlySet<string>): void {
    const table = this.#behind.active;
    const low = frameOffset >>> 0;
    const high = Math.floor(frameOffset / 0x1_0000_0000);
    let offset = 0;
    for (let i = 0; i < frame.lengths.length; offset += frame.lengths[i++]) {
      if (except?.has(frame.ids.toString('hex', i * ID_BYTES, (i + 1) * ID_BYTES)) === true) continue;
      const at = table.add(frame.ids, i * ID_BYTES);
      table.setWord(at, PACK, pack);
      table.setWord(at, FRAME_LOW, low);
      table.setWord(at, FRAME_HIGH, high);
      table.setWord(at, OFFSET, offset);
      table.setWord(at, LENGTH, frame.lengths[i]);
    }
    this.#behind.changed();
  }

  /** From now on these ids are not held in this frame. One that has come again meanwhile, and lies elsewhere, stays held. */
  remove(ids: Buffer, pack: number, frameOffset: number): void {
    const table = this.#behind.active;
    for (let at = 0; at < ids.length; at += ID_BYTES) {
      const newest = this.#inMemory(ids, at);
      if (newest === undefined) noteRemoved(this.#removed, ids, at, pack, frameOffset);
      else if (newest !== null && newest.pack === pack && newest.frameOffset === frameOffset) table.setWord(table.add(ids, at), PACK, REMOVED);
    }
    this.#behind.changed();
  }

  /** Everything up to this journal record has been given to `add` and `remove`. */
  covers(position: number): void {
    this.#covered = position;
  }

  /** Resolves when there is room for more; rejects when writing has failed. */
  ready(): Promise<void> {
    return this.#behind.ready();
  }

  /** Writes everything that was added before the call. */
  flush(): Promise<void> {
    return this.#behind.flush();
  }

  /** Flushes; the view itself stays open. */
  close(): Promise<void> {
    return this.#behind.close();
  }

  #inMemory(ids: Buffer, at: number): Place | null | undefined {
    let table = this.#behind.active;
    let position = table.find(ids, at);
    if (position === -1 && this.#behind.writing !== null) {
      table = this.#behind.writing;
      position = table.find(ids, at);
    }
    if (position === -1) return undefined;
    const pack = table.word(position, PACK);
    if (pack === REMOVED) return null;
    return {
      pack,
      frameOffset: table.word(position, FRAME_HIGH) * 0x1_0000_0000 + table.word(position, FRAME_LOW),
      offsetInFrame: table.word(position, OFFSET),
      length: table.word(position, LENGTH),
    };
  }

  /** An id that has come again since lies elsewhere in LevelDB, and stays. */
  async #writeRemoved(): Promise<void> {
    this.#removing = this.#removed;
    this.#removed = new Map();
    const all = [...this.#removing.keys()];
    for (let from = 0; from < all.length; from += BATCH_ENTRIES) {
      const keys = all.slice(from, from + BATCH_ENTRIES).map((id) => Buffer.from(id, 'hex'));
      const values = await this.#view.getMany(keys);
      await this.#view.write((batch) => {
        for (const [i, value] of values.entries()) if (value !== undefined && isRemoved(this.#removing, keys[i], decodePlace(value))) batch.delete(keys[i]);
      });
    }
    this.#removing = new Map();
  }

  async #write(table: IdTable, position: number): Promise<void> {
    if (this.#removed.size > 0) await this.#writeRemoved();
    const ids = table.ids();
    const value = Buffer.allocUnsafe(PLACE_BYTES);
    for (let from = 0; from < table.size; from += BATCH_ENTRIES) {
      const to = Math.min(table.size, from + BATCH_ENTRIES);
      if (to === table.size) this.#view.setPosition(position);
      await this.#view.write((batch) => {
        for (let i = from; i < to; i++) {
          const key = ids.subarray(i * ID_BYTES, (i + 1) * ID_BYTES);
          if (table.word(i, PACK) === REMOVED) batch.delete(key);
          else batch.put(key, encodePlace(table, i, value));
        }
      });
    }
    if (table.size === 0) this.#view.setPosition(position);
  }
}

/** Hexadecimal id to the places ("pack:frame") at which it is not held any more. */
type Removals = Map<string, Set<string>>;

function noteRemoved(removals: Removals, ids: Buffer, at: number, pack: number, frameOffset: number): void {
  const id = ids.toString('hex', at, at + ID_BYTES);
  const places = removals.get(id) ?? new Set<string>();
  places.add(`${pack}:${frameOffset}`);
  removals.set(id, places);
}

function isRemoved(removals: Removals, id: Buffer, place: Place): boolean {
  return removals.size > 0 && removals.get(id.toString('hex'))?.has(`${place.pack}:${place.frameOffset}`) === true;
}

function encodePlace(table: IdTable, i: number, value: Buffer): Buffer {
  value.writeUInt32LE(table.word(i, PACK), 0);
  value.writeUInt32LE(table.word(i, FRAME_LOW), 4);
  value.writeUInt16LE(table.word(i, FRAME_HIGH), 8);
  value.writeUInt32LE(table.word(i, OFFSET), 10);
  value.writeUInt32LE(table.word(i, LENGTH), 14);
  return value;
}

/** Throws CORRUPT when the value has another size. */
export function decodePlace(value: Buffer): Place {
  if (value.length !== PLACE_BYTES) {
    throw new FarvaultError('CORRUPT', `a place in the chunk index has ${value.length} bytes, not ${PLACE_BYTES}`, {
      remedy: 'Run `backupd rebuild` to make the index anew; nothing stored is lost.',
    });
  }
  return {
    pack: value.readUInt32LE(0),
    frameOffset: value.readUIntLE(4, 6),
    offsetInFrame: value.readUInt32LE(10),
    length: value.readUInt32LE(14),
  };
}
