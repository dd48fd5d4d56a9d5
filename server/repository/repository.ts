// The repository at work: frames and snapshots go through the write pipeline, state through the journal, reads straight to the packs.
// `openRepository` makes it.
import path from 'node:path';
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { writeFileDurable } from '../../shared/fs/durable-file.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { canonicalJson } from '../../shared/store/canonical-json.js';
import { IdTable } from '../../shared/store/id-table.js';
import { HOLDS_MANIFEST, RECORD_KIND, packFileName, recordBytes } from '../../shared/store/pack-format.js';
import { readHeads, readPackHeader, readRecord } from '../../shared/store/pack-reader.js';
import type { Clock } from '../../shared/time/clock.js';
import type { ArchiveState, Archiver } from './archive.js';
import type { ChunkIndex } from './chunk-index.js';
import type { RepositoryConfig } from './config.js';
import type { FollowedView } from './followed-view.js';
import { listSegments, readSegments } from './journal-reader.js';
import type { Journal } from './journal.js';
import type { Layout } from './layout.js';
import type { DirectoryLock } from './lock.js';
import type { PackFiles } from './pack-files.js';
import type { PackKeeper } from './pack-keeper.js';
import type { PackState } from './pack-state.js';
import { idsInFrame, idsInRanges, idsInShortPacks, quarantineBodies } from './quarantine.js';
import type { Doubtful } from './recovery.js';
import type { SpaceGuard } from './space-guard.js';
import type { JournalBody, JournalRecord, PackFacts, PackKeeping, Place, Repository, RepositoryHealth, SnapshotRecord, StoredFrame, VerifiedFrame, ViewStore, Wanted } from './types.js';
import type { Unreadable } from './unreadable.js';
import type { Upgrade, UpgradeState } from './upgrade.js';
import type { LevelView } from './view-store.js';
import { RangeFrames, type WritePipeline } from './write-pipeline.js';

const MAINTENANCE_MS = 5_000;
/** Looked up and journalled at a time. */
const QUARANTINE_IDS = 8_192;
/** A closed segment and a checkpoint at least this often while there are changes. */
const ARCHIVE_EVERY_MS = 60 * 60_000;

export interface RepositoryParts {
  layout: Layout;
  config: RepositoryConfig;
  vfs: Vfs;
  clock: Clock;
  lock: DirectoryLock;
  journal: Journal;
  pipeline: WritePipeline;
  archiver: Archiver;
  archive: ArchiveState;
  upgrade: UpgradeState;
  state: PackState;
  files: PackFiles;
  unreadable: Unreadable;
  space: SpaceGuard;
  index: ChunkIndex;
  indexView: LevelView;
  keeper: PackKeeper;
  views: readonly FollowedView[];
  annotate: (body: JournalBody) => JournalBody;
  log: (message: string) => void;
}

export class PackRepository implements Repository, PackKeeping {
  readonly id: Buffer;
  readonly dataDir: string;
  readonly #closing = new AbortController();
  readonly #maintaining: Promise<void>;
  #failure: FarvaultError | null = null;
  #closed: Promise<void> | null = null;

  constructor(private readonly parts: RepositoryParts) {
    this.id = Buffer.from(parts.config.id, 'hex');
    this.dataDir = parts.layout.dataDir;
    this.#maintaining = this.#maintain();
  }

  get config(): RepositoryConfig {
    return this.parts.config;
  }

  /** How it came to its format; null: it was made in it. */
  get upgrade(): Upgrade | null {
    return this.parts.upgrade.newest;
  }

  /** The view in the folder `name`, for reading. */
  view(name: string): ViewStore {
    const followed = this.parts.views.find((view) => view.name === name);
    if (followed === undefined) throw new FarvaultError('INTERNAL', `there is no view '${name}'`);
    return followed.view;
  }

  async appendJournal(body: JournalBody): Promise<JournalRecord> {
    // First of all, while the caller is the one who called.
    const annotated = this.parts.annotate(body);
    await this.#viewsKeepUp();
    return this.parts.journal.append(annotated);
  }

