// Extended attributes by bytes, of every namespace that the caller may see (POSIX ACLs, capabilities and labels among them).
// A path may be `/proc/self/fd/N/name`, which reaches any depth and is not led astray by links above the last component.
import { check, cPath, cPath2, lastErrorCode, need } from './libc.js';

/** Linux bounds both the list and a value at 64 KiB. */
const BOUND_BYTES = 65_536;
const scratch = Buffer.alloc(BOUND_BYTES);
const NONE: readonly Buffer[] = [];
const WITHOUT_XATTRS = ['ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

function names(bytes: number): readonly Buffer[] {
  if (bytes === 0) return NONE;
  const found: Buffer[] = [];
  let start = 0;
  for (let i = 0; i < bytes; i++) {
    if (scratch[i] !== 0) continue;
    if (i > start) found.push(Buffer.from(scratch.subarray(start, i)));
    start = i + 1;
  }
  return found.sort((a, b) => a.compare(b));
}

function listed(result: number, call: string, path: Uint8Array | null): readonly Buffer[] {
  if (result < 0 && WITHOUT_XATTRS.includes(lastErrorCode())) return NONE;
  return names(check(result, call, path));
}

/** Sorted by bytes; empty where the file system has none. Links are not followed. */
export function listXattrs(path: Uint8Array): readonly Buffer[] {
  return listed(need('llistxattr')(cPath(path), scratch, BOUND_BYTES), 'llistxattr', path);
}

export function listXattrsFd(fd: number): readonly Buffer[] {
  return listed(need('flistxattr')(fd, scratch, BOUND_BYTES), 'flistxattr', null);
}

export function getXattr(path: Uint8Array, name: Uint8Array): Buffer {
  return Buffer.from(scratch.subarray(0, check(need('lgetxattr')(cPath(path), cPath2(name), scratch, BOUND_BYTES), 'lgetxattr', path)));
}

export function getXattrFd(fd: number, name: Uint8Array): Buffer {
  return Buffer.from(scratch.subarray(0, check(need('fgetxattr')(fd, cPath2(name), scratch, BOUND_BYTES), 'fgetxattr', name)));
}

export function setXattr(path: Uint8Array, name: Uint8Array, value: Uint8Array): void {
  check(need('lsetxattr')(cPath(path), cPath2(name), value, value.length, 0), 'lsetxattr', path);
}

export function setXattrFd(fd: number, name: Uint8Array, value: Uint8Array): void {
  check(need('fsetxattr')(fd, cPath2(name), value, value.length, 0), 'fsetxattr', name);
}

export function removeXattrFd(fd: number, name: Uint8Array): void {
  check(need('fremovexattr')(fd, cPath2(name)), 'fremovexattr', name);
}

const FD_PREFIX = Buffer.from('/proc/self/fd/');
const SLASH = Buffer.from('/');

/** A path of `name` below an open directory, for calls that take no descriptor. */
export function pathBelow(dir: number, name: Uint8Array): Buffer {
  return Buffer.concat([FD_PREFIX, Buffer.from(String(dir)), SLASH, name]);
}
