// The one binding to libc. Node lacks directory-relative calls, nanosecond times, holes, device nodes and locks; koffi calls them in
// 0.1 to 0.5 µs. Nothing above this folder names koffi, and everything here works without it as far as `capabilities.ts` says.
import { createRequire } from 'node:module';
import os from 'node:os';
import { systemError } from './system-error.js';

type Native = (...args: (number | bigint | string | Uint8Array | readonly (string | null)[] | null)[]) => number;

interface Koffi {
  load(path: null): { func(prototype: string): Native };
  errno(): number;
}

const PROTOTYPES = {
  close: 'int close(int fd)',
  openat: 'int openat(int dir, const uint8_t *path, int flags, unsigned int mode)',
  statx: 'int statx(int dir, const uint8_t *path, int flags, unsigned int mask, uint8_t *buffer)',
  getdents64: 'int64_t getdents64(int fd, uint8_t *buffer, size_t bytes)',
  readlinkat: 'int64_t readlinkat(int dir, const uint8_t *path, uint8_t *buffer, size_t bytes)',
  lseek: 'int64_t lseek(int fd, int64_t offset, int whence)',
  utimensat: 'int utimensat(int dir, const uint8_t *path, const uint8_t *times, int flags)',
  futimens: 'int futimens(int fd, const uint8_t *times)',
  flock: 'int flock(int fd, int operation)',
  fcntl: 'int fcntl(int fd, int command, int value)',
  execv: 'int execv(const char *path, const char **arguments)',
  syncfs: 'int syncfs(int fd)',
  posix_fadvise: 'int posix_fadvise(int fd, int64_t offset, int64_t bytes, int advice)',
  mkdirat: 'int mkdirat(int dir, const uint8_t *path, unsigned int mode)',
  mknodat: 'int mknodat(int dir, const uint8_t *path, unsigned int mode, uint64_t device)',
  unlinkat: 'int unlinkat(int dir, const uint8_t *path, int flags)',
  renameat: 'int renameat(int fromDir, const uint8_t *from, int toDir, const uint8_t *to)',
  linkat: 'int linkat(int fromDir, const uint8_t *from, int toDir, const uint8_t *to, int flags)',
  symlinkat: 'int symlinkat(const uint8_t *target, int dir, const uint8_t *path)',
  fchownat: 'int fchownat(int dir, const uint8_t *path, unsigned int uid, unsigned int gid, int flags)',
  llistxattr: 'int64_t llistxattr(const uint8_t *path, uint8_t *buffer, size_t bytes)',
  lgetxattr: 'int64_t lgetxattr(const uint8_t *path, const uint8_t *name, uint8_t *buffer, size_t bytes)',
  lsetxattr: 'int lsetxattr(const uint8_t *path, const uint8_t *name, const uint8_t *value, size_t bytes, int flags)',
  flistxattr: 'int64_t flistxattr(int fd, uint8_t *buffer, size_t bytes)',
  fgetxattr: 'int64_t fgetxattr(int fd, const uint8_t *name, uint8_t *buffer, size_t bytes)',
  fsetxattr: 'int fsetxattr(int fd, const uint8_t *name, const uint8_t *value, size_t bytes, int flags)',
  fremovexattr: 'int fremovexattr(int fd, const uint8_t *name)',
  socket: 'int socket(int domain, int type, int protocol)',
  sendto: 'int64_t sendto(int fd, const uint8_t *data, size_t bytes, int flags, const uint8_t *address, unsigned int addressBytes)',
} as const;

export type LibcCall = keyof typeof PROTOTYPES;
export type Libc = Record<LibcCall, Native>;

/** Where `struct timespec`, `dev_t` and `off_t` are as this folder lays them out: 64-bit and little-endian. */
const KNOWN_LAYOUT = ['x64', 'arm64', 'riscv64', 'loong64'];

let koffi: Koffi | null = null;

function load(): Partial<Libc> {
  if (process.platform !== 'linux' || !KNOWN_LAYOUT.includes(process.arch)) return {};
  try {
    koffi = createRequire(import.meta.url)('koffi') as Koffi;
  } catch {
    return {}; // not installed for this platform: capabilities.ts names what is lost
  }
  const library = koffi.load(null);
  const bound: Partial<Libc> = {};
  for (const name of Object.keys(PROTOTYPES) as LibcCall[]) {
    try {
      bound[name] = library.func(PROTOTYPES[name]);
    } catch {
      // an old libc without this one: the rest still serves
    }
  }
  return bound;
}

/** What could be bound. Absent calls are undefined. */
export const libc: Partial<Libc> = load();

/** The call, or an ENOSYS error that says which one this machine lacks. */
export function need(name: LibcCall): Native {
  const call = libc[name];
  if (call === undefined) throw systemError('ENOSYS', name, null);
  return call;
}

const NAMES = new Map<number, string>();
for (const [name, number] of Object.entries(os.constants.errno)) if (!NAMES.has(number)) NAMES.set(number, name);
// Not in Node's table.
NAMES.set(os.constants.errno.EOPNOTSUPP, 'EOPNOTSUPP').set(116, 'ESTALE').set(117, 'EUCLEAN');

/** `ENOENT`, ... of the last failed call on this thread. Ask at once after the call. */
export function lastErrorCode(): string {
  const number = koffi === null ? 0 : koffi.errno();
  return NAMES.get(number) ?? `E${number}`;
}

/** Returns `result`, or throws the call's error if it is negative. */
export function check(result: number, call: string, path: Uint8Array | null): number {
  if (result < 0) throw systemError(lastErrorCode(), call, path);
  return result;
}

// Paths reach libc through these two buffers: no allocation per call. One each for calls that take two paths.
const PATH_BYTES = 4096;
const first = Buffer.alloc(PATH_BYTES);
const second = Buffer.alloc(PATH_BYTES);

function terminated(into: Buffer, path: Uint8Array): Buffer {
  if (path.length >= PATH_BYTES) throw systemError('ENAMETOOLONG', 'path', path);
  if (path.includes(0)) throw systemError('EINVAL', 'path', path);
  into.set(path);
  into[path.length] = 0;
  return into;
}

/** `path` with a NUL behind it, valid until the next `cPath`. */
export function cPath(path: Uint8Array): Buffer {
  return terminated(first, path);
}

/** As `cPath`, for the second path of a call. */
export function cPath2(path: Uint8Array): Buffer {
  return terminated(second, path);
}