  async appendFrame(frame: VerifiedFrame): Promise<{ pack: number; storedBytes: number }> {
    await this.parts.space.admit(frame.payload.length);
    const { codec, plainBytes, ids, lengths, payload } = frame;
    const { pack, storedBytes } = await this.parts.pipeline.store({ kind: RECORD_KIND.frame, codec, flags: frame.holdsManifest ? HOLDS_MANIFEST : 0, plainBytes, ids, lengths, payload });
    return { pack, storedBytes };
  }

  async locate(ids: Buffer): Promise<(Place | null)[]> {
    const places = await this.parts.index.locate(ids);
    const { keeper, unreadable } = this.parts;
    if (!unreadable.any && !keeper.hidesSome) return places;
    return places.map((place, i) => (place === null || unreadable.has(place.pack, place.frameOffset) || keeper.hides(ids, i * ID_BYTES, place) ? null : place));
  }

  packFacts(): PackFacts[] {
    return this.parts.keeper.packFacts();
  }

  frameSizes(pack: number): Promise<{ frameOffset: number; plainBytes: number }[]> {
    return this.parts.keeper.frameSizes(pack);
  }

  sealOpenPack(): Promise<void> {
    return this.parts.keeper.sealOpenPack();
  }

  places(signal: AbortSignal): AsyncIterable<{ ids: Buffer; places: Place[] }> {
    return this.parts.keeper.places(signal);
  }

  checkPacks(): Promise<void> {
    return this.parts.keeper.checkPacks();
  }

  setDoomed(doomed: ((ids: Buffer, at: number, place: Place) => boolean) | null): void {
    this.parts.keeper.setDoomed(doomed);
  }

  compactPack(pack: number, wanted: Wanted, signal: AbortSignal, pace?: (bytes: number) => Promise<void>): Promise<{ copiedBytes: number; freedBytes: number }> {
    return this.parts.keeper.compactPack(pack, wanted, signal, pace);
  }

  /** For files of other domains in the data directory. NO_SPACE when so many bytes would leave less than the reserve. */
  admitFile(bytes: number): Promise<void> {
    return this.parts.space.admitFile(bytes);
  }

  locateStored(ids: Buffer): Promise<(Place | null)[]> {
    return this.parts.index.locate(ids);
  }

  get someUnreadable(): boolean {
    return this.parts.unreadable.any;
  }

  async readFrame(place: { pack: number; frameOffset: number }): Promise<StoredFrame> {
    for (let again = true; ; again = false) {
      try {
        const frame = await this.#readOnce(place);
        if (this.parts.unreadable.any) this.parts.unreadable.forget(place.pack, place.frameOffset);
        return frame;
      } catch (error) {
        if (!isFarvaultError(error) || !['CORRUPT', 'IO', 'MISSING'].includes(error.code)) throw error;
        // Removed since the caller looked it up: nothing is damaged.
        if (!this.parts.state.packs.has(place.pack)) throw packRemoved(place);
        // Memory and lines fail, too, and a disk may fail once: what counts is what a second read gives.
        if (again) continue;
        throw error.code === 'CORRUPT' ? await this.#damagedFrame(place, error) : this.#unreadableFrame(place, error);
      }
    }
  }

  /** What the frame takes of its pack, and what it holds: by its head alone, unverified. Null: it is gone, or cannot be read. */
  async frameSize({ pack, frameOffset }: { pack: number; frameOffset: number }): Promise<{ bytes: number; plainBytes: number } | null> {
    try {
      const end = this.parts.state.packs.get(pack)?.end ?? 0;
      return await this.parts.files.use(pack, async (file) => {
        for await (const { header } of readHeads(file, pack, frameOffset, end)) return { bytes: recordBytes(header), plainBytes: header.plainBytes };
        return null;
      });
    } catch (error) {
      if (isFarvaultError(error)) return null;
      throw error;
    }
  }

