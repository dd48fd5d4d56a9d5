// Opening a repository: lock, configuration, journal, packs, views; then everything that a crash left behind is put in order. Read top to bottom, it is a start.
import path from 'node:path';
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { exists, readSmallFile, removeFile } from '../../shared/fs/durable-file.js';
import { realFs } from '../../shared/fs/real-fs.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { packNumberOf } from '../../shared/store/pack-format.js';
import { systemClock, type Clock } from '../../shared/time/clock.js';
import { ArchiveState, Archiver } from './archive.js';
import { ChunkIndex } from './chunk-index.js';
import { readConfig, type RepositoryConfig } from './config.js';
import { FollowedView } from './followed-view.js';
import { IndexCatchUp } from './index-catch-up.js';
import { listSegments, readSegments, type JournalPosition } from './journal-reader.js';
import { Journal } from './journal.js';
import { layoutOf, type Layout } from './layout.js';
import { lockDirectory, type DirectoryLock } from './lock.js';
import { PackFiles } from './pack-files.js';
import { PackKeeper } from './pack-keeper.js';
import { PackState, type Quarantined } from './pack-state.js';
import { recoverPacks, verifyLastRanges } from './recovery.js';
import { idsInShortPacks } from './quarantine.js';
import { replayJournal } from './replay.js';
import { PackRepository } from './repository.js';
import { SpaceGuard } from './space-guard.js';
import type { JournalBody, JournalRecord, StateReducer, ViewFollower } from './types.js';
import { Unreadable } from './unreadable.js';
import { upgraded, upgradeRepository, UpgradeState } from './upgrade.js';
import { destroyView, openViewStore, type LevelView, type ViewOptions } from './view-store.js';
import { RangeFrames, WritePipeline } from './write-pipeline.js';

const PACK_BYTES = 256 << 20;
const SEGMENT_BYTES = 4 << 20;
const CLEAN_BYTES = 256;
/** Folder of the chunk index. */
export const INDEX_VIEW = 'index';

/** A view beside the chunk index: its folder in the data directory, and who keeps it. */
export interface ViewSpec {
  name: string;
  followers: readonly ViewFollower[];
  options?: ViewOptions;
}

export interface OpenOptions {
  dataDir: string;
  reducers: readonly StateReducer[];
  views: readonly ViewSpec[];
  /** Nothing can be written any more: say so and end the process. Called once at most. */
  onFailed: (error: FarvaultError) => void;
  /** A group of journal records was written and flushed, in so many ms. */
  onFlushed?: (ms: number) => void;
  /** Called with each record that is added from now on, before the state has it. */
  onAdded?: (body: JournalBody) => void;
  /** The body that is written for this one: who is behind it is added here. */
  annotate?: (body: JournalBody) => JournalBody;
  /** One line for the operator: what was repaired, lost or found damaged. */
  log: (message: string) => void;
  /** While views are made anew: packs or journal records done, of how many. */
  progress?: (what: string, done: number, total: number) => void;
  vfs?: Vfs;
  clock?: Clock;
  openView?: (directory: string, options: ViewOptions) => Promise<LevelView>;
  destroyView?: (directory: string) => void;
  lock?: (file: string) => DirectoryLock;
  indexOptions?: ViewOptions;
  packBytes?: number;
  segmentBytes?: number;
  /** Uploads are refused below it. Default: a twentieth of the disk, at most 512 MiB. */
  minFreeBytes?: number;
}

type FramePlace = { pack: number; frameOffset: number };

/** Free bytes with which a view can surely be written. */
const ROOM_BYTES = 16 << 20;

export async function openRepository(options: OpenOptions): Promise<PackRepository> {
  const layout = layoutOf(options.dataDir);
  const vfs = options.vfs ?? realFs;
  const config = await readConfig(layout.config, vfs);
  const lock = (options.lock ?? lockDirectory)(layout.lock);
  const opened: (() => Promise<void>)[] = [];
  try {
    return await openLocked(options, layout, config, lock, opened);
  } catch (error) {
    for (const close of opened.reverse()) await close().catch((failure: unknown) => options.log(messageOf(failure)));
    lock.release();
    throw error;
  }
}

