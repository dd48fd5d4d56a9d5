// A file whose content stands in the target already: only metadata that differs is set.
import fs from 'node:fs';
import type { Entry } from '../../format/entry.js';
import { closeFd, openAt } from '../../sys/at.js';
import { StatBuffer, statAt, statFd } from '../../sys/statx.js';
import { dropOtherXattrs, sameXattrs, setMetadata } from './metadata.js';
import type { ProtectedPaths } from './protected.js';
import type { Report } from './report.js';

const OPEN_LOCAL = fs.constants.O_RDONLY | fs.constants.O_NOFOLLOW | fs.constants.O_NONBLOCK;
const stat = new StatBuffer();

export function keepFile(dirFd: number, name: Buffer, entry: Entry, protects: ProtectedPaths, report: Report): void {
  let fd = -1;
  try {
    protects.refuse(dirFd, name);
    fd = openAt(dirFd, name, OPEN_LOCAL);
    statFd(fd, stat);
    if ((stat.mode & fs.constants.S_IFMT) === fs.constants.S_IFREG) {
      const present = { uid: stat.uid, gid: stat.gid, mode: stat.mode & 0o7777 };
      const xattrsDiffer = !sameXattrs(fd, entry.xattrs);
      if (xattrsDiffer || present.uid !== entry.uid || present.gid !== entry.gid || present.mode !== entry.mode) {
        if (xattrsDiffer) dropOtherXattrs(fd, entry);
        setMetadata(fd, entry, present, true, entry.path, report);
      }
    }
    report.counters.filesUnchanged++;
    report.counters.bytesReused += entry.size;
  } catch (error) {
    report.failed(entry.path, error, 'its metadata could not be compared');
  } finally {
    if (fd >= 0) closeFd(fd);
  }
}

/** True when both names are one file. */
export function sameInode(dirFd: number, name: Buffer, otherDirFd: number, other: Buffer): boolean {
  statAt(dirFd, name, stat);
  const { device, inode } = stat;
  statAt(otherDirFd, other, stat);
  return stat.device === device && stat.inode === inode;
}
