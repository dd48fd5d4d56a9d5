// What is read again after this comes from the disk, not from memory.
import { libc } from './libc.js';

const POSIX_FADV_DONTNEED = 4;

/** Asks the kernel to forget what it holds of the flushed bytes of a file. Advice only: where there is no such call, nothing happens. */
export function dropFromCache(fd: number, from: number, to: number): void {
  libc.posix_fadvise?.(fd, from, to - from, POSIX_FADV_DONTNEED);
}
