// Owner, mode, extended attributes and times. The order matters: a change of owner clears setuid bits and capabilities, so owner comes before mode and
// attributes; an ACL's mask is the group bits of the mode, so attributes come after the mode; anything may touch times, so they come last.
import fs from 'node:fs';
import { systemCode } from '../../errors/errors.js';
import type { Entry, Xattr } from '../../format/entry.js';
import { chownAt, futimes, utimesAt } from '../../sys/at.js';
import { getXattrFd, listXattrsFd, pathBelow, removeXattrFd, setXattr, setXattrFd } from '../../sys/xattr.js';
import type { Report } from './report.js';

const SET_IDS = 0o6000;
const INHERITED = [Buffer.from('system.posix_acl_access'), Buffer.from('system.posix_acl_default')];
const UNSUPPORTED = ['ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'];

/** What a file or directory has now, as far as known; calls that change nothing are left out. */
export interface Present {
  uid: number;
  gid: number;
  mode: number;
}

export function setMetadata(fd: number, entry: Entry, present: Present, clean: boolean, path: Buffer, report: Report): void {
  let mode = entry.mode;
  let known = present.mode;
  if (entry.uid !== present.uid || entry.gid !== present.gid) {
    try {
      fs.fchownSync(fd, entry.uid, entry.gid);
      if ((known & SET_IDS) !== 0) known = -1;
    } catch (error) {
      report.once('owner', path, error, 'Owners cannot be set here: what is restored belongs to the user who restores');
      mode &= ~SET_IDS; // setuid for the wrong owner would hand out that owner's rights
    }
  }
  if (!clean) removeInherited(fd, entry);
  if (mode !== known) {
    try {
      fs.fchmodSync(fd, mode);
    } catch (error) {
      report.failed(path, error, 'its permissions could not be set');
    }
  }
  for (const xattr of entry.xattrs) putXattr(() => setXattrFd(fd, xattr.name, xattr.value), xattr, path, report);
  setTimes(() => futimes(fd, entry.mtimeSec, entry.mtimeNsec, entry.mtimeSec, entry.mtimeNsec), path, report);
}

/** For what cannot be opened (links, devices, fifos): by name, never following a link. */
export function setMetadataAt(dirFd: number, name: Buffer, entry: Entry, present: Present, path: Buffer, report: Report): void {
  if (entry.uid !== present.uid || entry.gid !== present.gid) {
    try {
      chownAt(dirFd, name, entry.uid, entry.gid);
    } catch (error) {
      report.once('owner', path, error, 'Owners cannot be set here: what is restored belongs to the user who restores');
    }
  }
  if (entry.xattrs.length > 0) {
    const place = pathBelow(dirFd, name);
    for (const xattr of entry.xattrs) putXattr(() => setXattr(place, xattr.name, xattr.value), xattr, path, report);
  }
  setTimes(() => utimesAt(dirFd, name, entry.mtimeSec, entry.mtimeNsec, entry.mtimeSec, entry.mtimeNsec), path, report);
}

/** True when the open file has exactly these attributes. */
export function sameXattrs(fd: number, wanted: readonly Xattr[]): boolean {
  const names = listXattrsFd(fd);
  if (names.length !== wanted.length) return false;
  for (let at = 0; at < names.length; at++) {
    if (!names[at].equals(wanted[at].name) || !getXattrFd(fd, names[at]).equals(wanted[at].value)) return false;
  }
  return true;
}

/** Removes what the entry does not have. */
export function dropOtherXattrs(fd: number, entry: Entry): void {
  for (const name of listXattrsFd(fd)) {
    if (!entry.xattrs.some((xattr) => xattr.name.equals(name))) removeXattrFd(fd, name);
  }
}

/** A parent's default ACL gives new things an ACL that the snapshot does not have. */
export function removeInherited(fd: number, entry: Entry | null): void {
  for (const name of INHERITED) {
    if (entry?.xattrs.some((xattr) => xattr.name.equals(name)) === true) continue;
    try {
      removeXattrFd(fd, name);
    } catch (error) {
      if (!['ENODATA', ...UNSUPPORTED].includes(systemCode(error) ?? '')) throw error;
    }
  }
}

function putXattr(put: () => void, xattr: Xattr, path: Buffer, report: Report): void {
  try {
    put();
  } catch (error) {
    const name = xattr.name.toString('latin1');
    const space = name.slice(0, name.indexOf('.'));
    if (UNSUPPORTED.includes(systemCode(error) ?? '')) report.once('xattrs', path, error, 'The target file system takes no extended attributes (ACLs and capabilities among them) of some kind: they are left out');
    else if (systemCode(error) === 'EPERM') report.once(`xattrs.${space}`, path, error, `Attributes of '${space}' cannot be set by this user: they are left out`);
    else report.failed(path, error, `its attribute ${name} could not be set`);
  }
}

function setTimes(set: () => void, path: Buffer, report: Report): void {
  try {
    set();
  } catch (error) {
    report.failed(path, error, 'its time could not be set');
  }
}
