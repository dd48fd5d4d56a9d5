// Makes items of a batch. Buffers in them are views of the batch's memory.
import { FarvaultError } from '../../shared/errors/errors.js';
import { FLAG, KIND, type Entry, type Extent, type Xattr } from '../../shared/format/entry.js';
import { ENTRY_FIXED_BYTES, ENTRY_FLAG, RECORD, STATUS, type PackedBatch } from './batch-writer.js';
import type { ScanBatch, ScanItem } from './types.js';
import { unchangedItems } from './unchanged-items.js';

export function openBatch(packed: PackedBatch): ScanBatch {
  const bytes = Buffer.from(packed.bytes, 0, packed.used);
  const problems = packed.problems.map((problem) => ({ ...problem, path: Buffer.from(problem.path) }));
  return { items: () => readItems(bytes), problems };
}

function* readItems(bytes: Buffer): IterableIterator<ScanItem> {
  let at = 0;
  while (at < bytes.length) {
    const type = bytes[at];
    if (type === RECORD.entry) {
      const end = at + recordBytes(bytes, at);
      yield readEntry(bytes, at);
      at = end;
    } else if (type === RECORD.slice) {
      const basisLength = bytes.readUInt32LE(at + 1);
      const length = bytes.readUInt32LE(at + 5);
      const from = at + 9 + basisLength;
      yield* unchangedItems(bytes.subarray(from, from + length), bytes.subarray(at + 9, from));
      at = from + length;
    } else if (type === RECORD.whole) {
      yield {
        type: 'parentChunk',
        ordinal: bytes.readUInt32LE(at + 1),
        fileOffset: bytes.readDoubleLE(at + 5),
        length: bytes.readUInt32LE(at + 13),
        entries: bytes.readUInt32LE(at + 17),
        files: bytes.readUInt32LE(at + 21),
        hardlinks: bytes.readUInt32LE(at + 25),
        bytes: bytes.readDoubleLE(at + 29),
      };
      at += 37;
    } else throw new FarvaultError('INTERNAL', `a scan batch holds a record of kind ${type}`);
  }
}

function recordBytes(bytes: Buffer, at: number): number {
  let total = ENTRY_FIXED_BYTES;
  for (let i = 0; i < 7; i++) total += bytes.readUInt32LE(at + 4 + i * 4);
  return total;
}

const NO_EXTENTS: Extent[] = [];
const NO_XATTRS: Xattr[] = [];

function readEntry(bytes: Buffer, start: number): ScanItem {
  const status = bytes[start + 1] === STATUS.changed ? 'changed' : 'new';
  const flags = bytes[start + 2];
  const kind = bytes[start + 3] as Entry['kind'];
  let part = start + ENTRY_FIXED_BYTES;
  let length = start + 4;
  const take = (): Buffer => {
    const from = part;
    part += bytes.readUInt32LE(length);
    length += 4;
    return bytes.subarray(from, part);
  };
  const path = take();
  const user = take();
  const group = take();
  const target = take();
  const source = take();
  const xattrBytes = take();
  const parentContent = take();
  const at = length;
  const named = user.length > 0 || group.length > 0;
  const xattrs = xattrBytes.length === 0 ? NO_XATTRS : readXattrs(xattrBytes);
  const device = kind === KIND.block || kind === KIND.character;
  // One literal, also for files: copying its fields into another object costs six times as much.
  const entry: Entry = {
    path,
    extents: NO_EXTENTS,
    kind,
    flags:
      ((flags & ENTRY_FLAG.implicit) === 0 ? 0 : FLAG.implicit) |
      ((flags & ENTRY_FLAG.incomplete) === 0 ? 0 : FLAG.incomplete) |
      (named ? FLAG.names : 0) |
      (xattrs.length > 0 ? FLAG.xattrs : 0),
    mode: bytes.readUInt32LE(at),
    uid: bytes.readUInt32LE(at + 4),
    gid: bytes.readUInt32LE(at + 8),
    user: named ? user : null,
    group: named ? group : null,
    mtimeSec: bytes.readDoubleLE(at + 44),
    mtimeNsec: bytes.readUInt32LE(at + 12),
    ctimeSec: bytes.readDoubleLE(at + 52),
    ctimeNsec: bytes.readUInt32LE(at + 16),
    inode: bytes.readBigUInt64LE(at + 28),
    size: kind === KIND.file ? bytes.readDoubleLE(at + 36) : 0,
    target: kind === KIND.symlink || kind === KIND.hardlink ? target : null,
    major: device ? bytes.readUInt32LE(at + 20) : 0,
    minor: device ? bytes.readUInt32LE(at + 24) : 0,
    xattrs,
  };
  if ((flags & ENTRY_FLAG.read) === 0) {
    return { type: 'entry', entry, status, source: source.length === 0 ? null : source };
  }
  const parentExtents = (flags & ENTRY_FLAG.parentContent) === 0 ? null : readExtents(parentContent);
  return { type: 'file', path, source, meta: entry, image: (flags & ENTRY_FLAG.image) !== 0, status, parentExtents };
}

function readXattrs(bytes: Buffer): Xattr[] {
  const xattrs: Xattr[] = [];
  for (let at = 0; at < bytes.length; ) {
    const name = at + 8;
    const value = name + bytes.readUInt32LE(at);
    const end = value + bytes.readUInt32LE(at + 4);
    xattrs.push({ name: bytes.subarray(name, value), value: bytes.subarray(value, end) });
    at = end;
  }
  return xattrs;
}

/** Contents of the file's entry and its segments, one behind the other: each a count and extents, as in docs/formats.md. */
function readExtents(bytes: Buffer): Extent[] | null {
  const extents: Extent[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; at < bytes.length; factor *= 128) {
      const byte = bytes[at++];
      value += (byte & 127) * factor;
      if (byte < 128) break;
    }
    return value;
  };
  while (at < bytes.length) {
    const count = varint();
    for (let i = 0; i < count; i++) {
      if (at >= bytes.length) return null; // damaged: a hint less
      const coded = varint();
      const hole = coded % 2 === 1;
      if (!hole && at + 32 > bytes.length) return null;
      extents.push({ id: hole ? null : bytes.subarray(at, at + 32), length: Math.floor(coded / 2) });
      if (!hole) at += 32;
    }
  }
  return extents;
}
