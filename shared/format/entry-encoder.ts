// Bodies of manifest entries, from fields to bytes (docs/formats.md, Manifest chunk).
//   encodeEntryBody(entry): Buffer              an entry with its extents
//   writeFileBody(out, meta, content, continued) a file whose content a ContentBuilder has encoded; for hot loops
//   writeEntryBody(out, meta)                   everything that is not a file
//   encodeSegmentBody(offset, content): Buffer
import { FarvaultError } from '../errors/errors.js';
import { FLAG, KIND, type Entry, type EntryMeta, type Extent } from './entry.js';
import { ContentBuilder } from './content-builder.js';
import { MAX_NSEC } from './limits.js';
import { ByteWriter } from './varint.js';

/** Flags that say what follows; the encoder sets them itself. */
const DERIVED = FLAG.names | FLAG.xattrs | FLAG.continued;

export function encodeEntryBody(entry: Entry): Buffer {
  const out = new ByteWriter(256);
  if (entry.kind !== KIND.file) writeEntryBody(out, entry);
  else writeFileBody(out, entry, encodeExtents(entry.extents), (entry.flags & FLAG.continued) !== 0);
  return out.take();
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
export function encodeExtents(extents: Extent[]): Buffer {
  let content: Buffer | undefined;
  const builder = new ContentBuilder((part) => {
    if (content !== undefined) throw new FarvaultError('INTERNAL', 'manifest entry: these extents do not fit one part');
    content = part.content;
  });
  for (const extent of extents) builder.add(extent.id, extent.length);
  builder.finish();
  return content!;
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
