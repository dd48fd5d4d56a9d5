// What no backup holds, whatever its sources (shared/config/never-backed-up.ts tells people): told apart by the walk.
import fs from 'node:fs';
import { isPseudo, swapFiles, type Mount } from '../../shared/sys/mounts.js';

export const CACHE_TAG = Buffer.from('CACHEDIR.TAG');
const CACHE_SIGNATURE = Buffer.from('Signature: 8a477f597d28d172789f06886806bc55');

const KERNEL_DIRECTORIES = ['proc', 'sys', 'dev', 'run'];

/** `path` without a leading slash. */
export function isKernelDirectory(path: Buffer, length: number): boolean {
  return length <= 4 && KERNEL_DIRECTORIES.includes(path.toString('latin1', 0, length));
}

/** Absolute path at or below one of those. */
export function isBelowKernelDirectory(path: Buffer): boolean {
  return KERNEL_DIRECTORIES.includes(path.toString('latin1').split('/')[1] ?? '');
}

/** Of a file called CACHEDIR.TAG (see the Cache Directory Tagging Specification): whether its content says so too. */
export function hasCacheSignature(fd: number): boolean {
  const head = Buffer.alloc(CACHE_SIGNATURE.length);
  return fs.readSync(fd, head, 0, head.length, 0) === head.length && head.equals(CACHE_SIGNATURE);
}

/** Paths that are left out by identity: found again whatever way leads there. */
export class NeverList {
  private readonly byInode = new Map<number, { path: Buffer; device: number }[]>();
  private readonly pseudoDevices = new Set<number>();

  constructor(
    paths: Buffer[],
    mounts: Mount[],
    /** Inode and device of a path, null if it does not exist. */
    identify: (path: Buffer) => { inodeLow: number; device: number } | null,
  ) {
    for (const path of [...paths, ...swapFiles()]) {
      const found = identify(path);
      if (found === null) continue;
      const known = this.byInode.get(found.inodeLow) ?? [];
      known.push({ path, device: found.device });
      this.byInode.set(found.inodeLow, known);
    }
    for (const mount of mounts) {
      if (!isPseudo(mount.type)) continue;
      const found = identify(mount.point);
      if (found !== null) this.pseudoDevices.add(found.device);
    }
  }

  /** `path` without a leading slash. In a snapshot of the file system the device differs, and the path tells. */
  holds(inodeLow: number, device: number, path: Buffer, length: number): boolean {
    const known = this.byInode.get(inodeLow);
    if (known === undefined) return false;
    return known.some((one) => one.device === device || (one.path.length === length + 1 && one.path.compare(path, 0, length, 1) === 0));
  }

  isPseudoDevice(device: number): boolean {
    return this.pseudoDevices.has(device);
  }
}
