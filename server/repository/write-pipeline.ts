// Records into packs, many at a time: write → flush → journal the range → flush the journal → resolve. The next records are written while
// the last ones are flushed, and packs are flushed while the journal is; order is kept throughout.
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { blake3 } from '../../shared/hash/hash.js';
import { encodeRecordHead } from '../../shared/store/pack-format.js';
import type { Clock } from '../../shared/time/clock.js';
import type { Journal } from './journal.js';
import { OpenPack, type PackDirectory, type PlacedRecord } from './open-pack.js';
import type { PackRange } from './pack-state.js';
import type { JournalBody, JournalRecord } from './types.js';

const MAX_WAITING_RECORDS = 16_384;
const MAX_BATCH_RECORDS = 256;
const MAX_BATCH_BYTES = 16 << 20;
/** Written, not yet acknowledged. */
export const MAX_UNACKNOWLEDGED_BYTES = 96 << 20;

export interface RecordToStore {
  kind: number;
  codec: number;
  flags: number;
  plainBytes: number;
  ids: Buffer;
  lengths: ArrayLike<number>;
  payload: Buffer;
  /** What is journalled right behind the range that holds this record, in the same flush. */
  follow?: (pack: number, offset: number) => JournalBody;
}

export interface StoredRecord {
  pack: number;
  offset: number;
  storedBytes: number;
  /** The record made by `follow`. */
  followed: JournalRecord | null;
}

interface Entry extends PlacedRecord {
  /** Null: the pack that is written ends here. */
  record: RecordToStore | null;
  resolve(stored: StoredRecord): void;
  reject(error: unknown): void;
}

interface Written {
  pack: OpenPack;
  entries: Entry[];
  from: number;
  to: number;
  checksums: Buffer[];
  sealed: boolean;
}

/** Frames of a range, for the chunk index: what `Journal` hands on with the range's record. */
export class RangeFrames {
  constructor(readonly frames: readonly { ids: Buffer; lengths: ArrayLike<number>; pack: number; offset: number }[]) {}
}

export interface PipelineOptions {
  packs: PackDirectory;
  journal: Journal;
  clock: Clock;
  packBytes: number;
  /** Waits until the chunk index takes more. */
  indexReady(): Promise<void>;
  onFailed(error: FarvaultError): void;
}

export class WritePipeline {
  #waiting: Entry[] = [];
  #written: Written[] = [];
  #unacknowledgedBytes = 0;
  #beginning = 0;
  #writing: Promise<void> | null = null;
  #flushing: Promise<void> | null = null;
  readonly #acknowledging = new Set<Promise<void>>();
  #failed: FarvaultError | null = null;
  #closed = false;

  constructor(
    private readonly options: PipelineOptions,
    private pack: OpenPack | null,
    private lastPack: number,
  ) {}

  /** Resolves when the record is durable and journalled. */
  async store(record: RecordToStore): Promise<StoredRecord> {
    return this.#enqueue(record, encodeRecordHead({ ...record, payloadBytes: record.payload.length }), record.payload, record.lengths.length);
  }

  /** Ends the pack that is written, behind everything that was given to `store` before. Resolves when that is journalled; at once when the pack holds nothing. */
  async sealPack(): Promise<void> {
    await this.#enqueue(null, Buffer.alloc(0), Buffer.alloc(0), 0);
  }