async function openLocked(options: OpenOptions, layout: Layout, found: RepositoryConfig, lock: DirectoryLock, opened: (() => Promise<void>)[]): Promise<PackRepository> {
  const { log } = options;
  const vfs = options.vfs ?? realFs;
  const clock = options.clock ?? systemClock;
  const config = upgraded(found);
  const repositoryId = Buffer.from(config.id, 'hex');
  const packs = { path: layout.packs, vfs, repositoryId };
  const remaking = { openView: options.openView ?? openViewStore, destroy: options.destroyView ?? destroyView, log };

  // The truth: journal, then packs.
  await refusePacksWithoutJournal(layout, vfs);
  const state = new PackState();
  const archive = new ArchiveState();
  const upgrade = new UpgradeState();
  const reducers = [state, archive, upgrade, ...options.reducers];
  const replayed = await replayJournal(layout.journal, config, reducers, vfs);
  const clean = await takeCleanMark(layout, replayed.position, vfs);
  const { open: openPack, lastPack, short, missing } = await recoverPacks(packs, layout.quarantine, clock.now(), state, log);
  if (openPack !== null) opened.push(() => openPack.close());
  const files = new PackFiles(layout.packs, vfs, repositoryId);
  opened.push(() => files.close());
  const unreadable = new Unreadable();

  // The views.
  const indexView = await openOrRemake(path.join(layout.dataDir, INDEX_VIEW), { name: INDEX_VIEW, followers: [], options: options.indexOptions ?? {} }, replayed.position.number, remaking);
  opened.push(() => indexView.close());
  const index = new ChunkIndex(indexView, clock, (pack) => state.packs.has(pack));
  opened.push(() => index.close());
  const space = new SpaceGuard(layout.dataDir, layout.ballast, vfs, clock, options.minFreeBytes);
  await space.open();
  const room = {
    clock,
    giveUpReserve: () => space.giveUpBallast(),
    isThere: async () => {
      await space.refresh();
      return space.space.freeBytes > ROOM_BYTES;
    },
  };
  const views: FollowedView[] = [];
  for (const spec of options.views) {
    const view = await openOrRemake(path.join(layout.dataDir, spec.name), spec, replayed.position.number, remaking);
    views.push(new FollowedView(spec.name, view, spec.followers, room, (error) => failed(asFailure(error))));
    opened.push(() => view.close());
  }

  // The writers. What the journal says reaches the state, the index and the views in this order.
  let repository: PackRepository | null = null;
  let reported = false;
  const failed = (error: FarvaultError): void => {
    if (reported) return;
    reported = true;
    pipeline.fail(error);
    repository?.fail(error);
    options.onFailed(error);
  };
  const onRecord = (record: JournalRecord, attachment: unknown): void => {
    options.onAdded?.(record.body);
    for (const reducer of reducers) reducer.apply(record);
    if (attachment instanceof RangeFrames) for (const { ids, lengths, pack, offset } of attachment.frames) index.add({ ids, lengths }, pack, offset);
    if (record.body.kind === 'chunk.quarantined') {
      const { ids, pack, frame } = record.body as unknown as Quarantined;
      index.remove(Buffer.from(ids, 'base64'), pack, frame);
    }
    index.covers(record.number);
    for (const view of views) view.feed(record);
  };
  const journal = await Journal.open(
    {
      directory: layout.journal,
      repositoryId,
      epoch: config.epoch,
      vfs,
      clock,
      segmentBytes: options.segmentBytes ?? SEGMENT_BYTES,
      onRecord,
      onSealed: (firstNumber, position) => archiver.sealed(firstNumber, position),
      onNoSpace: () => space.giveUpBallast(),
      onFlushed: options.onFlushed,
      onFailed: (error) => failed(error),
    },
    replayed.firstNumber,
    replayed.wholeBytes,
    replayed.position,
  );
  opened.push(() => journal.close());
  const pipeline = new WritePipeline({ packs, journal, clock, packBytes: options.packBytes ?? PACK_BYTES, indexReady: () => index.ready(), onFailed: (error) => failed(error) }, openPack, lastPack);
  const archiver = new Archiver({ directory: layout.journal, config, reducers, state: archive, pipeline, vfs, log });

  await catchUp(options, layout, config, replayed.position, { index, indexView, files, state, views }, log);
  const reading = { readFrame: (place: FramePlace) => made.readFrame(place), quarantine: (ids: Buffer, reason: string, at: FramePlace) => made.quarantine(ids, reason, at) };
  const keeper = new PackKeeper({ folder: packs, state, archive, files, index, journal, pipeline, space, unreadable, ...reading });
  const made: PackRepository = new PackRepository({ layout, config, vfs, clock, lock, journal, pipeline, archiver, archive, upgrade, state, files, unreadable, space, index, indexView, views, keeper, annotate: options.annotate ?? ((body) => body), log });
  repository = made;
  opened.splice(0, opened.length, () => made.close());
  if (replayed.position.number === 0) await made.appendJournal({ kind: 'repository.made', config });
  await upgradeRepository(found, layout.config, vfs, upgrade, made, log);
  archiver.storeMissed(replayed.segments);
  // Before anybody is told that it is held. A pack that is gone may come back, and matters only as long as its chunks were not sent again.
  if (missing.length > 0 && (await idsInShortPacks(new Map(missing.map((pack) => [pack, 0])), files, index, indexView)).length > 0) for (const pack of missing) unreadable.addPack(pack);
  if (short.size > 0) await made.quarantineCut(short).catch((error: unknown) => log(messageOf(error)));
  if (!clean) await made.examine(await verifyLastRanges(state, files, log));
  return made;
}