  async commitSnapshot(snapshot: SnapshotRecord): Promise<JournalRecord> {
    await this.#viewsKeepUp();
    const payload = Buffer.from(canonicalJson(snapshot));
    failpoint('snapshot.begin');
    const { followed } = await this.parts.pipeline.store({
      kind: RECORD_KIND.snapshot,
      codec: 0,
      flags: 0,
      plainBytes: payload.length,
      ids: Buffer.alloc(0),
      lengths: [],
      payload,
      follow: (pack, offset) => ({ kind: 'snapshot.committed', snapshot, pack, offset }),
    });
    failpoint('snapshot.committed');
    await this.settleViews();
    return followed!;
  }

  quarantine(ids: Buffer, reason: string, at: { pack: number; frameOffset: number }): Promise<void> {
    return this.#mark(ids, reason, (place) => place.pack === at.pack && place.frameOffset === at.frameOffset);
  }

  /** Places at which chunks were found damaged, whether or not they have come again elsewhere since. */
  damagedFrames(): Iterable<{ pack: number; frameOffset: number; ids: Buffer }> {
    return this.parts.state.damaged();
  }

  /** What could not be read the last time: a frame, or (offset null) a pack. */
  unreadablePlaces(): Iterable<{ pack: number; frameOffset: number | null }> {
    return this.parts.unreadable.places();
  }

  /** A frame that was found damaged is whole again, as the caller has read and rehashed it: its chunks are held at this place. */
  async takeBack({ pack, frameOffset, ids, lengths }: StoredFrame): Promise<void> {
    await this.parts.keeper.whileItStays(pack, async () => {
      await this.#viewsKeepUp();
      await this.parts.journal.append(this.parts.annotate({ kind: 'frame.found', pack, frame: frameOffset }), new RangeFrames([{ ids, lengths, pack, offset: frameOffset }]));
    });
  }

  /** Makes the chunk index say of a whole frame what the frame says. False: the pack has gone meanwhile, or is about to. */
  correctIndex({ pack, frameOffset, ids, lengths }: Pick<StoredFrame, 'pack' | 'frameOffset' | 'ids' | 'lengths'>): boolean {
    if (!this.parts.keeper.stays(pack)) return false;
    this.parts.index.add({ ids, lengths }, pack, frameOffset);
    return true;
  }

  packFile(pack: number): string {
    return path.join(this.parts.layout.packs, packFileName(pack));
  }

  /** Reads the journal's files as a start would. CORRUPT or MISSING when they are not what was written. */
  async checkJournal(signal: AbortSignal): Promise<{ records: number; bytes: number }> {
    const { journal, layout, vfs } = this.parts;
    const { number } = journal.position;
    const [first] = await listSegments(layout.journal, vfs);
    let reached = 0;
    let bytes = 0;
    for await (const segment of readSegments(layout.journal, this.id, (first ?? 1) - 1, vfs)) {
      signal.throwIfAborted();
      reached = segment.position.number;
      bytes += segment.wholeBytes;
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (reached < number) throw new FarvaultError('CORRUPT', `the journal's files end with record ${reached}, ${number} were written`, { remedy: 'Stop backupd and put the journal back from a second copy, or run "backupd rebuild --from-packs".' });
    return { records: reached - (first ?? 1) + 1, bytes };
  }

  /** Marks those of `ids` as missing that lie in packs that were cut short. */
  async quarantineCut(short: ReadonlyMap<number, number>): Promise<void> {
    const { files, index, indexView } = this.parts;
    await this.#mark(await idsInShortPacks(short, files, index, indexView), 'the pack is cut short', (place) => short.has(place.pack));
  }

  /** Reads what a start found doubtful. Damaged frames are marked and named, and so are chunks of which the frame at their place knows nothing. */
  async examine({ frames, ranges }: Doubtful): Promise<void> {
    const { index, indexView, log } = this.parts;
    for (const place of frames) await this.readFrame(place).catch((error: unknown) => log(messageOf(error)));
    if (ranges.length === 0) return;
    for (const { place, ids } of await idsInRanges(ranges, index, indexView)) {
      try {
        const stored = await this.readFrame(place);
        const there = new IdTable(0, stored.lengths.length);
        for (let at = 0; at < stored.ids.length; at += ID_BYTES) there.add(stored.ids, at);
        const strange: Buffer[] = [];
        for (let at = 0; at < ids.length; at += ID_BYTES) if (!there.has(ids, at)) strange.push(ids.subarray(at, at + ID_BYTES));
        if (strange.length === 0) continue;
        log(`pack ${place.pack}, offset ${place.frameOffset}: another frame than the journal says; ${strange.length} chunks are marked missing: ${strange.map((id) => id.toString('hex')).join(' ')}`);
        await this.quarantine(Buffer.concat(strange), 'another frame lies in its place', place);
      } catch (error) {
        log(messageOf(error));
      }
    }
  }

  async #mark(ids: Buffer, reason: string, lies: (place: Place) => boolean): Promise<void> {
    for (let from = 0; from < ids.length; from += QUARANTINE_IDS * 32) {
      const some = ids.subarray(from, from + QUARANTINE_IDS * 32);
      const places = await this.locateStored(some);
      const bodies = quarantineBodies(some, places.map((place) => (place !== null && lies(place) ? place : null)), reason);
      await Promise.all(bodies.map((body) => this.appendJournal(body)));
    }
  }

