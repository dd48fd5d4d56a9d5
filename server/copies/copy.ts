// Makes a second copy, or brings one up to date (docs/copies.md). Read top to bottom, it is a copy. COPY.json comes last; before that, nothing that the copy before needs is touched.
import path from 'node:path';
import { VERSION } from '../../shared/config/version.js';
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { exists, removeFile } from '../../shared/fs/durable-file.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { packNumberOf } from '../../shared/store/pack-format.js';
import type { Clock } from '../../shared/time/clock.js';
import { checkpointFiles, layoutOf, readConfig, type RepositoryConfig } from '../repository/index.js';
import { readCheckedJson, writeCheckedJson } from './checked-json.js';
import { enterFolder, type EnterOptions } from './folder.js';
import { copyJournal } from './journal-copy.js';
import { copyLayoutOf, type CopyLayout } from './layout.js';
import { COPY_FORMAT, describeLacks, readManifest, type CopiedFile, type CopyManifest, type Extent, type HistoryPoint } from './manifest.js';
import { dropObjects, storeBytes, storeFile, type Place } from './objects.js';
import { readOutcome, writeOutcome, type Outcome } from './outcomes.js';
import type { DropFromCache } from './pack-writer.js';
import { takePosition, wentThrough, type Source } from './position.js';
import { fingerprintOf, seal } from './recovery-key.js';
import { gatherSecrets } from './sealed-files.js';
import { Transfer, type Progress } from './transfer.js';

/** Copied as they are. The configuration comes with COPY.json. */
const PLAIN_FILES = ['backupd.json'];
const RELEASES = 'releases';
const ARCHIVES = 'releases/archives';

export interface CopyOptions {
  dataDir: string;
  /** Without links. */
  folder: string;
  vfs: { source: Vfs; copy: Vfs };
  lock: EnterOptions['lock'];
  dropFromCache: DropFromCache;
  clock: Clock;
  /** The public half of the recovery key. */
  recoveryKey: Buffer;
  /** Reads what the folder has, too. */
  check: boolean;
  /** The folder may be new though copies went there before. */
  newDisk: boolean;
  tell: (done: number, total: number) => void;
  warn: (message: string) => void;
  signal: AbortSignal;
}

/** Makes the folder one for copies, and copies nothing: from then on it is known whether its disk is there. */
export async function prepareFolder({ dataDir, folder, vfs, clock, lock, newDisk }: Pick<CopyOptions, 'dataDir' | 'folder' | 'vfs' | 'clock' | 'lock' | 'newDisk'>): Promise<void> {
  const known = await readOutcome(dataDir, folder, vfs.source);
  const { id } = await readConfig(layoutOf(dataDir).config, vfs.source);
  const release = await enterFolder(copyLayoutOf(folder), id, { vfs: vfs.copy, nowMs: clock.now(), usedBefore: known !== null && !newDisk, lock });
  try {
    if (known === null) await writeOutcome(dataDir, { folder, good: null, triedMs: 0, error: '' }, vfs.source);
  } finally {
    release();
  }
}

interface Work extends CopyOptions {
  config: RepositoryConfig;
  layout: CopyLayout;
  /** Where the source's journal lies. */
  journal: string;
  packs: string;
  before: CopyManifest | null;
}

/** Gives what the copy holds. Its outcome, good or not, is written down in the data directory. */
export async function makeCopy(options: CopyOptions): Promise<CopyManifest> {
  const { dataDir, folder, vfs, clock } = options;
  const known = await readOutcome(dataDir, folder, vfs.source);
  const outcome: Outcome = { folder, good: known?.good ?? null, triedMs: clock.now(), error: '' };
  try {
    const manifest = await copyInto(options, known !== null && !options.newDisk, () => writeOutcome(dataDir, { ...outcome, error: 'it was cut off, or goes on' }, vfs.source));
    const { madeMs: timeMs, position, packBytes, snapshots, lacks } = manifest;
    outcome.good = { timeMs, position: position.number, packBytes, snapshots, lacks: lacks.length };
    if (lacks.length > 0) outcome.error = `some of what the data directory holds is damaged: ${describeLacks(lacks)}`;
    await writeOutcome(dataDir, outcome, vfs.source);
    return manifest;
  } catch (error) {
    const told = explained(error, options);
    // A folder that copies never went to stays unknown.
    if (known !== null) await writeOutcome(dataDir, { ...outcome, error: messageOf(told) }, vfs.source).catch(() => undefined);
    throw told;
  }
}

