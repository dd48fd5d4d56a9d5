// Removes packs, once what is wanted of them lies elsewhere: the only place where anything stored is removed. Order, on disk: copies flushed, journalled and
// indexed → `pack.removed` flushed → nobody reads the pack → its file unlinked → directory flushed. A crash leaves at worst a file that the next start removes.
import path from 'node:path';
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { RECORD_KIND, packFileName, type PackListing } from '../../shared/store/pack-format.js';
import { listPack, readFooter, readRecord } from '../../shared/store/pack-reader.js';
import { IdTable } from '../../shared/store/id-table.js';
import type { ArchiveState } from './archive.js';
import type { ChunkIndex } from './chunk-index.js';
import { Compaction, fateOf, type NeededFrame } from './compaction.js';
import type { Journal } from './journal.js';
import { checkPackFolder, type PackFolder } from './pack-folder.js';
import type { PackFiles } from './pack-files.js';
import type { PackRemoved, PackState, PackSummary } from './pack-state.js';
import type { SpaceGuard } from './space-guard.js';
import type { PackFacts, PackKeeping, Place, StoredFrame, Wanted } from './types.js';
import type { Unreadable } from './unreadable.js';
import type { WritePipeline } from './write-pipeline.js';

/** Looked up at a time. */
const LOOKUP_IDS = 2_048;
/** Asked whether they are wanted before others have their turn. */
const BREATH_IDS = 32_768;
/** Chunks that come alive while a pack is copied are copied, too; when that does not come to an end, the pack is left for another time. */
const MAX_ROUNDS = 8;

export interface PackKeeperParts {
  folder: PackFolder;
  state: PackState;
  archive: ArchiveState;
  files: PackFiles;
  index: ChunkIndex;
  journal: Journal;
  pipeline: WritePipeline;
  space: SpaceGuard;
  unreadable: Unreadable;
  readFrame(place: { pack: number; frameOffset: number }): Promise<StoredFrame>;
  quarantine(ids: Buffer, reason: string, at: { pack: number; frameOffset: number }): Promise<void>;
}

type Doomed = (ids: Buffer, at: number, place: Place) => boolean;

interface Survey {
  needed: NeededFrame[];
  /** Wanted chunks that the index knows in this pack only. */
  here: number;
  /** Wanted chunks of the pack that lie elsewhere. */
  elsewhere: IdTable;
  /** Of the wanted, at its beginning. */
  changes: number;
}

export class PackKeeper implements PackKeeping {
  #doomed: Doomed | null = null;
  /** Checked for the last time: nobody is told any more that something is held there. */
  readonly #leaving = new Set<number>();
  readonly #compacting = new Set<number>();
  readonly #held = new Map<number, number>();

  constructor(private readonly parts: PackKeeperParts) {}

