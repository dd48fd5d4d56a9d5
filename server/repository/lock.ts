// One process a data directory: flock on LOCK, which the kernel lets go when the process ends, however it ends.
import fs from 'node:fs';
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import { tryLock } from '../../shared/sys/lock.js';

export interface DirectoryLock {
  /** A second call does nothing. */
  release(): void;
}

/** REFUSED when another process holds it. */
export function lockDirectory(file: string): DirectoryLock {
  const fd = openLock(file);
  if (!tryLock(fd)) {
    const holder = fs.readFileSync(fd, 'utf8').trim();
    fs.closeSync(fd);
    throw new FarvaultError('REFUSED', `another process ${/^\d+$/.test(holder) ? `(${holder}) ` : ''}uses this data directory (${file})`, { remedy: 'Stop it first; one data directory serves one process.' });
  }
  fs.ftruncateSync(fd, 0);
  fs.writeSync(fd, `${process.pid}\n`, 0);
  let held = true;
  return {
    release: () => {
      if (held) fs.closeSync(fd);
      held = false;
    },
  };
}

function openLock(file: string): number {
  try {
    return fs.openSync(file, fs.constants.O_RDWR | fs.constants.O_CREAT, 0o600);
  } catch (error) {
    throw new FarvaultError('IO', `${file} cannot be written: ${messageOf(error)}`, { cause: error, remedy: 'Is the disk read-only, or does the data directory belong to another user? Nothing has been changed.' });
  }
}
