// First paths of inodes with several names. An inode is forgotten when all its names were seen; those with names outside the sources stay to the end.
import type { StatBuffer } from '../../shared/sys/statx.js';

/** Beyond it further inodes are stored under each name as a file: deduplication keeps that cheap, and memory stays bounded. */
const MAX_INODES = 200_000;

export class HardLinks {
  private readonly seen = new Map<string, { first: Buffer; left: number }>();
  /** True when some links could not be told as such. */
  overflowed = false;

  /** The path of the inode's first name, or null: this is the first, and is remembered. */
  firstName(stat: StatBuffer, path: Buffer, pathLength: number): Buffer | null {
    const key = `${stat.device}.${stat.inodeHigh}.${stat.inodeLow}`;
    const known = this.seen.get(key);
    if (known !== undefined) {
      known.left--;
      if (known.left <= 0) this.seen.delete(key);
      return known.first;
    }
    if (this.seen.size >= MAX_INODES) this.overflowed = true;
    else this.seen.set(key, { first: Buffer.from(path.subarray(0, pathLength)), left: stat.nlink - 1 });
    return null;
  }
}
