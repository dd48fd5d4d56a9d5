// Opens what the scan has found, as it found it: no link followed, no fifo waited for, of any length of path.
import fs from 'node:fs';
import { systemCode } from '../../shared/errors/errors.js';
import { AT_FDCWD, closeFd, openAt, openDirectoryAt } from '../../shared/sys/at.js';
import type { StatBuffer} from '../../shared/sys/statx.js';
import { statFd } from '../../shared/sys/statx.js';
import { systemError } from '../../shared/sys/system-error.js';

const { O_RDONLY, O_NOFOLLOW, O_NONBLOCK, O_NOATIME, S_IFMT, S_IFREG } = fs.constants;
/** Below PATH_MAX, with room for what the kernel adds. */
const PIECE_BYTES = 4000;
const SLASH = 0x2f;

/**
 * A descriptor of the regular file at `path` (absolute), to be closed with `closeFd`. `stat` is filled from the open descriptor. Throws the system's error;
 * `EINVAL`: not a regular file (any more); `ESTALE`: another inode than `inode`, if that is given.
 */
export function openForRead(path: Buffer, stat: StatBuffer, inode: bigint | null): number {
  const fd = openLong(path);
  try {
    statFd(fd, stat);
    if ((stat.mode & S_IFMT) !== S_IFREG) throw systemError('EINVAL', 'open', path);
    if (inode !== null && stat.inode !== inode) throw systemError('ESTALE', 'open', path);
    return fd;
  } catch (error) {
    closeFd(fd);
    throw error;
  }
}

function openLong(path: Buffer): number {
  if (path.length < PIECE_BYTES) return openFile(AT_FDCWD, path);
  let dir = AT_FDCWD;
  let from = 0;
  try {
    while (path.length - from >= PIECE_BYTES) {
      const cut = path.lastIndexOf(SLASH, from + PIECE_BYTES - 1);
      if (cut <= from) throw systemError('ENAMETOOLONG', 'open', path);
      const next = openDirectoryAt(dir, path.subarray(from, cut));
      if (dir !== AT_FDCWD) closeFd(dir);
      dir = next;
      from = cut + 1;
    }
    return openFile(dir, path.subarray(from));
  } finally {
    if (dir !== AT_FDCWD) closeFd(dir);
  }
}

function openFile(dir: number, name: Buffer): number {
  try {
    return openAt(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOATIME);
  } catch (error) {
    // Only the owner and root may leave the access time alone.
    if (systemCode(error) !== 'EPERM') throw error;
    return openAt(dir, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
  }
}
