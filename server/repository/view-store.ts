// A view on LevelDB: what can be rebuilt from packs and journal. LevelDB does not verify its own blocks, so every value carries a
// CRC-32C over key and value, a view that was not closed cleanly is first read whole in a child process (LevelDB may abort its
// process on damage), and whatever does not verify is a ViewDamagedError, on which the caller destroys the view and rebuilds it.
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Level as LevelDatabase } from 'level';
import { FarvaultError, messageOf, systemCode } from '../../shared/errors/errors.js';
import { crc32c } from '../../shared/hash/crc32c.js';
import { BATCH_RANGE, batchKey, batchNumber, encodeFirstBatch, isBatchKey } from './view-batches.js';
import { probeView } from './view-probe.js';
import type { ViewBatch, ViewStore } from './types.js';

export const CHECKSUM_BYTES = 4;
/** No view has keys of this shape: chunk keys are 32 or 48 bytes, catalog keys begin with a letter. */
const POSITION_KEY = Buffer.from('\u0000position');
/** Read ahead at a time when the whole view is walked. */
const SCAN_ENTRIES = 4_096;
const SCAN_BYTES = 512 << 10;
/** In the view's directory while it is open, and after an end that was not clean. */
const OPEN_MARKER = 'FARVAULT-OPEN';

export interface ViewOptions {
  cacheBytes?: number;
  /** LevelDB keeps up to two of these in memory. */
  writeBufferBytes?: number;
  maxOpenFiles?: number;
}

type Level = LevelDatabase<Buffer, Buffer>;

/** The view cannot be trusted: destroy it (`destroyView`) and rebuild it from packs and journal. */
export class ViewDamagedError extends FarvaultError {
  constructor(
    readonly directory: string,
    detail: string,
    cause?: unknown,
  ) {
    super('CORRUPT', `the view in ${directory} is damaged: ${detail}`, {
      remedy: 'Nothing stored is lost: restart backupd, or run `backupd rebuild`, to make the view anew.',
      ...(cause === undefined ? {} : { cause }),
    });
    this.name = 'ViewDamagedError';
  }
}

export class LevelView implements ViewStore {
  readonly #level: Level;
  #position: number;
  #positionWritten: number;
  #firstBatch = 1;
  #lastBatch = 0;
  #writing: Promise<void> = Promise.resolve();
  #damaged = false;

  private constructor(
    readonly directory: string,
    level: Level,
    position: number,
  ) {
    this.#level = level;
    this.#position = position;
    this.#positionWritten = position;
  }

  static async open(directory: string, options: ViewOptions): Promise<LevelView> {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    if (existsSync(path.join(directory, OPEN_MARKER))) {
      const damage = await probeView(directory);
      if (damage !== null) throw new ViewDamagedError(directory, damage);
    }
    placeMarker(directory);
    const level = openLevel(directory, options);
    try {
      await level.open();
      const stored = await level.get(POSITION_KEY);
      const value = stored === undefined ? Buffer.alloc(8) : checkedValue(POSITION_KEY, stored);
      if (value?.length !== 8) throw new Error('its journal position does not verify');
      const view = new LevelView(directory, level, Number(value.readBigUInt64LE()));
      await view.#countAnew();
      return view;
    } catch (error) {
      await level.close();
      if (levelCodes(error).includes('LEVEL_LOCKED')) {
        throw new FarvaultError('UNAVAILABLE', `the view in ${directory} is in use by another process`, { remedy: 'End the other backupd of this data directory.', cause: error });
      }
      throw new ViewDamagedError(directory, messageOf(error), error);
    }
  }

  /** The last journal record that this view covers; 0: none. */
  position(): number {
    return this.#position;
  }

  /** Everything up to journal record `position` has been given to `write`. It is stored with the next batch, or on close. */
  setPosition(position: number): void {
    this.#position = position;
  }

  async get(key: Buffer): Promise<Buffer | undefined> {
    return this.#check(key, await this.#guard(this.#level.get(key)));
  }

  async getMany(keys: Buffer[]): Promise<(Buffer | undefined)[]> {
    const values: (Buffer | undefined)[] = await this.#guard(this.#level.getMany(keys));
    for (let i = 0; i < values.length; i++) values[i] = this.#check(keys[i], values[i]);
    return values;
  }

  async *iterate(range: { gte?: Buffer; lt?: Buffer; reverse?: boolean; limit?: number }): AsyncIterable<[Buffer, Buffer]> {
    const { limit, ...bounds } = range;
    let left = limit ?? Infinity;
    if (left <= 0) return;
    for await (const entries of this.#batches(bounds, () => Math.min(left, 256), SCAN_BYTES)) {
      for (const entry of entries) {
        yield entry;
        if (--left <= 0) return;
      }
    }
  }

  /** All entries, in order, many at a time: a tenth of the cost of one at a time. */
  scan(): AsyncIterable<[Buffer, Buffer][]> {
    return this.#batches({}, () => SCAN_ENTRIES, SCAN_BYTES);
  }

