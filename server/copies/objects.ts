// Whole files of a data directory in a copy: under the hash of their bytes, so that a new version never touches the one before.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { FarvaultError } from '../../shared/errors/errors.js';
import { ensureDirectory, exists, removeFile, TEMP_SUFFIX } from '../../shared/fs/durable-file.js';
import type { Vfs, VfsFile } from '../../shared/fs/vfs.js';
import { blake3, createHasher } from '../../shared/hash/hash.js';
import type { CopiedFile } from './manifest.js';
import { BLOCK_BYTES } from './pack-writer.js';

export interface Place {
  vfs: Vfs;
  /** Folder. */
  path: string;
}

/** Copies the file at `file` into `objects`. `known`: as an earlier copy has it; the name of a release archive says what is in it. */
export async function storeFile(from: Place, relative: string, objects: Place): Promise<CopiedFile> {
  const source = await from.vfs.open(path.join(from.path, relative), 'read');
  const temporary = path.join(objects.path, `incoming-${randomBytes(8).toString('hex')}${TEMP_SUFFIX}`);
  try {
    const { bytes, hash } = await copyBytes(source, temporary, objects.vfs);
    return await place({ path: relative.split(path.sep).join('/'), bytes, hash }, temporary, objects);
  } finally {
    await source.close();
  }
}

export async function storeBytes(bytes: Buffer, name: string, objects: Place): Promise<CopiedFile> {
  const temporary = path.join(objects.path, `incoming-${randomBytes(8).toString('hex')}${TEMP_SUFFIX}`);
  const file = await objects.vfs.open(temporary, 'create');
  try {
    await file.write([bytes], 0);
    await file.datasync();
  } finally {
    await file.close();
  }
  return place({ path: name, bytes: bytes.length, hash: blake3(bytes).toString('hex') }, temporary, objects);
}

/** Copies an object back to `to`, whose folder must be there. CORRUPT: it is not what it should be; nothing has its name then. */
export async function fetchFile(objects: Place, { path: name, bytes, hash }: CopiedFile, to: Place): Promise<void> {
  const file = path.join(to.path, name);
  requireHash(hash);
  const source = await objects.vfs.open(path.join(objects.path, hash), 'read');
  try {
    await removeFile(file + TEMP_SUFFIX, to.vfs);
    const copied = await copyBytes(source, file + TEMP_SUFFIX, to.vfs, bytes);
    if (copied.hash !== hash || copied.bytes !== bytes) {
      await removeFile(file + TEMP_SUFFIX, to.vfs);
      throw new FarvaultError('CORRUPT', `${path.join(objects.path, hash)} (${name}) does not verify`);
    }
    await to.vfs.rename(file + TEMP_SUFFIX, file);
    await to.vfs.syncDirectory(path.dirname(file));
  } finally {
    await source.close();
  }
}

/** Removes what is not in `kept`: of earlier copies, and of what was cut off. */
export async function dropObjects(objects: Place, kept: ReadonlySet<string>): Promise<void> {
  for (const name of await objects.vfs.readdir(objects.path)) if (!kept.has(name)) await removeFile(path.join(objects.path, name), objects.vfs);
}

/** Folders above `relative`, made below `to`. */
export async function makeFolders(relative: string, to: Place): Promise<void> {
  const folders = path.posix.dirname(relative).split('/').filter((name) => name !== '.');
  for (let depth = 1; depth <= folders.length; depth++) await ensureDirectory(path.join(to.path, ...folders.slice(0, depth)), to.vfs);
}

async function place(file: CopiedFile, temporary: string, { path: folder, vfs }: Place): Promise<CopiedFile> {
  const named = path.join(folder, file.hash);
  if (await exists(named, vfs)) await removeFile(temporary, vfs);
  else await vfs.rename(temporary, named);
  return file;
}

/** COPY.json is anybody's who had the disk: what it names as an object is one. */
export function requireHash(hash: string): void {
  if (!/^[0-9a-f]{64}$/.test(hash)) throw new FarvaultError('CORRUPT', `COPY.json names ${hash.slice(0, 100)}, which is no object`);
}

/** Reads no more than a block beyond `maxBytes`: the file may be larger than it should be, or have no end. */
async function copyBytes(source: VfsFile, to: string, vfs: Vfs, maxBytes = Infinity): Promise<{ bytes: number; hash: string }> {
  const target = await vfs.open(to, 'create');
  try {
    const hasher = createHasher();
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    let bytes = 0;
    for (;;) {
      const read = await source.read(block, bytes);
      if (read === 0 || bytes > maxBytes) break;
      const part = block.subarray(0, read);
      hasher.update(part);
      await target.write([part], bytes);
      bytes += read;
    }
    await target.datasync();
    return { bytes, hash: hasher.digestBuffer().toString('hex') };
  } finally {
    await target.close();
  }
}