async function copyInto(options: CopyOptions, usedBefore: boolean, entered: () => Promise<void>): Promise<CopyManifest> {
  const { dataDir, vfs, clock } = options;
  const source = layoutOf(dataDir);
  const layout = copyLayoutOf(options.folder);
  const config = await readConfig(source.config, vfs.source);
  const release = await enterFolder(layout, config.id, { vfs: vfs.copy, nowMs: clock.now(), usedBefore, lock: options.lock });
  try {
    await entered();
    const work: Work = { ...options, config, layout, journal: source.journal, packs: source.packs, before: await readManifest(layout.manifest, vfs.copy) };
    const madeMs = clock.now();
    const taken = await takePosition(work.journal, config, vfs.source);
    await requireSameHistory(work, taken.position);
    const { at, lacks } = await copyPacks(work, taken);
    const known = options.check ? 0 : (work.before?.position.number ?? 0);
    await copyJournal({ repositoryId: Buffer.from(config.id, 'hex'), from: { journal: work.journal, vfs: vfs.source }, to: { journal: layout.journal, vfs: vfs.copy }, dropFromCache: options.dropFromCache, signal: options.signal }, at.position, known);
    const manifest = await manifestOf(work, at, lacks, madeMs);
    await writeCheckedJson(layout.manifest, manifest, vfs.copy);
    await removeOld(work, at, manifest);
    return manifest;
  } finally {
    release();
  }
}

/** What the folder has must be the beginning of what the source has. */
async function requireSameHistory({ before, journal, config, vfs, folder }: Work, now: HistoryPoint): Promise<void> {
  if (before === null) return;
  const { position } = before;
  if (position.number <= now.number && (await wentThrough(position, journal, config, vfs.source))) return;
  throw new FarvaultError('REFUSED', `the copy in ${folder} stands at journal record ${position.number} of another history: the data directory was brought back from an older copy, or rebuilt, since`, {
    remedy: 'Copy into another folder, and keep this one until that copy is whole.',
  });
}

async function copyPacks(work: Work, taken: Source): Promise<{ at: Source; lacks: Extent[] }> {
  const { vfs, layout, config, journal, packs, signal } = work;
  const transfer = new Transfer(
    {
      config,
      from: { packs, vfs: vfs.source },
      journal: { path: journal, vfs: vfs.source },
      to: { packs: layout.packs, vfs: vfs.copy },
      dropFromCache: work.dropFromCache,
      retake: () => takePosition(journal, config, vfs.source),
      save: (progress) => writeCheckedJson(layout.progress, progress, vfs.copy),
      tell: work.tell,
      warn: work.warn,
      clock: work.clock,
      signal,
    },
    taken,
  );
  const start = await startOf(work);
  let lacks = await transfer.run(start);
  const short = await transfer.shortPacks();
  if (short.length > 0 && !start.check) {
    work.warn(`${short.length} packs in ${layout.folder} are not as they were copied; all of it is looked at`);
    lacks = await transfer.run(fromTheStart(true));
  }
  return { at: transfer.source, lacks };
}

function fromTheStart(check: boolean): Progress {
  return { number: 0, chain: '', lacks: [], check };
}

/** Behind the copy that is there, or where one that was cut off has come to. */
async function startOf(work: Work): Promise<Progress> {
  const { before, check, layout, vfs, journal, config } = work;
  const progress = await readCheckedJson<Progress>(layout.progress, vfs.copy).catch((error: unknown) => {
    if (isFarvaultError(error, 'CORRUPT')) return null;
    throw error;
  });
  const beginning = before === null || check ? fromTheStart(check) : { ...before.position, lacks: before.lacks, check: false };
  const usable = progress !== null && progress.check === check && progress.number > beginning.number && (await wentThrough(progress, journal, config, vfs.source));
  return usable ? progress : beginning;
}

