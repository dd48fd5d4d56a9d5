// The folder of a second copy: recognised, locked, and refused where it is not one that copies of this repository go to.
import fs from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { FarvaultError, isFarvaultError, systemCode } from '../../shared/errors/errors.js';
import { ensureDirectory } from '../../shared/fs/durable-file.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { tryLock } from '../../shared/sys/lock.js';
import { readCheckedJson, writeCheckedJson } from './checked-json.js';
import { COPY_MARKER, type CopyLayout } from './layout.js';
import { COPY_FORMAT } from './manifest.js';

/** What a new file system has of itself. */
const OF_THE_DISK = new Set(['lost+found', '.Trash-0', 'System Volume Information']);

interface Marker {
  format: number;
  repository: string;
  madeMs: number;
}

/** The folder with every link followed; of one that is not there yet, that of its parent. */
async function realFolder(folder: string): Promise<string> {
  try {
    return await realpath(folder);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw new FarvaultError('IO', `${folder} cannot be looked at: ${systemCode(error) ?? ''}`, { cause: error });
    const parent = path.dirname(path.resolve(folder));
    return parent === folder ? folder : path.join(await realFolder(parent), path.basename(folder));
  }
}

/** REFUSED when one of the two lies in the other. Gives the folder's path without links. */
export async function requireApart(dataDir: string, folder: string): Promise<string> {
  const [data, copy] = await Promise.all([realFolder(dataDir), realFolder(folder)]);
  const inside = (inner: string, outer: string): boolean => inner === outer || inner.startsWith(outer.endsWith('/') ? outer : `${outer}/`);
  if (inside(copy, data) || inside(data, copy)) throw new FarvaultError('REFUSED', `${folder} and the data directory ${dataDir} lie one in the other`, { remedy: 'A second copy belongs on another disk.' });
  return copy;
}

export interface EnterOptions {
  vfs: Vfs;
  nowMs: number;
  /** Copies went there before: it cannot be new. */
  usedBefore: boolean;
  lock: (layout: CopyLayout) => () => void;
}

/** Locks the folder, having made it one for copies of this repository if it is new or empty. Gives what unlocks it. */
export async function enterFolder(layout: CopyLayout, repositoryId: string, { vfs, nowMs, usedBefore, lock }: EnterOptions): Promise<() => void> {
  const found = await readMarker(layout, vfs);
  if (found === null) await requireNew(layout, vfs, usedBefore);
  else requireRepository(found, layout, repositoryId);
  const release = lock(layout);
  try {
    // Another copy may have been the first.
    const marker = await readMarker(layout, vfs);
    if (marker === null) await writeCheckedJson(layout.marker, { format: COPY_FORMAT, repository: repositoryId, madeMs: nowMs } satisfies Marker, vfs);
    else requireRepository(marker, layout, repositoryId);
    for (const folder of [layout.packs, layout.journal, layout.objects]) await ensureDirectory(folder, vfs);
    return release;
  } catch (error) {
    release();
    throw error;
  }
}

/** Null: the folder is not one of copies. */
export async function readMarker(layout: CopyLayout, vfs: Vfs): Promise<Marker | null> {
  const marker = await readCheckedJson<Marker>(layout.marker, vfs);
  if (marker !== null && marker.format > COPY_FORMAT) throw new FarvaultError('FORMAT', `${layout.folder} has format ${marker.format}; this program reads up to ${COPY_FORMAT}`, { remedy: 'Use a newer backupd. Nothing has been changed.' });
  return marker;
}

function requireRepository({ repository }: Marker, { folder }: CopyLayout, repositoryId: string): void {
  if (repository !== repositoryId) throw new FarvaultError('REFUSED', `${folder} holds copies of another repository (${repository})`, { remedy: 'Name another folder.' });
}

async function requireNew({ folder }: CopyLayout, vfs: Vfs, usedBefore: boolean): Promise<void> {
  if (usedBefore) {
    throw new FarvaultError('REFUSED', `copies went to ${folder} before, but ${COPY_MARKER} is not there: is the disk mounted?`, { remedy: 'Mount it. For a new, empty disk in its place: backupd copy --new-disk.' });
  }
  const names = await vfs.readdir(folder).catch((error: unknown) => {
    if (isFarvaultError(error, 'NOT_FOUND')) return null;
    throw error;
  });
  const other = names?.find((name) => !OF_THE_DISK.has(name) && name !== 'LOCK' && !name.startsWith(COPY_MARKER));
  if (other !== undefined) throw new FarvaultError('REFUSED', `${folder} is no folder of copies and holds something else (${other})`, { remedy: 'Name a new or an empty folder.' });
  if (names === null) await ensureDirectory(folder, vfs);
}

/** One copy at a time into a folder. The kernel lets the lock go when the process ends, however it ends. */
export function lockFolder({ lock, folder }: CopyLayout): () => void {
  let fd: number;
  try {
    fd = fs.openSync(lock, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
  } catch (error) {
    throw new FarvaultError('IO', `${folder} cannot be written: ${systemCode(error) ?? String(error)}`, { cause: error, remedy: 'Is the disk mounted, and may this user write there?' });
  }
  if (!tryLock(fd)) {
    fs.closeSync(fd);
    throw new FarvaultError('CONFLICT', `another copy into ${folder} goes on`, { remedy: 'Wait for it, or end it.' });
  }
  return () => fs.closeSync(fd);
}
