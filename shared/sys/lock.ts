// Advisory locks on open files, and flushing of whole file systems.
import { check, lastErrorCode, need } from './libc.js';

const LOCK_EX_NB = 6;

/** Takes an exclusive flock without waiting; false: another open file holds it. It ends with the descriptor. */
export function tryLock(fd: number): boolean {
  const result = need('flock')(fd, LOCK_EX_NB);
  if (result < 0 && ['EWOULDBLOCK', 'EAGAIN'].includes(lastErrorCode())) return false;
  check(result, 'flock', null);
  return true;
}

/** Flushes the whole file system that `fd` is on. */
export function syncFileSystem(fd: number): void {
  check(need('syncfs')(fd), 'syncfs', null);
}
