// The chain of directories from the target down to where the writer works. Everything is opened component by component without following
// links, and everything below is made relative to these descriptors: a link that someone puts in the way, at whatever moment, is not followed.
// Descriptors are kept for the deepest levels only; an ancestor whose own was given back is reached again from the target, and must be the same directory.
import { closeFd, mkdirAt, openDirectoryAt, unlinkAt } from '../../sys/at.js';
import { systemError } from '../../sys/system-error.js';
import { StatBuffer, statFd } from '../../sys/statx.js';
import { systemCode } from '../../errors/errors.js';
import type { ProtectedPaths } from './protected.js';
import type { Entry } from '../../format/entry.js';

const OPEN_MAX = 256;

export interface Directory {
  /** Path in the manifest, and its own name on disk; the target itself has an empty name. */
  path: Buffer;
  name: Buffer;
  /** What the manifest says of it; null for the target when nothing does. */
  entry: Entry | null;
  /** -1: not open. */
  fd: number;
  /** False until it exists on disk for this walk. */
  ready: boolean;
  /** Made by this restore: it is empty but for what this restore put there. */
  fresh: boolean;
  /** True: its metadata is to be set when it is left. */
  selected: boolean;
  /** Nothing below it is restored (it could not be made or opened). */
  closed: boolean;
  device: number;
  inode: bigint;
  /** Group that the system gives to what is made here; -1: not known yet. */
  createdGid: number;
  /** What the snapshot lacks is to be removed from it. */
  prunes: boolean;
  /** With --delete: names on disk (latin1) that the manifest has not shown; else null. */
  extra: Set<string> | null;
}

export interface DirectoryEvents {
  /** Called once when the directory is open, before anything in it is touched. */
  opened(directory: Directory): void;
  /** Called when nothing more will come below it, deepest first. `fd` is open. */
  left(directory: Directory): void;
}

const stat = new StatBuffer();

export class DirectoryChain {
  readonly #chain: Directory[];
  readonly #events: DirectoryEvents;
  /** Makes what is missing; else only looks. */
  readonly #make: boolean;
  readonly #replace: boolean;
  readonly #protects: ProtectedPaths;
  #open = 0;

  constructor(targetFd: number, events: DirectoryEvents, mode: { make: boolean; replace: boolean; fresh: boolean; protects: ProtectedPaths }) {
    this.#events = events;
    this.#make = mode.make;
    this.#replace = mode.replace;
    this.#protects = mode.protects;
    const target = newDirectory(Buffer.alloc(0), Buffer.alloc(0), null, false);
    target.fd = targetFd;
    target.ready = true;
    target.fresh = mode.fresh;
    this.#identify(target);
    this.#chain = [target];
    events.opened(target);
  }

  get target(): Directory {
    return this.#chain[0];
  }

  get top(): Directory {
    return this.#chain[this.#chain.length - 1];
  }

  /** Leaves directories until the top is the one at `parentLength` bytes of `path`. False: it is not in the chain. */
  leaveTo(path: Buffer, parentLength: number): boolean {
    for (;;) {
      const top = this.top;
      const length = top.path.length;
      if (length === parentLength && path.compare(top.path, 0, length, 0, length) === 0) return true;
      if (this.#chain.length === 1) return false;
      if (length < parentLength && path[length] === 0x2f && path.compare(top.path, 0, length, 0, length) === 0) return false;
      this.#leave();
    }
  }

  push(path: Buffer, name: Buffer, entry: Entry, selected: boolean): Directory {
    const directory = newDirectory(path, name, entry, selected);
    directory.closed = this.top.closed;
    this.#chain.push(directory);
    return directory;
  }

  /** Descriptor of the top directory, made or opened with all above it. Throws a system error of the level that failed, once: below it is closed. */
  ready(): number {
    const top = this.top;
    if (top.fd >= 0) return top.fd;
    return this.#readyAt(this.#chain.length - 1);
  }

  leaveAll(): void {
    while (this.#chain.length > 1) this.#leave();
    this.#events.left(this.target);
  }

  /** Gives back descriptors without any events. */
  abandon(): void {
    for (const directory of this.#chain.slice(1)) this.#close(directory);
    this.#chain.length = 1;
  }

  #readyAt(level: number): number {
    const directory = this.#chain[level];
    if (directory.fd >= 0) return directory.fd;
    if (directory.closed) throw systemError('ENOTDIR', 'open', directory.path);
    const parentFd = this.#readyAt(level - 1);
    const first = !directory.ready;
    try {
      directory.fd = first ? this.#enter(parentFd, directory) : this.#reopen(parentFd, directory);
    } catch (error) {
      directory.closed = true;
      for (const below of this.#chain.slice(level + 1)) below.closed = true;
      throw error;
    }
    this.#open++;
    this.#trim(level);
    if (first) this.#events.opened(directory);
    return directory.fd;
  }

  #enter(parentFd: number, directory: Directory): number {
    if (this.#make) {
      try {
        mkdirAt(parentFd, directory.name, 0o700);
        directory.fresh = true;
      } catch (error) {
        if (systemCode(error) !== 'EEXIST') throw error;
      }
    }
    let fd: number;
    try {
      fd = openDirectoryAt(parentFd, directory.name);
    } catch (error) {
      const inTheWay = ['ENOTDIR', 'ELOOP'].includes(systemCode(error) ?? '');
      if (!inTheWay || !this.#make || !this.#replace) throw error;
      unlinkAt(parentFd, directory.name);
      mkdirAt(parentFd, directory.name, 0o700);
      directory.fresh = true;
      fd = openDirectoryAt(parentFd, directory.name);
    }
    statFd(fd, stat);
    if (this.#protects.has(stat)) {
      closeFd(fd);
      throw systemError('EPERM', 'protected', directory.path);
    }
    directory.ready = true;
    directory.device = stat.device;
    directory.inode = stat.inode;
    return fd;
  }

  #reopen(parentFd: number, directory: Directory): number {
    const fd = openDirectoryAt(parentFd, directory.name);
    statFd(fd, stat);
    if (stat.device === directory.device && stat.inode === directory.inode) return fd;
    closeFd(fd);
    throw systemError('ESTALE', 'open', directory.path);
  }

  #identify(directory: Directory): void {
    statFd(directory.fd, stat);
    directory.device = stat.device;
    directory.inode = stat.inode;
  }

  /** The shallowest open ones go first: the walk works at the deep end. */
  #trim(keep: number): void {
    for (let level = 1; level < keep && this.#open > OPEN_MAX; level++) this.#close(this.#chain[level]);
  }

  #leave(): void {
    const level = this.#chain.length - 1;
    const directory = this.#chain[level];
    if (directory.ready && !directory.closed) {
      try {
        this.#readyAt(level);
        this.#events.left(directory);
      } catch {
        // gone or replaced meanwhile: there is nothing of ours left to set metadata on; what failed below it was reported
      }
    }
    this.#close(directory);
    this.#chain.pop();
  }

  #close(directory: Directory): void {
    if (directory.fd < 0) return;
    closeFd(directory.fd);
    directory.fd = -1;
    this.#open--;
  }
}

function newDirectory(path: Buffer, name: Buffer, entry: Entry | null, selected: boolean): Directory {
  return { path, name, entry, fd: -1, ready: false, fresh: false, selected, closed: false, device: 0, inode: 0n, createdGid: -1, prunes: false, extra: null };
}
