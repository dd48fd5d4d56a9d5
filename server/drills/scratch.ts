// DIR/drills: a directory for the drill that goes on, closed to others, and the evidence of those that have ended.
import { mkdir, readdir, rmdir } from 'node:fs/promises';
import path from 'node:path';
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import { AT_FDCWD, closeFd, openDirectoryAt } from '../../shared/sys/at.js';
import { setXattr } from '../../shared/sys/xattr.js';
import { emptyDirectory } from './scratch-places.js';

export const EVIDENCE = 'evidence';

export class Scratch {
  constructor(private readonly folder: string) {}

  /** Made if it is not there; what a drill left that was cut off is removed. */
  async open(): Promise<void> {
    await mkdir(path.join(this.folder, EVIDENCE), { recursive: true, mode: 0o700 });
    for (const name of await readdir(this.folder)) if (name !== EVIDENCE) await this.#remove(name);
  }

  /** A directory for `use`, which is gone when it has ended, however. */
  async with<T>(id: string, use: (directory: string) => Promise<T>): Promise<T> {
    const directory = path.join(this.folder, id);
    await mkdir(directory, { mode: 0o700 });
    try {
      return await use(directory);
    } finally {
      await this.#remove(id);
    }
  }

  async #remove(name: string): Promise<void> {
    const directory = path.join(this.folder, name);
    try {
      const fd = openDirectoryAt(AT_FDCWD, Buffer.from(directory));
      try {
        await emptyDirectory(fd);
      } finally {
        closeFd(fd);
      }
      await rmdir(directory);
    } catch (error) {
      throw new FarvaultError('IO', `the scratch directory ${directory} of a drill cannot be removed: ${messageOf(error)}`, { remedy: 'Remove it by hand; it holds restored files.', cause: error });
    }
  }
}

/** Whether this disk keeps attributes of users. */
export function keepsUserAttributes(directory: string): boolean {
  try {
    setXattr(Buffer.from(directory), Buffer.from('user.farvault'), Buffer.from('1'));
    return true;
  } catch {
    return false;
  }
}
