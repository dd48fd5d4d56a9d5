// Bodies of manifest entries, from bytes to fields; refuses with FORMAT what is not one.
//   decodeBody(kind, path, body): Entry | Segment   everything is copied out of the body
import { FLAG, KIND, type Entry, type Extent, type Kind, type Segment, type Xattr } from './entry.js';
import { EntryBody } from './entry-body.js';
import { ID_BYTES } from '../hash/hash.js';
import { MAX_ENTRY_BYTES, MAX_PATH_BYTES } from './limits.js';
import { checkPath } from './path-order.js';
import { formatError, type ByteReader } from './varint.js';

const MAX_XATTRS = 4096;
const MAX_XATTR_NAME_BYTES = 255;
const MAX_TARGET_BYTES = MAX_PATH_BYTES;
const NO_EXTENTS: Extent[] = [];
const NO_XATTRS: Xattr[] = [];

const shared = new EntryBody();

export function isKind(kind: number): kind is Kind {
  return kind >= KIND.directory && kind <= KIND.segment;
}

/** `path` is taken over, not copied. */
export function decodeBody(kind: number, path: Buffer, buffer: Buffer, start = 0, end = buffer.length): Entry | Segment {
  if (!isKind(kind)) throw formatError(`manifest entry: kind ${kind} is not known`);
  const body = shared.open(kind, buffer, start, end);
  const reader = body.reader;
  body.readHead();
  if (kind === KIND.segment) {
    const segment: Segment = { kind, path, offset: body.size, extents: readExtents(body) };
    refuseRest(reader);
    return segment;
  }
  const entry: Entry = {
    path,
    kind,
    flags: body.flags,
    mode: body.mode,
    uid: body.uid,
    gid: body.gid,
    user: copyName(buffer, body.userStart, body.userEnd),
    group: copyName(buffer, body.groupStart, body.groupEnd),
    mtimeSec: body.mtimeSec,
    mtimeNsec: body.mtimeNsec,
    ctimeSec: body.ctimeSec,
    ctimeNsec: body.ctimeNsec,
    inode: body.inode,
    size: body.size,
    target: null,
    major: 0,
    minor: 0,
    xattrs: NO_XATTRS,
    extents: NO_EXTENTS,
  };
  readOwnFields(entry, body);
  if ((entry.flags & FLAG.xattrs) !== 0) entry.xattrs = readXattrs(reader);
  refuseRest(reader);
  return entry;
}

function readOwnFields(entry: Entry, body: EntryBody): void {
  const reader = body.reader;
  const continued = (entry.flags & FLAG.continued) !== 0;
  if (continued && entry.kind !== KIND.file) throw formatError('manifest entry: what is not a file has segments');
  if (entry.kind === KIND.file) {
    entry.extents = readExtents(body);
    let sum = 0;
    for (const extent of entry.extents) sum += extent.length;
    if (sum > entry.size || (sum !== entry.size && !continued)) throw formatError(`manifest entry: extents of ${sum} bytes in a file of ${entry.size}`);
  } else if (entry.kind === KIND.symlink) {
    entry.target = Buffer.from(reader.lengthAndBytes(MAX_TARGET_BYTES, 'symlink target'));
  } else if (entry.kind === KIND.hardlink) {
    entry.target = Buffer.from(reader.lengthAndBytes(MAX_PATH_BYTES, 'hard link target'));
    checkPath(entry.target);
  } else if (entry.kind === KIND.block || entry.kind === KIND.character) {
    entry.major = reader.bounded(0xffff_ffff, 'device major');
    entry.minor = reader.bounded(0xffff_ffff, 'device minor');
  }
}

function readExtents(body: EntryBody): Extent[] {
  const count = body.readExtentCount();
  if (count === 0) return NO_EXTENTS;
  const extents: Extent[] = [];
  const reader = body.reader;
  for (let i = 0; i < count; i++) {
    const length = body.nextExtent();
    if (length < 0) extents.push({ id: null, length: -length });
    else extents.push({ id: Buffer.from(reader.buffer.subarray(reader.position - ID_BYTES, reader.position)), length });
  }
  return extents;
}

function readXattrs(reader: ByteReader): Xattr[] {
  const count = reader.bounded(MAX_XATTRS, 'count of extended attributes');
  if (count === 0) throw formatError('manifest entry: a flag announces extended attributes, and there are none');
  const xattrs: Xattr[] = [];
  for (let i = 0; i < count; i++) {
    const name = Buffer.from(reader.lengthAndBytes(MAX_XATTR_NAME_BYTES, 'name of an extended attribute'));
    const value = Buffer.from(reader.lengthAndBytes(MAX_ENTRY_BYTES, 'value of an extended attribute'));
    xattrs.push({ name, value });
  }
  return xattrs;
}

/** An empty name is one that is not known: the other of the two is. */
function copyName(buffer: Buffer, start: number, end: number): Buffer | null {
  return start < 0 || start === end ? null : Buffer.from(buffer.subarray(start, end));
}

function refuseRest(reader: ByteReader): void {
  if (!reader.atEnd) throw formatError(`manifest entry: ${reader.end - reader.position} bytes too many`);
}
