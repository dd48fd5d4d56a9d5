// Removes a name and, if it is a directory, all below it: by descriptors, never through a link, and never into another file system.
import { systemCode } from '../../errors/errors.js';
import { closeFd, openDirectoryAt, rmdirAt, unlinkAt } from '../../sys/at.js';
import { readNames } from '../../sys/directory.js';
import { StatBuffer, statFd } from '../../sys/statx.js';
import { systemError } from '../../sys/system-error.js';
import type { ProtectedPaths } from './protected.js';

const DEPTH_MAX = 4096;
const stat = new StatBuffer();

/** Names in an open directory, latin1. The descriptor must be fresh: reading starts where it stands. */
export function namesIn(fd: number): string[] {
  const { bytes, starts, count } = readNames(fd);
  const names = new Array<string>(count);
  for (let at = 0; at < count; at++) names[at] = bytes.toString('latin1', starts[at], bytes.indexOf(0, starts[at]));
  return names;
}

/** Names in a directory whose own descriptor goes on being used. */
export function listDirectory(fd: number): string[] {
  const own = openDirectoryAt(fd, Buffer.from('.'));
  try {
    return namesIn(own);
  } finally {
    closeFd(own);
  }
}

/** Returns how many entries were removed. */
export function removeTree(dirFd: number, name: Uint8Array, protects: ProtectedPaths): number {
  statFd(dirFd, stat);
  return remove(dirFd, name, stat.device, 0, protects);
}

function remove(dirFd: number, name: Uint8Array, device: number, depth: number, protects: ProtectedPaths): number {
  protects.refuse(dirFd, name);
  try {
    unlinkAt(dirFd, name);
    return 1;
  } catch (error) {
    if (!['EISDIR', 'EPERM'].includes(systemCode(error) ?? '')) throw error;
  }
  if (depth >= DEPTH_MAX) throw systemError('ELOOP', 'unlinkat', name);
  const fd = openDirectoryAt(dirFd, name);
  let removed = 1;
  try {
    statFd(fd, stat);
    if (stat.device !== device) throw systemError('EXDEV', 'unlinkat', name);
    for (const below of namesIn(fd)) removed += remove(fd, Buffer.from(below, 'latin1'), device, depth + 1, protects);
  } finally {
    closeFd(fd);
  }
  rmdirAt(dirFd, name);
  return removed;
}
