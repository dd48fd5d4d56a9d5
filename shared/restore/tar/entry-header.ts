// The header blocks of one manifest entry: a pax header with what ustar cannot hold, then the ustar header.
import { KIND, type Entry } from '../../format/entry.js';
import { aclText } from './acl.js';
import { fitsOctal, headerBlock, padding, PaxRecords, TYPE, type Header } from './header.js';

const ACLS: Record<string, string> = { 'system.posix_acl_access': 'SCHILY.acl.access', 'system.posix_acl_default': 'SCHILY.acl.default' };
const SLASH = Buffer.from('/');
const NONE = Buffer.alloc(0);

export interface TarPlace {
  /** Name in the archive; hard links: name of the first. */
  name: Buffer;
  linkname: Buffer;
  /** Bytes of content that follow, a sparse map included. */
  storedBytes: number;
  /** Sparse files: content begins with a map (GNU sparse format 1.0). */
  sparse: boolean;
}

function typeOf(entry: Entry): string {
  switch (entry.kind) {
    case KIND.directory:
      return TYPE.directory;
    case KIND.symlink:
      return TYPE.symlink;
    case KIND.hardlink:
      return TYPE.hardlink;
    case KIND.block:
      return TYPE.block;
    case KIND.character:
      return TYPE.character;
    case KIND.fifo:
      return TYPE.fifo;
    case KIND.file:
    case KIND.socket:
      return TYPE.file;
  }
}

export function entryHeader(entry: Entry, place: TarPlace): Buffer {
  const name = entry.kind === KIND.directory ? Buffer.concat([place.name, SLASH]) : place.name;
  const header: Header = {
    name: place.sparse ? sparseName(name) : name,
    linkname: place.linkname,
    type: typeOf(entry),
    mode: entry.mode,
    uid: entry.uid,
    gid: entry.gid,
    size: place.storedBytes,
    mtimeSec: entry.mtimeSec,
    user: entry.user ?? NONE,
    group: entry.group ?? NONE,
    major: entry.major,
    minor: entry.minor,
  };
  const records = paxRecords(entry, place, header, name);
  if (records.empty) return headerBlock(header);
  const pax = records.bytes();
  const paxHeader: Header = { ...header, name: Buffer.from('PaxHeaders/entry'), linkname: NONE, type: TYPE.pax, mode: 0o644, uid: 0, gid: 0, size: pax.length, mtimeSec: 0, major: 0, minor: 0 };
  return Buffer.concat([headerBlock(paxHeader), pax, padding(pax.length), headerBlock(header)]);
}

function paxRecords(entry: Entry, place: TarPlace, header: Header, name: Buffer): PaxRecords {
  const records = new PaxRecords();
  const binary = [name, place.linkname, header.user, header.group].some((value) => !Buffer.from(value.toString('utf8'), 'utf8').equals(value));
  if (binary) records.add('hdrcharset', 'BINARY');
  if (place.sparse) {
    records.add('GNU.sparse.major', '1');
    records.add('GNU.sparse.minor', '0');
    records.add('GNU.sparse.name', name);
    records.add('GNU.sparse.realsize', String(entry.size));
  } else if (name.length > 100 || binary || nonAscii(name)) records.add('path', name);
  if (place.linkname.length > 100 || nonAscii(place.linkname)) records.add('linkpath', place.linkname);
  if (!fitsOctal(place.storedBytes, 12)) records.add('size', String(place.storedBytes));
  if (!fitsOctal(entry.uid, 8)) records.add('uid', String(entry.uid));
  if (!fitsOctal(entry.gid, 8)) records.add('gid', String(entry.gid));
  if (header.user.length > 31 || nonAscii(header.user)) records.add('uname', header.user);
  if (header.group.length > 31 || nonAscii(header.group)) records.add('gname', header.group);
  if (entry.mtimeNsec !== 0 || !fitsOctal(entry.mtimeSec, 12)) records.add('mtime', timeText(entry.mtimeSec, entry.mtimeNsec));
  for (const xattr of entry.xattrs) {
    const acl = ACLS[xattr.name.toString('latin1')];
    const text = acl === undefined ? null : aclText(xattr.value);
    if (acl !== undefined && text !== null) records.add(acl, text);
    else records.add(Buffer.concat([Buffer.from('SCHILY.xattr.'), xattr.name]), xattr.value);
  }
  return records;
}

/** Decimal seconds with a fraction; before 1970 the fraction counts away from zero, as tar reads it. */
function timeText(seconds: number, nanoseconds: number): string {
  if (seconds >= 0 || nanoseconds === 0) return nanoseconds === 0 ? String(seconds) : `${seconds}.${String(nanoseconds).padStart(9, '0')}`;
  return `-${-(seconds + 1)}.${String(1_000_000_000 - nanoseconds).padStart(9, '0')}`;
}

function nonAscii(value: Buffer): boolean {
  for (const byte of value) if (byte >= 0x80) return true;
  return false;
}

/** What a tar that does not know sparse files would call it. */
function sparseName(name: Buffer): Buffer {
  return Buffer.concat([Buffer.from('GNUSparseFile.0/'), name.subarray(name.lastIndexOf(0x2f) + 1)]);
}
