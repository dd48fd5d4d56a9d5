// What no restore may write into, over, or remove: the agent's own programs, state and configuration. Known by device and inode, so that no other
// way to the same place (a bind mount, a second name) gets around it.
import { systemCode } from '../../errors/errors.js';
import { StatBuffer, statAt } from '../../sys/statx.js';
import { systemError } from '../../sys/system-error.js';

const AT_FDCWD = -100;
const stat = new StatBuffer();

export class ProtectedPaths {
  readonly #keys: Set<string>;

  constructor(keys: readonly string[]) {
    this.#keys = new Set(keys);
  }

  /** Of absolute paths; those that do not exist need no protection. Links are not followed: name the real place. */
  static of(paths: readonly string[]): ProtectedPaths {
    const keys: string[] = [];
    for (const path of paths) {
      try {
        statAt(AT_FDCWD, Buffer.from(path), stat);
        keys.push(keyOf(stat));
      } catch (error) {
        if (systemCode(error) !== 'ENOENT') throw error;
      }
    }
    return new ProtectedPaths(keys);
  }

  /** Structured-clonable. */
  get keys(): string[] {
    return [...this.#keys];
  }

  has(of: StatBuffer): boolean {
    return this.#keys.size > 0 && this.#keys.has(keyOf(of));
  }

  /** Throws EPERM when the name is protected. */
  refuse(dirFd: number, name: Uint8Array): void {
    if (this.#keys.size === 0) return;
    try {
      statAt(dirFd, name, stat);
    } catch (error) {
      if (systemCode(error) === 'ENOENT') return;
      throw error;
    }
    if (this.has(stat)) throw systemError('EPERM', 'protected', name);
  }
}

function keyOf(of: StatBuffer): string {
  return `${of.device}:${of.inode}`;
}
