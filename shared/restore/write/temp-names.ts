// Temporary names, how they become final ones, and how leftovers of an interrupted restore are told.
import { systemCode } from '../../errors/errors.js';
import { linkAt, renameAt, rmdirAt, unlinkAt } from '../../sys/at.js';
import type { ProtectedPaths } from './protected.js';
import type { Directory } from './directories.js';
import { removeTree } from './remove-tree.js';

const PREFIX = '.farvault-restore-';
const LEFTOVER = /^\.farvault-restore-[0-9a-f]{8}-[0-9a-f]{8}$/;

/** True for a name that an interrupted restore may have left. `name` in latin1. */
export function isLeftover(name: string): boolean {
  return name.startsWith(PREFIX) && LEFTOVER.test(name);
}

export class TempNames {
  readonly #token: string;
  readonly #removeInTheWay: boolean;
  readonly #protects: ProtectedPaths;
  #count = 0;

  /** `token`: 8 hexadecimal digits, its own for each restore and each user of names in it. `removeInTheWay`: a whole directory may give way to a file (--delete). */
  constructor(token: string, removeInTheWay: boolean, protects: ProtectedPaths) {
    this.#token = token;
    this.#removeInTheWay = removeInTheWay;
    this.#protects = protects;
  }

  /** True for what an earlier restore left: not for what this one is working on. */
  isLeftover(name: string): boolean {
    return isLeftover(name) && !this.isOwn(name);
  }

  isOwn(name: string): boolean {
    return name.startsWith(PREFIX + this.#token);
  }

  next(): Buffer {
    return Buffer.from(`${PREFIX}${this.#token}-${(this.#count++ >>> 0).toString(16).padStart(8, '0')}`, 'latin1');
  }

  /** Gives what stands under a temporary name its own. With `replace` false, what is there stays (EEXIST). */
  publish(directory: Directory, temp: Buffer, name: Buffer, replace: boolean): void {
    const fd = directory.fd;
    if (!directory.fresh) this.#protects.refuse(fd, name);
    if (!replace && !directory.fresh) {
      linkAt(fd, temp, fd, name);
      unlinkAt(fd, temp);
      return;
    }
    try {
      renameAt(fd, temp, fd, name);
    } catch (error) {
      if (systemCode(error) !== 'EISDIR') throw error;
      if (this.#removeInTheWay) removeTree(fd, name, this.#protects);
      else rmdirAt(fd, name);
      renameAt(fd, temp, fd, name);
    }
  }
}
