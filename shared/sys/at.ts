// Calls relative to a directory descriptor. A writer that opens each component with O_NOFOLLOW and then works on (descriptor, name)
// cannot be led outside its target by a symbolic link, whoever puts it there and whenever. Names and paths are bytes.
import fs from 'node:fs';
import { check, cPath, cPath2, lastErrorCode, need } from './libc.js';

/** Stands for "paths are absolute or relative to the working directory". */
export const AT_FDCWD = -100;
const AT_SYMLINK_NOFOLLOW = 0x100;
const AT_REMOVEDIR = 0x200;
const O_CLOEXEC = 0o2000000;
/** A descriptor that only names a place: no permission to read is needed. Same number on every architecture in use. */
export const O_PATH = 0o10000000;

/** Opens `name` below `dir`; always close-on-exec. `flags` as in fs.constants. Give the descriptor back with `closeFd`. */
export function openAt(dir: number, name: Uint8Array, flags: number, mode = 0): number {
  const open = need('openat');
  const path = cPath(name);
  for (;;) {
    const fd = open(dir, path, flags | O_CLOEXEC, mode);
    if (fd >= 0) return fd;
    if (lastErrorCode() !== 'EINTR') return check(fd, 'openat', name);
  }
}

/** Opens a directory without following a link at its end. */
export function openDirectoryAt(dir: number, name: Uint8Array): number {
  return openAt(dir, name, fs.constants.O_RDONLY | fs.constants.O_DIRECTORY | fs.constants.O_NOFOLLOW);
}

/** Closes a descriptor from `openAt`. (Node warns of `fs.closeSync` on one in a worker thread.) */
export function closeFd(fd: number): void {
  check(need('close')(fd), 'close', null);
}

export function mkdirAt(dir: number, name: Uint8Array, mode: number): void {
  check(need('mkdirat')(dir, cPath(name), mode), 'mkdirat', name);
}

/** `mode` holds the type (S_IFBLK, S_IFCHR, S_IFIFO, S_IFSOCK) and permissions; major and minor are for the first two. */
export function mknodAt(dir: number, name: Uint8Array, mode: number, major = 0, minor = 0): void {
  check(need('mknodat')(dir, cPath(name), mode, deviceNumber(major, minor)), 'mknodat', name);
}

export function mkfifoAt(dir: number, name: Uint8Array, mode: number): void {
  mknodAt(dir, name, fs.constants.S_IFIFO | mode);
}

export function unlinkAt(dir: number, name: Uint8Array): void {
  check(need('unlinkat')(dir, cPath(name), 0), 'unlinkat', name);
}

export function rmdirAt(dir: number, name: Uint8Array): void {
  check(need('unlinkat')(dir, cPath(name), AT_REMOVEDIR), 'rmdirat', name);
}

export function renameAt(fromDir: number, from: Uint8Array, toDir: number, to: Uint8Array): void {
  check(need('renameat')(fromDir, cPath(from), toDir, cPath2(to)), 'renameat', to);
}

/** A second name for `from`; a symbolic link is linked itself, not followed. */
export function linkAt(fromDir: number, from: Uint8Array, toDir: number, to: Uint8Array): void {
  check(need('linkat')(fromDir, cPath(from), toDir, cPath2(to), 0), 'linkat', to);
}

/** The target may be up to 4,095 bytes, as the kernel has it. */
export function symlinkAt(target: Uint8Array, dir: number, name: Uint8Array): void {
  check(need('symlinkat')(cPath(target), dir, cPath2(name)), 'symlinkat', name);
}

export function readlinkAt(dir: number, name: Uint8Array): Buffer {
  const buffer = Buffer.allocUnsafe(4096);
  return buffer.subarray(0, check(need('readlinkat')(dir, cPath(name), buffer, buffer.length), 'readlinkat', name));
}

/** Does not follow a link. */
export function chownAt(dir: number, name: Uint8Array, uid: number, gid: number): void {
  check(need('fchownat')(dir, cPath(name), uid, gid, AT_SYMLINK_NOFOLLOW), 'fchownat', name);
}

const times = Buffer.alloc(32);

/** Sets both times, in whole seconds and nanoseconds; does not follow a link. */
export function utimesAt(dir: number, name: Uint8Array, atimeSec: number, atimeNsec: number, mtimeSec: number, mtimeNsec: number): void {
  fillTimes(atimeSec, atimeNsec, mtimeSec, mtimeNsec);
  check(need('utimensat')(dir, cPath(name), times, AT_SYMLINK_NOFOLLOW), 'utimensat', name);
}

/** As `utimesAt`, for an open file or directory. */
export function futimes(fd: number, atimeSec: number, atimeNsec: number, mtimeSec: number, mtimeNsec: number): void {
  fillTimes(atimeSec, atimeNsec, mtimeSec, mtimeNsec);
  check(need('futimens')(fd, times), 'futimens', null);
}

function fillTimes(atimeSec: number, atimeNsec: number, mtimeSec: number, mtimeNsec: number): void {
  times.writeBigInt64LE(BigInt(atimeSec), 0);
  times.writeBigInt64LE(BigInt(atimeNsec), 8);
  times.writeBigInt64LE(BigInt(mtimeSec), 16);
  times.writeBigInt64LE(BigInt(mtimeNsec), 24);
}

/** `dev_t` as glibc and musl lay it out. */
function deviceNumber(major: number, minor: number): bigint {
  const [a, b] = [BigInt(major), BigInt(minor)];
  return ((a & 0xfffff000n) << 32n) | ((a & 0xfffn) << 8n) | ((b & 0xffffff00n) << 12n) | (b & 0xffn);
}