  packFacts(): PackFacts[] {
    const facts = [...this.parts.state.packs].map(([pack, { end, sealed, held }]) => ({ pack, bytes: end, sealed: sealed || !this.#isWritten(pack), chunks: held?.chunks ?? 0, plainBytes: held?.plainBytes ?? 0 }));
    return facts.sort((a, b) => a.pack - b.pack);
  }

  async frameSizes(pack: number): Promise<{ frameOffset: number; plainBytes: number }[]> {
    const summary = this.parts.state.packs.get(pack);
    if (summary === undefined) throw new FarvaultError('NOT_FOUND', `there is no pack ${pack}`);
    // What cannot be listed stays when its turn comes; the other packs are not kept waiting for it.
    const records = await this.#listOf(pack, summary).catch((error: unknown) => {
      if (isFarvaultError(error, 'CORRUPT')) return [];
      throw error;
    });
    const frames = records.filter(({ kind }) => kind === RECORD_KIND.frame);
    return frames.map((frame) => ({ frameOffset: frame.offset, plainBytes: sumOf([frame]).plainBytes }));
  }

  sealOpenPack(): Promise<void> {
    return this.parts.pipeline.sealPack();
  }

  places(signal: AbortSignal): AsyncIterable<{ ids: Buffer; places: Place[] }> {
    return this.parts.index.entries(signal);
  }

  async checkPacks(): Promise<void> {
    const { folder, pipeline, state } = this.parts;
    const newest = pipeline.newestPack;
    await checkPackFolder(folder, state, (pack) => this.#leaving.has(pack) || state.wasRemoved(pack) || (pack > state.lastPack && pack <= Math.max(newest, pipeline.newestPack)));
    for (const [pack, summary] of state.packs) if (summary.held === null) state.setHeld(pack, sumOf(await this.#listOf(pack, summary)));
  }

  setDoomed(doomed: Doomed | null): void {
    this.#doomed = doomed;
  }

  get hidesSome(): boolean {
    return this.#doomed !== null || this.#leaving.size > 0;
  }

  /** Whether nobody is to be told that the chunk is held at this place. */
  hides(ids: Buffer, at: number, place: Place): boolean {
    return this.#leaving.has(place.pack) || this.#doomed?.(ids, at, place) === true;
  }

  /** Whether the pack is there, and nobody is about to remove it. */
  stays(pack: number): boolean {
    return this.parts.state.packs.has(pack) && !this.#compacting.has(pack);
  }

  /** Does something that rests on the pack's staying. CONFLICT while it is being compacted. */
  async whileItStays<T>(pack: number, work: () => Promise<T>): Promise<T> {
    if (!this.stays(pack)) throw new FarvaultError('CONFLICT', `pack ${pack} is being removed`, { retryable: true, remedy: 'Look the chunks up anew.' });
    this.#held.set(pack, (this.#held.get(pack) ?? 0) + 1);
    try {
      return await work();
    } finally {
      const left = this.#held.get(pack)! - 1;
      if (left === 0) this.#held.delete(pack);
      else this.#held.set(pack, left);
    }
  }

  async compactPack(pack: number, wanted: Wanted, signal: AbortSignal, pace?: (bytes: number) => Promise<void>): Promise<{ copiedBytes: number; freedBytes: number }> {
    const summary = this.parts.state.packs.get(pack);
    if (summary === undefined) throw new FarvaultError('NOT_FOUND', `there is no pack ${pack}`);
    if (!summary.sealed && this.#isWritten(pack)) throw new FarvaultError('CONFLICT', `pack ${pack} is still being written`);
    if (this.#compacting.has(pack) || this.#held.has(pack)) throw new FarvaultError('CONFLICT', `pack ${pack} is in use by a repair, or being compacted already`, { retryable: true });
    this.#compacting.add(pack);
    try {
      const records = await this.#listForSure(pack, summary).catch((error: unknown) => stays(pack, error));
      const copiedBytes = await this.#copyOut(pack, summary, records, wanted, signal, pace);
      await this.#remove(pack, summary.held ?? sumOf(records));
      return { copiedBytes, freedBytes: summary.end };
    } finally {
      this.#compacting.delete(pack);
    }
  }

  /** When it resolves, everything wanted lies elsewhere, and the pack is marked as leaving: without a wait in between. */
  async #copyOut(pack: number, summary: PackSummary, records: readonly PackListing[], wanted: Wanted, signal: AbortSignal, pace: (bytes: number) => Promise<void> = () => Promise.resolve()): Promise<number> {
    const compaction = new Compaction({ ...this.parts, store: (record) => this.parts.pipeline.store(record) }, pack, wanted);
    const others = records.filter(({ kind }) => kind !== RECORD_KIND.frame);
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const survey = await this.#survey(pack, records, wanted, signal);
      if (survey.here > 0 && survey.needed.length === 0) throw new FarvaultError('CORRUPT', `the chunk index names places in pack ${pack} that it does not have`, { remedy: 'Run "backupd rebuild" to make the index anew; nothing stored is lost.' });
      if (round > 0 && survey.here === 0 && this.#isCovered(records, wanted, survey)) {
        this.#leaving.add(pack);
        return compaction.copiedBytes;
      }
      if (survey.needed.length > 0) await this.parts.space.admitCopy(bytesOf(survey.needed, records, summary.end));
      for (const record of round === 0 ? others : []) await pace(await compaction.other(record).catch((error: unknown) => stays(pack, error)));
      for (const frame of survey.needed) {
        signal.throwIfAborted();
        await pace(await compaction.frame(frame));
      }
      await compaction.settle();
      failpoint('compact.copied');
    }
    throw new FarvaultError('CONFLICT', `pack ${pack}: chunks come alive faster than they are copied`, { retryable: true });
  }

  /** Which chunks are wanted, and lie nowhere else. */
  async #survey(pack: number, records: readonly PackListing[], wanted: Wanted, signal: AbortSignal): Promise<Survey> {
    const survey: Survey = { needed: [], here: 0, elsewhere: new IdTable(0), changes: wanted.changes };
    const asked: { id: Buffer; i: number; frame: NeededFrame }[] = [];
    const look = async (): Promise<void> => {
      signal.throwIfAborted();
      const places = await this.parts.index.locate(Buffer.concat(asked.map(({ id }) => id)));
      for (const [k, { id, i, frame }] of asked.entries()) {
        const place = places[k];
        if (place === null || this.#leaving.has(place.pack)) throw notHeld(pack, id, 'was found damaged and has not come again');
        // Here it may be the one copy that is left.
        if (this.parts.unreadable.has(place.pack, place.frameOffset)) throw notHeld(pack, id, 'cannot be read now and has not come again');
        if (place.pack !== pack) {
          survey.elsewhere.add(id, 0);
          continue;
        }
        survey.here++;
        // Of two copies in one pack the index knows one.
        if (place.frameOffset === frame.record.offset) frame.needed[i] = 1;
      }
      asked.length = 0;
    };
    const frames: NeededFrame[] = [];
    let seen = 0;
    for (const record of records) {
      const frame = { record, needed: new Uint8Array(record.lengths.length) };
      frames.push(frame);
      for (let i = 0; i < record.lengths.length; i++) {
        if (wanted.isLive(record.ids, i * ID_BYTES)) asked.push({ id: record.ids.subarray(i * ID_BYTES, (i + 1) * ID_BYTES), i, frame });
        if (asked.length >= LOOKUP_IDS) await look();
        if (++seen % BREATH_IDS === 0) await new Promise((resolve) => setImmediate(resolve));
      }
    }
    if (asked.length > 0) await look();
    survey.needed = frames.filter((frame) => frame.needed.includes(1));
    return survey;
  }

  /** Whether the survey still holds, now, with no wait until the pack is marked. */
  #isCovered(records: readonly PackListing[], wanted: Wanted, { elsewhere, changes }: Survey): boolean {
    if (wanted.changes === changes) return true;
    return records.every(({ ids }) => {
      for (let at = 0; at < ids.length; at += ID_BYTES) if (wanted.isLive(ids, at) && !elsewhere.has(ids, at)) return false;
      return true;
    });
  }

  /** One that a start had to leave as it was, as it could not be read to its end, is never written again. */
  #isWritten(pack: number): boolean {
    return pack === this.parts.state.lastPack;
  }

  async #remove(pack: number, { chunks, plainBytes }: { chunks: number; plainBytes: number }): Promise<void> {
    const { files, folder, journal, unreadable } = this.parts;
    const removed: PackRemoved = { pack, chunks, plainBytes, reason: 'collected' };
    try {
      failpoint('pack.remove.begin');
      // Nothing is waited for before that: on a full disk the views may be, and the removal is what makes room.
      await journal.append({ kind: 'pack.removed', ...removed });
    } catch (error) {
      this.#leaving.delete(pack);
      throw error;
    }
    failpoint('pack.remove.journalled');
    this.#leaving.delete(pack);
    unreadable.forgetPack(pack);
    await files.retire(pack);
    try {
      await folder.vfs.unlink(path.join(folder.path, packFileName(pack)));
    } catch (error) {
      if (!isFarvaultError(error, 'NOT_FOUND')) throw error;
    }
    failpoint('pack.remove.unlinked');
    await folder.vfs.syncDirectory(folder.path);
    failpoint('pack.removed');
  }

  /** Without a footer that verifies, the list rests on the heads of records, which nothing has verified: a chunk that is not in it would go with the pack, unseen. */
  #listForSure(pack: number, summary: PackSummary): Promise<PackListing[]> {
    return this.parts.files.use(pack, async (file) => {
      const records = await this.#listOf(pack, summary);
      if ((await readFooter(file, pack)) === null) for (const { offset } of records) await readRecord(file, pack, offset, summary.end);
      return records;
    });
  }