  /** The highest number that a pack has been given, or is just being given: its file may be there. */
  get newestPack(): number {
    return Math.max(this.lastPack, this.#beginning);
  }

  #enqueue(record: RecordToStore | null, head: Buffer, payload: Buffer, chunks: number): Promise<StoredRecord> {
    if (this.#failed !== null) return Promise.reject(this.#failed);
    if (this.#closed) return Promise.reject(new FarvaultError('UNAVAILABLE', 'the repository is closed'));
    if (this.#waiting.length >= MAX_WAITING_RECORDS) return Promise.reject(new FarvaultError('UNAVAILABLE', 'too many frames wait to be written'));
    return new Promise((resolve, reject) => {
      this.#waiting.push({ record, head, payload, chunks, pack: 0, offset: 0, checksum: null, resolve, reject });
      this.#writing ??= this.#writeBatches();
    });
  }

  /** Takes no more; resolves when everything that was taken has been answered and the pack is closed. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#writing;
    await this.#flushing;
    await Promise.all(this.#acknowledging);
    await this.pack?.close();
    this.pack = null;
  }

  /** A failure elsewhere (the journal): everything here is refused from now on. */
  fail(error: FarvaultError): void {
    if (this.#failed !== null) return;
    this.#failed = error;
    for (const entry of this.#waiting.splice(0)) entry.reject(error);
    for (const { entries } of this.#written.splice(0)) for (const entry of entries) entry.reject(error);
    this.options.onFailed(error);
  }

  async #writeBatches(): Promise<void> {
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      let batch: Entry[] = [];
      try {
        await this.#roomForMore();
        const first = this.#waiting[0];
        if (first === undefined) continue;
        if (first.record === null) {
          batch = this.#waiting.splice(0, 1);
          if (this.pack === null || this.pack.isEmpty) first.resolve({ pack: 0, offset: 0, storedBytes: 0, followed: null });
          else await this.#seal(this.pack, batch);
          continue;
        }
        const pack = await this.#packFor(first);
        batch = this.#nextBatch(pack);
        if (batch.length === 0) continue;
        await pack.write(batch);
        this.#hand({ pack, entries: batch, from: batch[0].offset, to: endOf(batch[batch.length - 1]), checksums: batch.map((entry) => entry.checksum!), sealed: false });
      } catch (error) {
        if (batch.length === 0) batch = this.#waiting.splice(0, MAX_BATCH_RECORDS);
        if (!isFarvaultError(error, 'NO_SPACE')) this.#failBy(error);
        for (const entry of batch) entry.reject(this.#failed ?? error);
      }
    }
    this.#writing = null;
  }

  async #roomForMore(): Promise<void> {
    while (this.#failed === null && this.#unacknowledgedBytes > MAX_UNACKNOWLEDGED_BYTES) {
      await Promise.race(this.#flushing === null ? this.#acknowledging : [this.#flushing, ...this.#acknowledging]);
    }
    await this.options.indexReady();
  }

  #nextBatch(pack: OpenPack): Entry[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#waiting.length && count < MAX_BATCH_RECORDS && bytes < MAX_BATCH_BYTES) {
      const entry = this.#waiting[count];
      if (entry.record === null || pack.isFull(entry, this.options.packBytes)) break;
      pack.place(entry);
      bytes += entry.head.length + entry.payload.length;
      count++;
    }
    return this.#waiting.splice(0, count);
  }

  /** The pack that takes `entry`: the open one, or, when that is full and sealed, a new one. */
  async #packFor(entry: Entry): Promise<OpenPack> {
    if (this.pack !== null && this.pack.isFull(entry, this.options.packBytes)) await this.#seal(this.pack, []);
    if (this.pack === null) {
      this.#beginning = this.lastPack + 1;
      this.pack = await OpenPack.create(this.options.packs, this.#beginning, this.options.clock.now());
      this.lastPack++;
    }
    return this.pack;
  }

  async #seal(pack: OpenPack, asked: Entry[]): Promise<void> {
    const { footer, end } = await pack.seal();
    this.pack = null;
    this.#hand({ pack, entries: asked, from: footer.offset, to: end, checksums: [footer.checksum!], sealed: true });
  }

  #hand(written: Written): void {
    if (this.#failed !== null) throw this.#failed;
    this.#written.push(written);
    this.#unacknowledgedBytes += written.to - written.from;
    this.#flushing ??= this.#flushWritten();
  }

  async #flushWritten(): Promise<void> {
    while (this.#written.length > 0) {
      const group = this.#written;
      this.#written = [];
      try {
        for (const pack of new Set(group.map((written) => written.pack))) {
          failpoint('pack.flush.begin');
          await pack.flush();
          failpoint('pack.flushed');
        }
        for (const range of mergeRanges(group)) this.#acknowledge(range);
        for (const written of group) if (written.sealed) await written.pack.close();
      } catch (error) {
        this.#failBy(error);
        for (const { entries } of group) for (const entry of entries) entry.reject(this.#failed);
      }
    }
    this.#flushing = null;
  }

  /** Journals a flushed range, and what follows from its records, then answers. Does not hold up the next flush. */
  #acknowledge(range: Written): void {
    const work = this.#journalRange(range)
      .catch((error: unknown) => {
        for (const entry of range.entries) entry.reject(error);
      })
      .finally(() => {
        this.#unacknowledgedBytes -= range.to - range.from;
        this.#acknowledging.delete(work);
      });
    this.#acknowledging.add(work);
  }

  async #journalRange(range: Written): Promise<void> {
    const { journal } = this.options;
    const frames = new RangeFrames(range.entries.flatMap(({ record, chunks, pack, offset }) => (record === null || chunks === 0 ? [] : [{ ids: record.ids, lengths: record.lengths, pack, offset }])));
    failpoint('range.journal.begin');
    const journalled: Promise<JournalRecord | null>[] = [journal.append({ kind: 'pack.range', ...describe(range) }, frames)];
    for (const { record, pack, offset } of range.entries) journalled.push(record?.follow === undefined ? Promise.resolve(null) : journal.append(record.follow(pack, offset), null, true));
    const [ranged, ...followed] = await Promise.allSettled(journalled);
    failpoint('range.journalled');
    for (const [index, entry] of range.entries.entries()) {
      const follow = followed[index];
      if (follow.status === 'rejected') entry.reject(follow.reason);
      else if (ranged.status === 'rejected' && follow.value === null) entry.reject(ranged.reason);
      else entry.resolve({ pack: entry.pack, offset: entry.offset, storedBytes: entry.head.length + entry.payload.length, followed: follow.value });
    }
  }

  #failBy(error: unknown): void {
    this.fail(isFarvaultError(error, 'POISONED') ? error : new FarvaultError('POISONED', 'writing a pack failed; nothing is written any more', { cause: error, remedy: 'Check the disk, then start the server again.' }));
  }
}

function endOf(entry: Entry): number {
  return entry.offset + entry.head.length + entry.payload.length;
}

/** Ranges that follow one another in the same pack become one. */
function mergeRanges(group: Written[]): Written[] {
  const merged: Written[] = [];
  for (const written of group) {
    const last = merged[merged.length - 1];
    if (last === undefined || last.pack !== written.pack || last.to !== written.from) {
      merged.push({ ...written, entries: [...written.entries], checksums: [...written.checksums] });
      continue;
    }
    last.to = written.to;
    last.sealed = written.sealed;
    last.entries.push(...written.entries);
    last.checksums.push(...written.checksums);
  }
  return merged;
}

function describe(range: Written): PackRange {
  let chunks = 0;
  let plainBytes = 0;
  for (const entry of range.entries) {
    chunks += entry.chunks;
    plainBytes += entry.chunks === 0 ? 0 : (entry.record?.plainBytes ?? 0);
  }
  return { pack: range.pack.number, from: range.from, to: range.to, records: range.checksums.length, chunks, plainBytes, digest: rangeDigest(range.checksums), sealed: range.sealed };
}

export function rangeDigest(checksums: readonly Buffer[]): string {
  return blake3(Buffer.concat(checksums)).toString('hex', 0, 16);
}
