// Bodies of manifest entries, from fields to bytes (docs/formats.md, Manifest chunk).
//   encodeEntryBody(entry): Buffer              an entry with its extents
//   writeFileBody(out, meta, content, continued) a file whose content a ContentBuilder has encoded; for hot loops
//   writeEntryBody(out, meta)                   everything that is not a file
//   encodeSegmentBody(offset, content): Buffer
import { FarvaultError } from '../errors/errors.js';
import { ID_BYTES } from '../hash/hash.js';
import { FLAG, KIND, type Entry, type EntryMeta, type Extent } from './entry.js';
import { MAX_NSEC, MAX_PART_EXTENTS } from './limits.js';
import { ByteWriter } from './varint.js';

/** Flags that say what follows; the encoder sets them itself. */
const DERIVED = FLAG.names | FLAG.xattrs | FLAG.continued;

/** Reused by encodeEntryBody, which never waits. */
const scratch = new ByteWriter();

export function encodeEntryBody(entry: Entry): Buffer {
  scratch.reset();
  if (entry.kind !== KIND.file) {
    writeEntryBody(scratch, entry);
  } else {
    writeHead(scratch, entry, entry.flags & FLAG.continued);
    scratch.varint(entry.size);
    writeExtents(scratch, entry.extents);
    writeXattrs(scratch, entry);
  }
  return scratch.take();
}

/** `content` is the encoded content field; `continued` says that segments follow. */
export function writeFileBody(out: ByteWriter, meta: EntryMeta, content: Uint8Array, continued: boolean): void {
  writeHead(out, meta, continued ? FLAG.continued : 0);
  out.varint(meta.size);
  out.bytes(content);
  writeXattrs(out, meta);
}

export function writeEntryBody(out: ByteWriter, meta: EntryMeta): void {
  writeHead(out, meta, 0);
  if (meta.kind === KIND.symlink || meta.kind === KIND.hardlink) {
    if (meta.target === null) throw new FarvaultError('INTERNAL', 'manifest entry: a link has no target');
    out.lengthAndBytes(meta.target);
  } else if (meta.kind === KIND.block || meta.kind === KIND.character) {
    out.varint(meta.major);
    out.varint(meta.minor);
  } else if (meta.kind === KIND.file) {
    throw new FarvaultError('INTERNAL', 'manifest entry: a file needs content');
  }
  writeXattrs(out, meta);
}

export function encodeSegmentBody(offset: number, content: Uint8Array): Buffer {
  const out = new ByteWriter(content.length + 10);
  out.varint(offset);
  out.bytes(content);
  return out.take();
}

/** The content field of extents that belong to one entry or segment. */
function writeExtents(out: ByteWriter, extents: Extent[]): void {
  if (extents.length > MAX_PART_EXTENTS) throw new FarvaultError('INTERNAL', 'manifest entry: these extents do not fit one part');
  out.varint(extents.length);
  for (const { id, length } of extents) {
    out.varint(length * 2 + (id === null ? 1 : 0));
    if (id !== null) out.copyFrom(id, 0, ID_BYTES);
  }
}

function writeHead(out: ByteWriter, meta: EntryMeta, continued: number): void {
  const named = meta.user !== null || meta.group !== null;
  out.varint((meta.flags & ~DERIVED) | (named ? FLAG.names : 0) | (meta.xattrs.length > 0 ? FLAG.xattrs : 0) | continued);
  out.varint(meta.mode & 0o7777);
  out.varint(meta.uid);
  out.varint(meta.gid);
  out.svarint(meta.mtimeSec);
  out.varint(checkNsec(meta.mtimeNsec));
  out.svarint(meta.ctimeSec);
  out.varint(checkNsec(meta.ctimeNsec));
  out.u64(meta.inode);
  if (!named) return;
  writeName(out, meta.user);
  writeName(out, meta.group);
}

function writeName(out: ByteWriter, name: Buffer | null): void {
  if (name === null) out.varint(0);
  else out.lengthAndBytes(name);
}

function writeXattrs(out: ByteWriter, meta: EntryMeta): void {
  const xattrs = meta.xattrs;
  if (xattrs.length === 0) return;
  const sorted = xattrs.length === 1 ? xattrs : [...xattrs].sort((a, b) => a.name.compare(b.name));
  out.varint(sorted.length);
  for (const { name, value } of sorted) {
    out.lengthAndBytes(name);
    out.lengthAndBytes(value);
  }
}

function checkNsec(value: number): number {
  if (value > MAX_NSEC) throw new FarvaultError('INTERNAL', `manifest entry: ${value} nanoseconds`);
  return value;
}
