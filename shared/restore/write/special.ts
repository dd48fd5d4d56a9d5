// Symbolic links, devices and fifos. Sockets are what a running program makes anew: they are recorded, and named, but not made.
import fs from 'node:fs';
import { systemCode } from '../../errors/errors.js';
import { KIND, type Entry } from '../../format/entry.js';
import { closeFd, mknodAt, O_PATH, openAt, readlinkAt, symlinkAt, unlinkAt } from '../../sys/at.js';
import { StatBuffer, statAt } from '../../sys/statx.js';
import { printablePath } from '../../sys/system-error.js';
import type { Directory } from './directories.js';
import { setMetadataAt } from './metadata.js';
import type { Report } from './report.js';
import type { TempNames } from './temp-names.js';

const TYPE: Partial<Record<Entry['kind'], number>> = { [KIND.block]: fs.constants.S_IFBLK, [KIND.character]: fs.constants.S_IFCHR, [KIND.fifo]: fs.constants.S_IFIFO };
const stat = new StatBuffer();

export function makeSpecial(directory: Directory, dirFd: number, name: Buffer, entry: Entry, user: { uid: number }, replace: boolean, temps: TempNames, report: Report): void {
  if (entry.kind === KIND.socket) {
    report.note(entry.path, 'SOCKET', `${printablePath(entry.path)}: a socket; the program that uses it makes it anew`);
    return;
  }
  if ((entry.kind === KIND.block || entry.kind === KIND.character) && user.uid !== 0) {
    report.skip(entry.path, 'EPERM', `${printablePath(entry.path)}: only root can make devices`);
    return;
  }
  try {
    if (!directory.fresh && standsAlready(dirFd, name, entry)) {
      setMetadataAt(dirFd, name, entry, { uid: stat.uid, gid: stat.gid, mode: stat.mode & 0o7777 }, entry.path, report);
      report.counters.entriesRestored++;
      return;
    }
    const temp = temps.next();
    make(dirFd, temp, entry);
    try {
      statAt(dirFd, temp, stat);
      setMetadataAt(dirFd, temp, entry, { uid: stat.uid, gid: stat.gid, mode: stat.mode & 0o7777 }, entry.path, report);
      temps.publish(directory, temp, name, replace);
    } catch (error) {
      unlinkAt(dirFd, temp);
      throw error;
    }
    report.counters.entriesRestored++;
  } catch (error) {
    report.failed(entry.path, error, 'it could not be restored');
  }
}

function make(dirFd: number, temp: Buffer, entry: Entry): void {
  if (entry.kind === KIND.symlink) {
    symlinkAt(entry.target!, dirFd, temp);
    return;
  }
  mknodAt(dirFd, temp, TYPE[entry.kind]! | 0o600, entry.major, entry.minor);
  // By way of a descriptor, so that nothing put in its place meanwhile is changed.
  const fd = openAt(dirFd, temp, O_PATH | fs.constants.O_NOFOLLOW);
  try {
    fs.chmodSync(`/proc/self/fd/${fd}`, entry.mode);
  } finally {
    closeFd(fd);
  }
}

/** The same link with the same target, or the same device: only metadata may differ. Leaves what it found in `stat`. */
function standsAlready(dirFd: number, name: Buffer, entry: Entry): boolean {
  try {
    statAt(dirFd, name, stat);
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return false;
    throw error;
  }
  const type = stat.mode & fs.constants.S_IFMT;
  if (entry.kind === KIND.symlink) return type === fs.constants.S_IFLNK && readlinkAt(dirFd, name).equals(entry.target!);
  return type === TYPE[entry.kind] && stat.rdevMajor === entry.major && stat.rdevMinor === entry.minor && (stat.mode & 0o7777) === entry.mode;
}
