// A data directory from a second copy: `backupd init --from`. FARVAULT-REPOSITORY comes last, so that what was cut off is no repository, and the same command goes on with it.
import path from 'node:path';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { ensureDirectory, readSmallFile, removeFile } from '../../shared/fs/durable-file.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import type { Clock } from '../../shared/time/clock.js';
import { layoutOf, markRestored, REPOSITORY_FILE } from '../repository/index.js';
import { readCheckedJson, writeCheckedJson } from './checked-json.js';
import { readMarker, type EnterOptions } from './folder.js';
import { copyJournal } from './journal-copy.js';
import { copyLayoutOf, type CopyLayout } from './layout.js';
import { readManifest, type CopyManifest, type Extent } from './manifest.js';
import { fetchFile, makeFolders, requireHash } from './objects.js';
import type { DropFromCache } from './pack-writer.js';
import { takePosition } from './position.js';
import { fingerprintOf, unseal, type RecoveryKey } from './recovery-key.js';
import { putSecrets } from './sealed-files.js';
import { Transfer, type Progress } from './transfer.js';

/** In a data directory that is not whole yet: how far it has come, and from which copy. */
export const RESTORING_FILE = 'RESTORING.json';
const MAX_SEALED_BYTES = 128 << 20;

interface Restoring extends Progress {
  repository: string;
  /** Chain hash at the copy's position. */
  copy: string;
}

export interface BringBackOptions {
  dataDir: string;
  folder: string;
  vfs: { copy: Vfs; data: Vfs };
  /** Takes a lock in the data directory. */
  lock: EnterOptions['lock'];
  dropFromCache: DropFromCache;
  clock: Clock;
  /** What opens the sealed keys, once it is known whose they are; null: they stay closed. */
  recoveryKey: (repositoryId: string, fingerprint: string) => Promise<RecoveryKey | null>;
  tell: (done: number, total: number) => void;
  warn: (message: string) => void;
  signal: AbortSignal;
}

export interface BroughtBack {
  manifest: CopyManifest;
  /** What is damaged in the copy, or was lacking in it. */
  lacks: Extent[];
  /** Settings and release files that are damaged in the copy. */
  lostFiles: string[];
  /** False: the sealed keys stay closed. */
  keys: boolean;
}

/** What a folder holds, without looking at more than COPY.json. */
export async function readCopy(folder: string, vfs: Vfs): Promise<CopyManifest> {
  const layout = copyLayoutOf(folder);
  if ((await readMarker(layout, vfs)) === null) throw new FarvaultError('NOT_FOUND', `${folder} is no folder of second copies`, { remedy: 'Name the folder that `backupd copy --to` was given; is its disk mounted?' });
  const manifest = await readManifest(layout.manifest, vfs);
  if (manifest === null) throw new FarvaultError('MISSING', `no copy into ${folder} was ever finished`, { remedy: 'Use another copy.' });
  return manifest;
}

export async function bringBack(options: BringBackOptions): Promise<BroughtBack> {
  const { dataDir, folder, vfs } = options;
  const manifest = await readCopy(folder, vfs.copy);
  await requireUnused(options, manifest);
  // Before hours of copying: a key that does not fit.
  const key = await options.recoveryKey(manifest.config.id, manifest.sealed.key);
  const secrets = key === null ? null : await openSecrets(copyLayoutOf(folder), manifest, key, vfs.copy);
  await ensureDirectory(dataDir, vfs.data);
  const release = options.lock(copyLayoutOf(dataDir));
  try {
    const start = await startOf(options, manifest);
    const lacks = await fetchAll(options, manifest, start);
    if (secrets !== null) await putSecrets(dataDir, secrets, vfs.data);
    await vfs.data.syncDirectory(dataDir);
    await markRestored(dataDir, manifest.config, { number: manifest.position.number, copiedMs: manifest.positionMs, keys: key !== null }, { vfs: vfs.data, clock: options.clock });
    await removeFile(path.join(dataDir, RESTORING_FILE), vfs.data);
    await vfs.data.syncDirectory(dataDir);
    return { manifest, ...lacks, keys: key !== null };
  } finally {
    release();
  }
}

async function fetchAll(options: BringBackOptions, manifest: CopyManifest, start: Progress): Promise<Pick<BroughtBack, 'lacks' | 'lostFiles'>> {
  const { dataDir, folder, vfs, dropFromCache, signal } = options;
  const layout = copyLayoutOf(folder);
  const data = layoutOf(dataDir);
  for (const directory of [data.packs, data.journal, data.quarantine]) await ensureDirectory(directory, vfs.data);
  const repositoryId = Buffer.from(manifest.config.id, 'hex');
  await copyJournal({ repositoryId, from: { journal: layout.journal, vfs: vfs.copy }, to: { journal: data.journal, vfs: vfs.data }, dropFromCache, signal }, manifest.position, 0);
  const lostFiles = await fetchFiles(layout, manifest, options);
  return { lostFiles, lacks: await fetchPacks(layout, manifest, options, start) };
}

