// Whole small files: replaced so that a crash leaves the old bytes or the new ones, read with a bound.
import path from 'node:path';
import { FarvaultError, isFarvaultError } from '../errors/errors.js';
import { failpoint } from '../failpoints/failpoints.js';
import { realFs } from './real-fs.js';
import type { Vfs } from './vfs.js';

export const TEMP_SUFFIX = '.tmp';

/** Resolves when the file has its new bytes and name on disk. One writer a path at a time. */
export async function writeFileDurable(file: string, bytes: Uint8Array, permissions = 0o600, vfs: Vfs = realFs): Promise<void> {
  const temp = file + TEMP_SUFFIX;
  await removeFile(temp, vfs);
  const handle = await vfs.open(temp, 'create', permissions);
  try {
    failpoint('file.durable.created');
    await handle.write([bytes], 0);
    failpoint('file.durable.written');
    await handle.datasync();
    failpoint('file.durable.flushed');
  } finally {
    await handle.close();
  }
  await vfs.rename(temp, file);
  failpoint('file.durable.renamed');
  await vfs.syncDirectory(path.dirname(file));
}

/** The bytes of a file, or null when there is none. Longer than `maxBytes` is a FORMAT error. */
export async function readSmallFile(file: string, maxBytes: number, vfs: Vfs = realFs): Promise<Buffer | null> {
  let handle;
  try {
    handle = await vfs.open(file, 'read');
  } catch (error) {
    if (isFarvaultError(error, 'NOT_FOUND')) return null;
    throw error;
  }
  try {
    const size = await handle.size();
    if (size > maxBytes) throw new FarvaultError('FORMAT', `${file} has ${size} bytes, more than the ${maxBytes} that it may have`);
    const bytes = Buffer.alloc(size);
    return bytes.subarray(0, await handle.read(bytes, 0));
  } finally {
    await handle.close();
  }
}

/** Removes a file if it is there. Not durable until its directory is flushed. */
export async function removeFile(file: string, vfs: Vfs): Promise<void> {
  try {
    await vfs.unlink(file);
  } catch (error) {
    if (!isFarvaultError(error, 'NOT_FOUND')) throw error;
  }
}

export async function exists(file: string, vfs: Vfs): Promise<boolean> {
  try {
    await vfs.stat(file);
    return true;
  } catch (error) {
    if (isFarvaultError(error, 'NOT_FOUND')) return false;
    throw error;
  }
}

/** Makes a directory unless it is there; its name is durable either way (an earlier attempt may have been cut off before that). */
export async function ensureDirectory(directory: string, vfs: Vfs): Promise<void> {
  try {
    await vfs.mkdir(directory);
  } catch (error) {
    if (!isFarvaultError(error, 'EXISTS')) throw error;
  }
  await vfs.syncDirectory(path.dirname(directory));
}
