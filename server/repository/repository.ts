// The repository at work: frames and snapshots go through the write pipeline, state through the journal, reads straight to the packs (stored-frames.ts).
// `openRepository` makes it.
import path from 'node:path';
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { writeFileDurable } from '../../shared/fs/durable-file.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { canonicalJson } from '../../shared/store/canonical-json.js';
import { HOLDS_MANIFEST, RECORD_KIND, packFileName } from '../../shared/store/pack-format.js';
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
import type { Doubtful } from './recovery.js';
import type { SpaceGuard } from './space-guard.js';
import { StoredFrames } from './stored-frames.js';
import type { JournalBody, JournalRecord, PackFacts, PackKeeping, Place, Repository, RepositoryHealth, SnapshotRecord, StoredFrame, VerifiedFrame, ViewStore, Wanted } from './types.js';
import type { Unreadable } from './unreadable.js';
import type { Upgrade, UpgradeState } from './upgrade.js';
import type { LevelView } from './view-store.js';
import { RangeFrames, type WritePipeline } from './write-pipeline.js';

const MAINTENANCE_MS = 5_000;
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
  readonly #frames: StoredFrames;
  readonly #maintaining: Promise<void>;
  #failure: FarvaultError | null = null;
  #closed: Promise<void> | null = null;

  constructor(private readonly parts: RepositoryParts) {
    this.id = Buffer.from(parts.config.id, 'hex');
    this.dataDir = parts.layout.dataDir;
    this.#frames = new StoredFrames({ ...parts, append: (body) => this.appendJournal(body) });
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

  readFrame(place: { pack: number; frameOffset: number }): Promise<StoredFrame> {
    return this.#frames.readFrame(place);
  }

  frameSize(place: { pack: number; frameOffset: number }): Promise<{ bytes: number; plainBytes: number } | null> {
    return this.#frames.frameSize(place);
  }

  quarantine(ids: Buffer, reason: string, at: { pack: number; frameOffset: number }): Promise<void> {
    return this.#frames.quarantine(ids, reason, at);
  }

  quarantineCut(short: ReadonlyMap<number, number>): Promise<void> {
    return this.#frames.quarantineCut(short);
  }

  examine(doubtful: Doubtful): Promise<void> {
    return this.#frames.examine(doubtful);
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

  async #maintain(): Promise<void> {
    const { archive, clock, journal, space, log } = this.parts;
    let archivedMs = clock.monotonic();
    while (!this.#closing.signal.aborted) {
      try {
        await clock.sleep(MAINTENANCE_MS, this.#closing.signal);
        await space.refresh();
        if (this.parts.unreadable.any) await this.#frames.retryUnreadable();
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