  /** Resolves when every view has seen all records so far. */
  async settleViews(): Promise<void> {
    for (const view of this.parts.views) await view.settle();
  }

  health(): RepositoryHealth {
    if (this.#failure !== null) return { writable: false, reason: this.#failure.message };
    if (this.parts.space.low) return { writable: false, reason: 'the disk is nearly full: uploads are refused, restores go on' };
    return { writable: true, reason: null };
  }

  /** Why nothing is written until a restart; null while all is well. */
  get failure(): FarvaultError | null {
    return this.#failure;
  }

  /** The number of the last journal record. */
  get journalPosition(): number {
    return this.parts.journal.position.number;
  }

  /** The last record's number, and the chain hash behind it: what a statement about the repository is bound to. */
  get journalHead(): { number: number; chain: string } {
    const { number, chain } = this.parts.journal.position;
    return { number, chain: chain.toString('hex') };
  }

  /** Views that are so far behind the journal that those who write wait for them. */
  viewsBehind(): string[] {
    return this.parts.views.filter((view) => view.isBehind).map((view) => view.name);
  }

  usage(): { chunks: number; bytesStored: number; bytesUnique: number; diskFreeBytes: number; diskTotalBytes: number } {
    const { state, space } = this.parts;
    return { chunks: state.chunks, bytesStored: state.storedBytes, bytesUnique: state.plainBytes, diskFreeBytes: space.space.freeBytes, diskTotalBytes: space.space.totalBytes };
  }

  /** A failure after which nothing may be written. */
  fail(error: FarvaultError): void {
    this.#failure ??= error;
  }

  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  async #close(): Promise<void> {
    const { archive, archiver, files, index, indexView, journal, layout, lock, pipeline, views, vfs } = this.parts;
    this.#closing.abort();
    await this.#maintaining;
    try {
      if (this.#failure === null && archive.changes > 0) await journal.roll();
      await archiver.settle();
      await pipeline.close();
      await journal.close();
      await files.close();
      for (const view of views) await view.close();
      await index.close();
      await indexView.close();
      if (this.#failure === null) {
        failpoint('close.clean');
        await writeFileDurable(layout.clean, Buffer.from(`${journal.position.number} ${journal.position.chain.toString('hex')}\n`), 0o600, vfs);
      }
    } finally {
      lock.release();
    }
  }

  async #viewsKeepUp(): Promise<void> {
    for (const view of this.parts.views) if (view.isBehind) await view.settle();
  }