  #listOf(pack: number, { end }: PackSummary): Promise<PackListing[]> {
    return this.parts.files.use(pack, async (file) => {
      const records: PackListing[] = [];
      for await (const record of listPack(file, pack, end)) if (record.kind !== RECORD_KIND.footer) records.push(record);
      return records;
    });
  }
}

/** What is damaged and is no frame cannot be quarantined: the pack stays, and others are not kept waiting for it. */
function stays(pack: number, error: unknown): never {
  if (!isFarvaultError(error, 'CORRUPT')) throw error;
  throw new FarvaultError('CONFLICT', `pack ${pack} holds more than can be read: ${messageOf(error)}`, { cause: error, remedy: 'backupctl verify --read-data tells what is lost with it; until it is put back from a copy, the pack stays.' });
}

function sumOf(records: readonly PackListing[]): { chunks: number; plainBytes: number } {
  let chunks = 0;
  let plainBytes = 0;
  for (const { lengths } of records) {
    chunks += lengths.length;
    for (const length of lengths) plainBytes += length;
  }
  return { chunks, plainBytes };
}

/** What the copies of these frames take, at most. */
function bytesOf(needed: readonly NeededFrame[], records: readonly PackListing[], end: number): number {
  const endOf = new Map(records.map(({ offset }, i) => [offset, records[i + 1]?.offset ?? end]));
  let bytes = 0;
  for (const frame of needed) if (fateOf(frame) !== 'drop') bytes += endOf.get(frame.record.offset)! - frame.record.offset;
  return bytes;
}

function notHeld(pack: number, id: Buffer, why: string): FarvaultError {
  return new FarvaultError('CONFLICT', `pack ${pack} holds chunk ${id.toString('hex')}, which is wanted, ${why}`, { remedy: 'The next backup of what it belongs to heals it; until then the pack stays.' });
}