function asFailure(error: unknown): FarvaultError {
  return isFarvaultError(error) ? error : new FarvaultError('INTERNAL', `a view cannot be kept: ${messageOf(error)}`, { cause: error, remedy: 'Restart backupd: it goes on from the journal.' });
}

/** A new repository has neither; packs alone mean that the journal was lost, and a start would drop them. */
async function refusePacksWithoutJournal(layout: Layout, vfs: Vfs): Promise<void> {
  if ((await exists(layout.journal, vfs)) && (await listSegments(layout.journal, vfs)).length > 0) return;
  if (!(await vfs.readdir(layout.packs)).some((name) => packNumberOf(name) !== null)) return;
  throw new FarvaultError('MISSING', `there are packs in ${layout.packs} but no journal in ${layout.journal}`, { remedy: 'Put the journal back from a copy, or run "backupd rebuild --from-packs". Nothing has been changed.' });
}

/** True after a clean end. The mark tells where the journal ended then: a shorter or other journal is refused. Removed durably, so that this run is unclean until it ends. */
async function takeCleanMark(layout: Layout, position: JournalPosition, vfs: Vfs): Promise<boolean> {
  const mark = await readSmallFile(layout.clean, CLEAN_BYTES, vfs);
  if (mark === null) return false;
  const [number, chain] = mark.toString('utf8').trim().split(' ');
  if (Number(number) !== position.number || chain !== position.chain.toString('hex')) {
    throw new FarvaultError('CORRUPT', `the journal ends with record ${position.number}, but at the last clean end it ended with record ${number}`, {
      remedy: `Put the journal back from a copy, or run "backupd rebuild --from-packs"; if the journal is right and ${layout.clean} is not, remove that file.`,
    });
  }
  failpoint('open.mark.begin');
  await removeFile(layout.clean, vfs);
  await vfs.syncDirectory(layout.dataDir);
  failpoint('open.mark.removed');
  return true;
}

interface Remaking {
  openView: NonNullable<OpenOptions['openView']>;
  destroy: (directory: string) => void;
  log: (message: string) => void;
}

/** A view that does not verify, contradicts itself, or is ahead of the journal is made anew. */
async function openOrRemake(directory: string, spec: ViewSpec, journalEnd: number, { openView, destroy, log }: Remaking): Promise<LevelView> {
  const viewOptions = spec.options ?? {};
  let view: LevelView | null = null;
  try {
    view = await openView(directory, viewOptions);
    for (const follower of spec.followers) await follower.check?.(view);
    if (view.position() <= journalEnd) return view;
    log(`the view in ${directory} is ahead of the journal and is made anew`);
  } catch (error) {
    if (!isFarvaultError(error, 'CORRUPT')) {
      await view?.close();
      throw error;
    }
    log(`${messageOf(error)}; it is made anew`);
  }
  await view?.close();
  destroy(directory);
  return openView(directory, viewOptions);
}

interface Derived {
  index: ChunkIndex;
  indexView: LevelView;
  files: PackFiles;
  state: PackState;
  views: readonly FollowedView[];
}

async function catchUp(options: OpenOptions, layout: Layout, config: RepositoryConfig, end: JournalPosition, derived: Derived, log: (message: string) => void): Promise<void> {
  const { index, indexView, files, state, views } = derived;
  const indexing = new IndexCatchUp(index, files, state, log);
  let indexed = indexView.position();
  if (indexed === 0) {
    await indexing.fromPacks((done, total) => options.progress?.('packs', done, total));
    indexed = end.number;
    index.covers(indexed);
    await index.flush();
  }
  const positions = new Map(views.map((view) => [view, Math.max(view.view.position(), config.journalStart)]));
  const after = Math.min(indexed, ...positions.values());
  if (after >= end.number) return;
  for await (const segment of readSegments(layout.journal, Buffer.from(config.id, 'hex'), after, options.vfs ?? realFs)) {
    for (const record of segment.records) {
      if (record.number > indexed) await indexing.apply(record);
      for (const [view, position] of positions) if (record.number > position) await view.apply(record);
    }
    failpoint('open.views.caughtUp');
    options.progress?.('journal records', segment.position.number, end.number);
  }
}