  async #readOnce(place: { pack: number; frameOffset: number }): Promise<StoredFrame> {
    const end = this.parts.state.packs.get(place.pack)?.end;
    if (end === undefined) throw packRemoved(place);
    const { header, ids, lengths, payload } = await this.parts.files.use(place.pack, (file) => readRecord(file, place.pack, place.frameOffset, end));
    if (header.kind !== RECORD_KIND.frame) throw new FarvaultError('CORRUPT', `pack ${place.pack}, offset ${place.frameOffset}: this is not a frame`);
    return { codec: header.codec, plainBytes: header.plainBytes, ids, lengths, payload, holdsManifest: (header.flags & HOLDS_MANIFEST) !== 0, pack: place.pack, frameOffset: place.frameOffset };
  }

  /** Nothing is proven, so nothing is journalled: it may be read the next time. */
  #unreadableFrame(place: { pack: number; frameOffset: number }, cause: FarvaultError): FarvaultError {
    const { unreadable, log } = this.parts;
    const isNew = cause.code === 'MISSING' ? unreadable.addPack(place.pack) : unreadable.addFrame(place.pack, place.frameOffset);
    const message = `pack ${place.pack}, offset ${place.frameOffset} cannot be read now: ${cause.message}`;
    if (isNew) log(`${message}; its chunks are asked for again until it can`);
    return new FarvaultError(cause.code, message, { cause, remedy: cause.remedy ?? 'Check the disk; what cannot be read is tried again, and meanwhile the next backup sends it again.' });
  }

  /** What could not be read may be readable by now: a pack that was put back, a disk that works again. */
  async #retryUnreadable(): Promise<void> {
    const { files, unreadable, state, log } = this.parts;
    for (const { pack, frameOffset } of unreadable.samples()) {
      try {
        if (frameOffset !== null) {
          await this.readFrame({ pack, frameOffset });
          continue;
        }
        const bytes = await files.use(pack, async (file) => {
          await readPackHeader(file, pack);
          return file.size();
        });
        if (bytes < (state.packs.get(pack)?.end ?? 0)) continue;
        unreadable.forgetPack(pack);
        log(`pack ${pack} can be read again`);
      } catch (error) {
        if (!isFarvaultError(error)) throw error;
      }
    }
  }

  async #damagedFrame(place: { pack: number; frameOffset: number }, cause: FarvaultError): Promise<FarvaultError> {
    this.parts.unreadable.forget(place.pack, place.frameOffset);
    const ids = await idsInFrame(place, this.parts.files, this.parts.index, this.parts.indexView);
    const names: string[] = [];
    for (let at = 0; at < ids.length; at += 32) names.push(ids.toString('hex', at, at + 32));
    this.parts.log(`pack ${place.pack}, offset ${place.frameOffset}: damaged; ${names.length} chunks are marked missing: ${names.join(' ')}`);
    try {
      await this.quarantine(ids, cause.message, place);
    } catch (error) {
      // Reading goes on while nothing can be written; the next read of the frame marks it again.
      this.parts.log(`marking the chunks failed: ${messageOf(error)}`);
    }
    const shown = names.slice(0, 8).join(', ') + (names.length > 8 ? ` and ${names.length - 8} more (see the log)` : '');
    return new FarvaultError('CORRUPT', `${cause.message}; chunks lost with it: ${shown || 'none that is still held here'}`, { cause, remedy: 'The next backup of the files concerned sends these chunks again; check the disk. "backupctl repair" takes back what reads well again.' });
  }

  async #maintain(): Promise<void> {
    const { archive, clock, journal, space, log } = this.parts;
    let archivedMs = clock.monotonic();
    while (!this.#closing.signal.aborted) {
      try {
        await clock.sleep(MAINTENANCE_MS, this.#closing.signal);
        await space.refresh();
        if (this.parts.unreadable.any) await this.#retryUnreadable();
        if (archive.changes === 0) archivedMs = clock.monotonic();
        if (clock.monotonic() - archivedMs < ARCHIVE_EVERY_MS) continue;
        await journal.roll();
        archivedMs = clock.monotonic();
      } catch (error) {
        if (!this.#closing.signal.aborted) log(`maintenance of the repository: ${messageOf(error)}`);
      }
    }
  }
}

function packRemoved({ pack, frameOffset }: { pack: number; frameOffset: number }): FarvaultError {
  return new FarvaultError('MISSING', `pack ${pack}, offset ${frameOffset}: the pack was removed; what was wanted of it lies elsewhere`);
}
