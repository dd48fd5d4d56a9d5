// File systems of our own for a test: tmpfs with few bytes or names, ext4 on a file whose power can be cut. They need root, and a machine that allows mounts.
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import koffi from 'koffi';

/** EXT4_IOC_SHUTDOWN, and: do not write the log. What was not flushed is gone, as after a loss of power. */
const SHUTDOWN = 0x8004587d;
const NO_LOG_FLUSH = 2;

function quietly(program: string, ...args: string[]): void {
  execFileSync(program, args, { stdio: 'pipe' });
}

/** Null, or why this machine cannot do it. */
export function whyNoMounts(): string | null {
  if (process.getuid?.() !== 0) return 'needs root';
  try {
    new TemporaryFileSystem('size=1m').remove();
    return null;
  } catch (error) {
    return `mounts are not allowed: ${(error as Error).message.split('\n')[0]}`;
  }
}

export class TemporaryFileSystem {
  readonly path = mkdtempSync(path.join(os.tmpdir(), 'fv-tmpfs-'));

  /** `options`: as mount takes them, `size=64m,nr_inodes=200`. */
  constructor(options: string) {
    quietly('mount', '-t', 'tmpfs', '-o', options, 'farvault-test', this.path);
  }

  remove(): void {
    quietly('umount', '-l', this.path);
    rmSync(this.path, { recursive: true });
  }
}

/** ext4 on a loop device. */
export class CuttableFileSystem {
  readonly #image: string;
  readonly path: string;

  constructor(megabytes: number) {
    const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-ext4-'));
    this.#image = path.join(dir, 'image');
    this.path = path.join(dir, 'mounted');
    mkdirSync(this.path);
    writeFileSync(this.#image, '');
    quietly('truncate', '-s', `${megabytes}M`, this.#image);
    quietly('mkfs.ext4', '-q', '-E', 'lazy_itable_init=1', this.#image);
    this.mount();
  }

  mount(): void {
    quietly('mount', '-o', 'loop', this.#image, this.path);
  }

  unmount(): void {
    quietly('umount', this.path);
  }

  flush(): void {
    quietly('sync', '-f', this.path);
  }

  /** From now on nothing reaches the disk, and what had not is lost. Processes see errors; kill them, then `unmount` and `mount`. */
  cutPower(): void {
    const ioctl = koffi.load('libc.so.6').func('int ioctl(int, unsigned long, uint32_t *)');
    const fd = openSync(this.path, 'r');
    try {
      if (ioctl(fd, SHUTDOWN, [NO_LOG_FLUSH]) !== 0) throw new Error(`ioctl: error ${koffi.errno()}`);
    } finally {
      closeSync(fd);
    }
  }

  remove(): void {
    quietly('umount', '-l', this.path);
    rmSync(path.dirname(this.#image), { recursive: true, force: true });
  }
}

/** Null, or why power cuts cannot be played here. */
export function whyNoPowerCuts(): string | null {
  try {
    const probe = new CuttableFileSystem(16);
    try {
      probe.cutPower();
      return null;
    } finally {
      probe.remove();
    }
  } catch (error) {
    return (error as Error).message.split('\n')[0];
  }
}
