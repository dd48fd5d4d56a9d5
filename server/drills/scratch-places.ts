// Ways through a restored tree by descriptors: whatever the length of its paths, and whatever permissions its files were restored with.
import fs from 'node:fs';
import { systemCode } from '../../shared/errors/errors.js';
import { closeFd, O_PATH, openAt, openDirectoryAt, rmdirAt, unlinkAt } from '../../shared/sys/at.js';
import { readNames } from '../../shared/sys/directory.js';

const DIRECTORY = fs.constants.O_RDONLY | fs.constants.O_DIRECTORY | fs.constants.O_NOFOLLOW;
const MAX_DEPTH = 4_096;
const REMOVED_AT_ONCE = 256;
const SLASH = 0x2f;

/** The directory that holds a path, open; the one of the path before is kept, because paths come in order. */
export class ScratchPlaces {
  #parent: { path: Buffer; fd: number } | null = null;

  constructor(private readonly rootFd: number) {}

  /** The descriptor is borrowed until the next call. */
  parentOf(path: Buffer): { dirFd: number; name: Buffer } {
    const slash = path.lastIndexOf(SLASH);
    const name = path.subarray(slash + 1);
    if (slash < 0) return { dirFd: this.rootFd, name };
    const parent = path.subarray(0, slash);
    if (this.#parent?.path.equals(parent) === true) return { dirFd: this.#parent.fd, name };
    this.close();
    this.#parent = { path: parent, fd: this.#open(parent) };
    return { dirFd: this.#parent.fd, name };
  }

  close(): void {
    if (this.#parent !== null) closeFd(this.#parent.fd);
    this.#parent = null;
  }

  #open(directory: Buffer): number {
    let fd = this.rootFd;
    for (let start = 0; start <= directory.length; ) {
      const slash = directory.indexOf(SLASH, start);
      const end = slash < 0 ? directory.length : slash;
      try {
        const below = openForced(fd, directory.subarray(start, end), DIRECTORY);
        if (fd !== this.rootFd) closeFd(fd);
        fd = below;
      } catch (error) {
        if (fd !== this.rootFd) closeFd(fd);
        throw error;
      }
      start = end + 1;
    }
    return fd;
  }
}

/** Opens what belongs to this user even if its permissions say no: they are changed then. */
export function openForced(dirFd: number, name: Buffer, flags: number): number {
  try {
    return openAt(dirFd, name, flags);
  } catch (error) {
    if (systemCode(error) !== 'EACCES') throw error;
  }
  permit(dirFd, name);
  return openAt(dirFd, name, flags);
}

/** Removes all that is in a directory, and lets others run meanwhile. */
export async function emptyDirectory(fd: number, depth = 0): Promise<void> {
  if (depth > MAX_DEPTH) throw new Error(`more than ${MAX_DEPTH} directories lie in each other`);
  let removed = 0;
  for (const name of namesOf(fd)) {
    if (++removed % REMOVED_AT_ONCE === 0) await new Promise<void>((resolve) => setImmediate(resolve));
    try {
      unlinkAt(fd, name);
      continue;
    } catch (error) {
      if (!['EISDIR', 'EPERM'].includes(systemCode(error) ?? '')) throw error;
    }
    permit(fd, name);
    const below = openDirectoryAt(fd, name);
    try {
      await emptyDirectory(below, depth + 1);
    } finally {
      closeFd(below);
    }
    rmdirAt(fd, name);
  }
}

function permit(dirFd: number, name: Buffer): void {
  const fd = openAt(dirFd, name, O_PATH | fs.constants.O_NOFOLLOW);
  try {
    fs.chmodSync(`/proc/self/fd/${fd}`, 0o700);
  } finally {
    closeFd(fd);
  }
}

function namesOf(fd: number): Buffer[] {
  const own = openDirectoryAt(fd, Buffer.from('.'));
  try {
    const { bytes, starts, count } = readNames(own);
    return Array.from({ length: count }, (_, at) => Buffer.from(bytes.subarray(starts[at], bytes.indexOf(0, starts[at]))));
  } finally {
    closeFd(own);
  }
}
