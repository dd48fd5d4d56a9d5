// The Vfs on the operating system. Short reads and writes are looped; EINTR and EAGAIN, and running out of descriptors, are waited out.
import fs from 'node:fs';
import { promisify } from 'node:util';
import { systemCode } from '../errors/errors.js';
import { systemClock } from '../time/clock.js';
import { ioError, poisoned } from './io-errors.js';
import type { OpenMode, Vfs, VfsFile } from './vfs.js';

const RETRIES = 100;
const RETRY_MS = 20;
/** Linux takes 1,024 parts in one writev. */
const MAX_PARTS = 1_024;
const AGAIN = new Set(['EINTR', 'EAGAIN', 'EMFILE', 'ENFILE']);
const FLAGS: Record<OpenMode, number> = {
  // Of no effect on files; a fifo that somebody has put in a file's place is not waited for.
  read: fs.constants.O_RDONLY | fs.constants.O_NONBLOCK,
  write: fs.constants.O_RDWR,
  create: fs.constants.O_RDWR | fs.constants.O_CREAT | fs.constants.O_EXCL,
};

const call = {
  open: promisify(fs.open),
  read: promisify(fs.read),
  writev: promisify(fs.writev),
  fdatasync: promisify(fs.fdatasync),
  fsync: promisify(fs.fsync),
  ftruncate: promisify(fs.ftruncate),
  fstat: promisify(fs.fstat),
  close: promisify(fs.close),
};

async function attempt<T>(action: string, path: string, work: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (tries > RETRIES || !AGAIN.has(systemCode(error) ?? '')) throw ioError(action, path, error);
      await systemClock.sleep(RETRY_MS);
    }
  }
}

/** The parts behind the first `skip` bytes, at most MAX_PARTS of them. */
function remaining(parts: readonly Uint8Array[], skip: number): Uint8Array[] {
  let index = 0;
  let left = skip;
  while (index < parts.length && left >= parts[index].length) left -= parts[index++].length;
  const rest = parts.slice(index, index + MAX_PARTS);
  if (left > 0) rest[0] = rest[0].subarray(left);
  return rest;
}

class RealFile implements VfsFile {
  #poisoned = false;

  constructor(
    readonly path: string,
    private readonly fd: number,
  ) {}

  async read(into: Uint8Array, position: number): Promise<number> {
    let done = 0;
    while (done < into.length) {
      const { bytesRead } = await attempt('reading', this.path, () => call.read(this.fd, into, done, into.length - done, position + done));
      if (bytesRead === 0) break;
      done += bytesRead;
    }
    return done;
  }

  async write(parts: readonly Uint8Array[], position: number): Promise<void> {
    if (this.#poisoned) throw poisoned(this.path);
    let total = 0;
    for (const part of parts) total += part.length;
    let done = 0;
    while (done < total) {
      const rest = remaining(parts, done);
      const { bytesWritten } = await attempt('writing', this.path, () => call.writev(this.fd, rest, position + done));
      done += bytesWritten;
    }
  }

  async datasync(): Promise<void> {
    if (this.#poisoned) throw poisoned(this.path);
    try {
      await call.fdatasync(this.fd);
    } catch (error) {
      this.#poisoned = true;
      throw poisoned(this.path, error);
    }
  }

  async truncate(size: number): Promise<void> {
    await attempt('cutting', this.path, () => call.ftruncate(this.fd, size));
  }

  async size(): Promise<number> {
    return (await attempt('looking at', this.path, () => call.fstat(this.fd))).size;
  }

  async close(): Promise<void> {
    try {
      await call.close(this.fd);
    } catch (error) {
      throw ioError('closing', this.path, error);
    }
  }
}

export const realFs: Vfs = {
  async open(path, mode, permissions = 0o600) {
    const fd = await attempt('opening', path, () => call.open(path, FLAGS[mode], permissions));
    return new RealFile(path, fd);
  },
  rename: (from, to) => attempt('renaming', from, () => fs.promises.rename(from, to)),
  unlink: (path) => attempt('removing', path, () => fs.promises.unlink(path)),
  async readdir(path) {
    return (await attempt('listing', path, () => fs.promises.readdir(path))).sort();
  },
  async stat(path) {
    const stat = await attempt('looking at', path, () => fs.promises.stat(path));
    return { kind: stat.isFile() ? 'file' : stat.isDirectory() ? 'directory' : 'other', size: stat.size };
  },
  mkdir: (path, permissions = 0o700) => attempt('making', path, () => fs.promises.mkdir(path, permissions)),
  async syncDirectory(path) {
    const fd = await attempt('opening', path, () => call.open(path, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY));
    try {
      await call.fsync(fd);
    } catch (error) {
      throw poisoned(path, error);
    } finally {
      await call.close(fd);
    }
  },
  async space(path) {
    const stat = await attempt('looking at', path, () => fs.promises.statfs(path));
    return { freeBytes: stat.bavail * stat.bsize, totalBytes: stat.blocks * stat.bsize };
  },
};