  async *#batches(bounds: { gte?: Buffer; lt?: Buffer; reverse?: boolean }, size: () => number, highWaterMarkBytes: number): AsyncGenerator<[Buffer, Buffer][]> {
    const iterator = this.#level.iterator({ ...bounds, highWaterMarkBytes });
    try {
      for (;;) {
        const entries = await this.#guard(iterator.nextv(size()));
        if (entries.length === 0) return;
        const own = entries.filter(([key]) => !key.equals(POSITION_KEY) && !isBatchKey(key));
        for (const entry of own) entry[1] = this.#check(entry[0], entry[1])!;
        yield own;
      }
    } finally {
      await iterator.close();
    }
  }

  /** One atomic batch. Keys and values given to it are copied at once: the caller may reuse their buffers. */
  async write(fill: (batch: ViewBatch) => void): Promise<void> {
    const position = this.#position;
    const chain = this.#level.batch();
    let scratch = Buffer.allocUnsafe(64);
    const put = (key: Buffer, value: Buffer): void => {
      const total = value.length + CHECKSUM_BYTES;
      if (scratch.length !== total) scratch = Buffer.allocUnsafe(total);
      value.copy(scratch);
      scratch.writeUInt32LE(crc32c(value, crc32c(key)), value.length);
      chain.put(key, scratch);
    };
    fill({ put, delete: (key) => void chain.del(key) });
    if (position !== this.#positionWritten) put(POSITION_KEY, encodePosition(position));
    put(batchKey(++this.#lastBatch), encodeFirstBatch(this.#firstBatch));
    // One after the other, so that an end at any moment leaves no batch out.
    const before = this.#writing;
    const written = before.then(() => chain.write());
    this.#writing = written.catch(() => undefined);
    await written;
    this.#positionWritten = position;
  }

  /** Forgets the numbers of batches that are known to be whole. */
  async #countAnew(): Promise<void> {
    const old = await this.#level.keys(BATCH_RANGE).all();
    if (old.length > 0) this.#lastBatch = batchNumber(old[old.length - 1]);
    this.#firstBatch = this.#lastBatch + 1;
    await this.write((batch) => {
      for (const key of old) batch.delete(key);
    });
  }

  async close(): Promise<void> {
    try {
      if (this.#position !== this.#positionWritten) await this.write(() => undefined);
    } finally {
      await this.#level.close();
    }
    // A view that gave a damaged value keeps the mark, so that the next start probes it and rebuilds.
    if (!this.#damaged) rmSync(path.join(this.directory, OPEN_MARKER), { force: true });
  }

  async #guard<T>(reading: Promise<T>): Promise<T> {
    try {
      return await reading;
    } catch (error) {
      if (!levelCodes(error).includes('LEVEL_CORRUPTION')) throw error;
      this.#damaged = true;
      throw new ViewDamagedError(this.directory, messageOf(error), error);
    }
  }

  #check(key: Buffer, stored: Buffer | undefined): Buffer | undefined {
    if (stored === undefined) return undefined;
    const value = checkedValue(key, stored);
    if (value !== null) return value;
    this.#damaged = true;
    throw new ViewDamagedError(this.directory, `the value of key ${key.toString('hex').slice(0, 96)} fails its checksum`);
  }
}

/** Opens or makes the view. Throws ViewDamagedError when it must be destroyed and rebuilt. */
export function openViewStore(directory: string, options: ViewOptions = {}): Promise<LevelView> {
  return LevelView.open(directory, options);
}

/** The view's LevelDB, unopened; for the probe, too. */
export function openLevel(directory: string, options: ViewOptions = {}): Level {
  return new LevelDatabase<Buffer, Buffer>(directory, {
    keyEncoding: 'buffer',
    valueEncoding: 'buffer',
    // Ids do not compress.
    compression: false,
    cacheSize: options.cacheBytes ?? 8 << 20,
    writeBufferSize: options.writeBufferBytes ?? 4 << 20,
    maxFileSize: 8 << 20,
    maxOpenFiles: options.maxOpenFiles ?? 200,
  });
}

/** The value without its checksum, or null when it does not verify. */
export function checkedValue(key: Buffer, stored: Buffer): Buffer | null {
  const end = stored.length - CHECKSUM_BYTES;
  if (end < 0) return null;
  const value = stored.subarray(0, end);
  return crc32c(value, crc32c(key)) === stored.readUInt32LE(end) ? value : null;
}

/** Removes a closed view; the next open makes an empty one. */
export function destroyView(directory: string): void {
  rmSync(directory, { recursive: true, force: true });
}

/** LevelDB's word on an error is at the error or at its cause. */
function levelCodes(error: unknown): (string | undefined)[] {
  return [systemCode(error), error instanceof Error ? systemCode(error.cause) : undefined];
}

function encodePosition(position: number): Buffer {
  const value = Buffer.alloc(8);
  value.writeBigUInt64LE(BigInt(position));
  return value;
}

// Flushed, so that a loss of power cannot leave an unclean view without its mark.
function placeMarker(directory: string): void {
  closeSync(openSync(path.join(directory, OPEN_MARKER), 'w', 0o600));
  const handle = openSync(directory, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