async function manifestOf(work: Work, at: Source, lacks: Extent[], madeMs: number): Promise<CopyManifest> {
  const { config, recoveryKey, dataDir, vfs, layout } = work;
  const objects: Place = { vfs: vfs.copy, path: layout.objects };
  const files = await copyFiles(work, at.position.number, objects);
  const bundle = await gatherSecrets(dataDir, vfs.source);
  const sealed = await storeBytes(seal(bundle, recoveryKey, config.id), 'keys', objects);
  await vfs.copy.syncDirectory(layout.objects);
  let newestSnapshotMs = 0;
  for (const { timeMs } of at.snapshots.all()) newestSnapshotMs = Math.max(newestSnapshotMs, timeMs);
  let packBytes = 0;
  for (const { end } of at.packs.packs.values()) packBytes += end;
  return {
    format: COPY_FORMAT,
    config,
    position: at.position,
    positionMs: at.positionMs,
    madeMs,
    version: VERSION,
    packs: at.packs.packs.size,
    packBytes,
    snapshots: at.snapshots.size,
    newestSnapshotMs,
    files,
    sealed: { object: sealed, key: fingerprintOf(recoveryKey) },
    lacks,
  };
}

/** Settings, releases, and the newest checkpoint, without which a journal that was rebuilt says too little. */
async function copyFiles(work: Work, position: number, objects: Place): Promise<CopiedFile[]> {
  const { dataDir, vfs, config, before, signal } = work;
  const source: Place = { vfs: vfs.source, path: dataDir };
  const [checkpoint] = (await checkpointFiles(work.journal, vfs.source)).filter(({ number }) => number <= position);
  const names = [...PLAIN_FILES, ...(await releaseFiles(source)), ...(checkpoint === undefined ? [] : [`journal/${checkpoint.name}`])];
  const files: CopiedFile[] = [];
  for (const name of names) {
    signal.throwIfAborted();
    try {
      files.push((await unchanged(name, source, before, work)) ?? (await storeFile(source, name, objects)));
    } catch (error) {
      // backupd.json need not be there; metadata and checkpoints go when newer ones come.
      if (!isFarvaultError(error, 'NOT_FOUND')) throw error;
    }
  }
  if (config.journalStart > 0 && !files.some(({ path: name }) => name.startsWith('journal/'))) throw new FarvaultError('CONFLICT', 'the newest checkpoint went while it was copied', { remedy: 'Copy again.' });
  return files;
}

async function releaseFiles({ vfs, path: dataDir }: Place): Promise<string[]> {
  const names: string[] = [];
  for (const folder of [RELEASES, ARCHIVES]) {
    if (!(await exists(path.join(dataDir, folder), vfs))) continue;
    for (const name of await vfs.readdir(path.join(dataDir, folder))) {
      if (!name.endsWith('.tmp') && (await vfs.stat(path.join(dataDir, folder, name))).kind === 'file') names.push(`${folder}/${name}`);
    }
  }
  return names;
}

/** Archives and checkpoints never change under their names. */
async function unchanged(name: string, { vfs, path: dataDir }: Place, before: CopyManifest | null, { layout, check, vfs: { copy } }: Work): Promise<CopiedFile | null> {
  const known = before?.files.find((file) => file.path === name);
  if (known === undefined || check || !(name.startsWith(`${ARCHIVES}/`) || name.startsWith('journal/'))) return null;
  const object = path.join(layout.objects, known.hash);
  const same = (await vfs.stat(path.join(dataDir, name))).size === known.bytes && (await exists(object, copy)) && (await copy.stat(object)).size === known.bytes;
  return same ? known : null;
}

/** The new copy is in place: what it does not need goes. */
async function removeOld({ layout, vfs: { copy } }: Work, { packs }: Source, { files, sealed }: CopyManifest): Promise<void> {
  for (const name of await copy.readdir(layout.packs)) {
    const pack = packNumberOf(name);
    if (pack !== null && !packs.packs.has(pack)) await removeFile(path.join(layout.packs, name), copy);
  }
  await dropObjects({ vfs: copy, path: layout.objects }, new Set([...files, sealed.object].map(({ hash }) => hash)));
  await removeFile(layout.progress, copy);
}

function explained(error: unknown, { signal, folder }: CopyOptions): unknown {
  if (signal.aborted) return new FarvaultError('CANCELLED', 'the copy was ended; the one before stays as it is, and the next goes on where this one was', { cause: error });
  if (isFarvaultError(error, 'NO_SPACE')) return new FarvaultError('NO_SPACE', `the disk of the copy is full: ${error.message}`, { cause: error, remedy: `Free space on the disk of ${folder}, or use a larger one. The copy before stays as it is; the next goes on where this one was.` });
  return error;
}
