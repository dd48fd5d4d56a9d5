// Where a sparse file holds data.
import { check, lastErrorCode, libc } from './libc.js';

const SEEK_DATA = 3;
const SEEK_HOLE = 4;

function seek(fd: number, offset: number, whence: number): number {
  const call = libc.lseek;
  if (call === undefined) return -2;
  const at = Number(call(fd, offset, whence));
  if (at >= 0) return at;
  const code = lastErrorCode();
  if (code === 'ENXIO') return -1; // no data behind here
  if (code === 'EINVAL' || code === 'ENOTSUP' || code === 'EOPNOTSUPP') return -2; // a file system that cannot tell
  return check(at, 'lseek', null);
}

/** Offset of the first data byte at or behind `offset`; -1: only a hole is left, or the end. A file system that cannot tell has data everywhere. */
export function seekData(fd: number, offset: number): number {
  const at = seek(fd, offset, SEEK_DATA);
  return at === -2 ? offset : at;
}

/** Offset of the first hole at or behind `offset`, at most the size; -1: `offset` is at or behind the end. */
export function seekHole(fd: number, offset: number, size: number): number {
  const at = seek(fd, offset, SEEK_HOLE);
  return at === -2 ? size : at;
}
