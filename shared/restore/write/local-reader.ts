// Opens files below the target by path, each component without following links: for chunks and hard links that refer to what was restored earlier.
import fs from 'node:fs';
import { closeFd, openAt, openDirectoryAt } from '../../sys/at.js';
import { componentsOf } from '../paths.js';

const OPEN_LOCAL = fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK;

/** Calls `use` with the directory that holds `path` open, and the name in it. */
export function withParent<T>(targetFd: number, path: Buffer, use: (dirFd: number, name: Buffer) => T): T {
  const parts = componentsOf(path);
  let fd = targetFd;
  try {
    for (let level = 0; level < parts.length - 1; level++) {
      const below = openDirectoryAt(fd, parts[level]);
      if (fd !== targetFd) closeFd(fd);
      fd = below;
    }
    return use(fd, parts[parts.length - 1]);
  } finally {
    if (fd !== targetFd) closeFd(fd);
  }
}

/** Reads stretches of local files; the file read last stays open, because duplicates come in runs. */
export class LocalReader {
  readonly #targetFd: number;
  #path: Buffer | null = null;
  #fd = -1;

  constructor(targetFd: number) {
    this.#targetFd = targetFd;
  }

  /** False: not there, or shorter. */
  read(path: Buffer, offset: number, into: Buffer, length: number): boolean {
    try {
      if (this.#path === null || !this.#path.equals(path)) {
        this.close();
        this.#fd = withParent(this.#targetFd, path, (dirFd, name) => openAt(dirFd, name, OPEN_LOCAL));
        this.#path = path;
      }
      return readFully(this.#fd, offset, into, length);
    } catch {
      this.close();
      return false; // only a hint: what is not found here is fetched
    }
  }

  close(): void {
    if (this.#fd >= 0) closeFd(this.#fd);
    this.#fd = -1;
    this.#path = null;
  }
}

export function readFully(fd: number, offset: number, into: Buffer, length: number): boolean {
  let done = 0;
  while (done < length) {
    const bytes = fs.readSync(fd, into, done, length - done, offset + done);
    if (bytes === 0) return false;
    done += bytes;
  }
  return true;
}
