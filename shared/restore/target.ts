// The directory that is restored into: made where it is missing, opened once, and from then on used by its descriptor.
import { FarvaultError, messageOf, systemCode } from '../errors/errors.js';
import { closeFd, mkdirAt, openDirectoryAt } from '../sys/at.js';
import { tryLock } from '../sys/lock.js';
import { printablePath } from '../sys/system-error.js';
import { StatBuffer, statFd } from '../sys/statx.js';
import { componentsOf } from './paths.js';
import type { ProtectedPaths } from './write/protected.js';
import { listDirectory } from './write/remove-tree.js';

export interface RestoreTarget {
  fd: number;
  /** Nothing is in it. */
  fresh: boolean;
  /** Its own owner, mode and times stay as they are. */
  keepMetadata: boolean;
  protects: ProtectedPaths;
  close(): void;
}

export interface OpenTargetOptions {
  /** An absolute path that may be followed as it is. */
  root: string;
  /** Below the root, component by component, no links followed; empty: the root itself. */
  below: Buffer;
  keepMetadata: boolean;
  /** No directory on the way may be one of these. */
  protects: ProtectedPaths;
  /** Makes what is missing. Else (a dry run) a missing target counts as an empty one. */
  make: boolean;
}

const stat = new StatBuffer();

/** Takes a lock on the target, so that two restores into it do not take each other's temporary files for leftovers. */
export function openTarget(options: OpenTargetOptions): RestoreTarget {
  let fd = -1;
  let made = false;
  try {
    fd = openDirectoryAt(-100, Buffer.from(`${options.root}/.`));
    refuseProtected(fd, options.protects);
    for (const name of componentsOf(options.below)) {
      const next = enter(fd, name, options.make);
      if (next === null) {
        // A dry run into what is not there yet: compared with nothing.
        made = true;
        break;
      }
      closeFd(fd);
      fd = next.fd;
      made = next.made;
      refuseProtected(fd, options.protects);
    }
    if (options.make && !tryLock(fd)) throw new FarvaultError('CONFLICT', 'Another restore is writing to this target', { remedy: 'Wait for it to end, or choose another target.', retryable: true });
    const fresh = made || listDirectory(fd).length === 0;
    const opened = fd;
    return { fd, fresh, keepMetadata: options.keepMetadata, protects: options.protects, close: () => closeFd(opened) };
  } catch (error) {
    if (fd >= 0) closeFd(fd);
    if (error instanceof FarvaultError) throw error;
    const path = `${options.root}/${printablePath(options.below)}`;
    const code = ['ELOOP', 'ENOTDIR', 'EACCES', 'EPERM'].includes(systemCode(error) ?? '') ? 'REFUSED' : 'IO';
    throw new FarvaultError(code, `The target ${path} cannot be opened: ${messageOf(error)}`, { remedy: 'Name a directory that this user may write to, without symbolic links in it.', cause: error });
  }
}

function enter(fd: number, name: Buffer, make: boolean): { fd: number; made: boolean } | null {
  let made = false;
  if (make) {
    try {
      mkdirAt(fd, name, 0o755);
      made = true;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
  }
  try {
    return { fd: openDirectoryAt(fd, name), made };
  } catch (error) {
    if (!make && systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

function refuseProtected(fd: number, protects: ProtectedPaths): void {
  statFd(fd, stat);
  if (protects.has(stat)) throw new FarvaultError('REFUSED', 'The target lies in what this program itself needs', { remedy: 'Restore to another directory.' });
}