/** REFUSED unless the directory is new, empty, or of this command when it was cut off. */
async function requireUnused({ dataDir, vfs: { data } }: BringBackOptions, { config }: CopyManifest): Promise<void> {
  const names: string[] = await data.readdir(dataDir).catch((error: unknown) => {
    if (isFarvaultError(error, 'NOT_FOUND')) return [];
    throw error;
  });
  const used = new FarvaultError('REFUSED', `${dataDir} is not empty`, { remedy: 'Choose a new directory.' });
  if (names.includes(REPOSITORY_FILE)) throw used;
  const before = await readCheckedJson<Restoring>(path.join(dataDir, RESTORING_FILE), data);
  if (before === null && names.some((name) => !name.startsWith(RESTORING_FILE) && name !== 'lost+found' && name !== 'LOCK')) throw used;
  if (before !== null && before.repository !== config.id) throw used;
}

/** Where this command has come to when it was cut off; what is there of an earlier copy is looked at. */
async function startOf({ dataDir, vfs: { data } }: BringBackOptions, { config, position }: CopyManifest): Promise<Progress> {
  const file = path.join(dataDir, RESTORING_FILE);
  const before = await readCheckedJson<Restoring>(file, data);
  if (before?.copy === position.chain) return before;
  const start: Restoring = { number: 0, chain: '', lacks: [], check: before !== null, repository: config.id, copy: position.chain };
  await writeCheckedJson(file, start, data);
  return start;
}

async function openSecrets({ objects }: CopyLayout, { config, sealed }: CopyManifest, key: RecoveryKey, vfs: Vfs): Promise<Buffer> {
  if (fingerprintOf(key.public) !== sealed.key) throw new FarvaultError('REFUSED', `this recovery key (${fingerprintOf(key.public)}) is not that of the copy (${sealed.key})`, { remedy: 'Name the recovery key that the first copy made.' });
  requireHash(sealed.object.hash);
  const bytes = await readSmallFile(path.join(objects, sealed.object.hash), MAX_SEALED_BYTES, vfs);
  if (bytes === null) throw new FarvaultError('MISSING', `the sealed keys are gone from ${objects}`, { remedy: 'Use another copy, or bring back the data alone: --without-keys.' });
  return unseal(bytes, key, config.id);
}

/** Gives those that are damaged in the copy. Without its checkpoint a journal that was rebuilt is of no use. */
async function fetchFiles({ objects }: CopyLayout, { files, config }: CopyManifest, { dataDir, vfs, signal, warn }: BringBackOptions): Promise<string[]> {
  const to = { vfs: vfs.data, path: dataDir };
  const lost: string[] = [];
  for (const file of files) {
    signal.throwIfAborted();
    requireInside(file.path);
    await makeFolders(file.path, to);
    try {
      await fetchFile({ vfs: vfs.copy, path: objects }, file, to);
    } catch (error) {
      const damage = isFarvaultError(error, 'CORRUPT') || isFarvaultError(error, 'NOT_FOUND') || isFarvaultError(error, 'IO');
      if (!damage || (file.path.startsWith('journal/') && config.journalStart > 0)) throw error;
      warn(`${file.path} is damaged in the copy: ${error.message}`);
      lost.push(file.path);
    }
  }
  return lost;
}

function requireInside(name: string): void {
  const fine = name === 'backupd.json' || /^(?:releases|releases\/archives|journal)\/[\w.-]+$/.test(name);
  if (!fine || name.split('/').includes('..')) throw new FarvaultError('CORRUPT', `COPY.json lists ${name.slice(0, 100)}, which is no file of a copy`);
}

async function fetchPacks(layout: CopyLayout, { config, position }: CopyManifest, options: BringBackOptions, start: Progress): Promise<Extent[]> {
  const { dataDir, vfs, clock, signal, tell, warn } = options;
  const data = layoutOf(dataDir);
  const source = await takePosition(data.journal, config, vfs.data);
  if (source.position.chain !== position.chain) throw new FarvaultError('CORRUPT', `the journal in ${data.journal} does not end where the copy does`, { remedy: 'Remove the directory and begin again.' });
  const file = path.join(dataDir, RESTORING_FILE);
  const transfer = new Transfer(
    {
      config,
      from: { packs: layout.packs, vfs: vfs.copy },
      journal: { path: data.journal, vfs: vfs.data },
      to: { packs: data.packs, vfs: vfs.data },
      dropFromCache: options.dropFromCache,
      retake: () => Promise.resolve(source),
      save: (progress) => writeCheckedJson(file, { ...progress, repository: config.id, copy: position.chain } satisfies Restoring, vfs.data),
      tell,
      warn,
      clock,
      signal,
    },
    source,
  );
  return transfer.run(start);
}
