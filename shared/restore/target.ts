// The directory that is restored into: made where it is missing, opened once, and from then on used by its descriptor.
import { FarvaultError, messageOf, systemCode } from '../errors/errors.js';
import { closeFd, mkdirAt, openDirectoryAt } from '../sys/at.js';
import { tryLock } from '../sys/lock.js';
import { printablePath } from '../sys/system-error.js';
import { StatBuffer, statFd } from '../sys/statx.js';
import { componentsOf } from './paths.js';
import { listDirectory } from './write/remove-tree.js';

export interface RestoreTarget {
  fd: number;
  /** Nothing is in it. */
  fresh: boolean;
  /** Its own owner, mode and times stay as they are. */
  keepMetadata: boolean;
  close(): void;
}

export interface OpenTargetOptions {
  /** An absolute path that may be followed as it is. */
  root: string;
  /** Below the root, component by component, no links followed; empty: the root itself. */
  below: Buffer;
  keepMetadata: boolean;
  /** A directory on the way below the root must belong to this user or root, and be writable by nobody else. Null: not asked. */
  ownedBy: number | null;
  /** Makes what is missing. Else a missing target is an error. */
  make: boolean;
}

const stat = new StatBuffer();
const OTHERS_WRITE = 0o022;
const STICKY = 0o1000;

/** Takes a lock on the target, so that two restores into it do not take each other's temporary files for leftovers. */
export function openTarget(options: OpenTargetOptions): RestoreTarget {
  let fd = -1;
  let made = false;
  try {
    fd = openDirectoryAt(-100, Buffer.from(`${options.root}/.`));
    for (const name of componentsOf(options.below)) {
      const next = enter(fd, name, options.make);
      closeFd(fd);
      fd = next.fd;
      made = next.made;
      if (options.ownedBy !== null) checkOwner(fd, options.ownedBy, name);
    }
    if (!tryLock(fd)) throw new FarvaultError('CONFLICT', 'Another restore is writing to this target', { remedy: 'Wait for it to end, or choose another target.', retryable: true });
    const fresh = made || listDirectory(fd).length === 0;
    const opened = fd;
    return { fd, fresh, keepMetadata: options.keepMetadata, close: () => closeFd(opened) };
  } catch (error) {
    if (fd >= 0) closeFd(fd);
    if (error instanceof FarvaultError) throw error;
    const path = `${options.root}/${printablePath(options.below)}`;
    const code = ['ELOOP', 'ENOTDIR', 'EACCES', 'EPERM'].includes(systemCode(error) ?? '') ? 'REFUSED' : 'IO';
    throw new FarvaultError(code, `The target ${path} cannot be opened: ${messageOf(error)}`, { remedy: 'Name a directory that this user may write to, without symbolic links in it.', cause: error });
  }
}

function enter(fd: number, name: Buffer, make: boolean): { fd: number; made: boolean } {
  let made = false;
  if (make) {
    try {
      mkdirAt(fd, name, 0o755);
      made = true;
    } catch (error) {
      if (systemCode(error) !== 'EEXIST') throw error;
    }
  }
  return { fd: openDirectoryAt(fd, name), made };
}

function checkOwner(fd: number, owner: number, name: Buffer): void {
  statFd(fd, stat);
  const trusted = stat.uid === owner || stat.uid === 0;
  const shared = (stat.mode & OTHERS_WRITE) !== 0 && (stat.mode & STICKY) === 0;
  if (trusted && !shared) return;
  throw new FarvaultError('REFUSED', `${printablePath(name)}, on the way to the target, belongs to another user or can be written by others`, { remedy: 'Restore to a directory below the restore root that only its owner can change.' });
}
