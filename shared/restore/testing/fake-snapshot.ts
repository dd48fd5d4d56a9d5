// For tests: a snapshot in memory, made of entries as a test describes them or of a real tree.
import fs from 'node:fs';
import path from 'node:path';
import { ContentBuilder } from '../../format/content-builder.js';
import { encodeSegmentBody, encodeEntryBody, writeFileBody } from '../../format/entry-encoder.js';
import { KIND, type Entry, type EntryMeta, type Xattr } from '../../format/entry.js';
import { ManifestWriter } from '../../format/manifest-writer.js';
import { ByteWriter } from '../../format/varint.js';
import { comparePaths } from '../../format/path-order.js';
import { blake3 } from '../../hash/hash.js';
import { seekData, seekHole } from '../../sys/seek.js';
import { getXattr, listXattrs } from '../../sys/xattr.js';

export const CHUNK_BYTES = 64 * 1024;

/** A stretch of content: bytes, or a hole of that length. */
export type Stretch = Buffer | number;

export interface Described extends Partial<EntryMeta> {
  path: Buffer | string;
  kind: EntryMeta['kind'];
  content?: Stretch[];
  /** Chunks of this many bytes instead of 64 KiB. */
  chunkBytes?: number;
}

export interface FakeSnapshot {
  root: Buffer;
  rootId: Buffer;
  index: Buffer[];
  manifest: Buffer[];
  chunks: Map<string, Buffer>;
}

const CHUNKING = { version: 1, minBytes: 16384, averageBytes: 65536, maxBytes: 262144, fixedBytes: 65536 };

export function metaOf(described: Described, size: number): EntryMeta {
  const defaults: EntryMeta = {
    kind: described.kind,
    flags: 0,
    mode: described.kind === KIND.directory ? 0o755 : 0o644,
    uid: process.getuid!(),
    gid: process.getgid!(),
    user: null,
    group: null,
    mtimeSec: 1_600_000_000,
    mtimeNsec: 123_456_789,
    ctimeSec: 0,
    ctimeNsec: 0,
    inode: 1n,
    size,
    target: null,
    major: 0,
    minor: 0,
    xattrs: [],
  };
  const { path: _path, content: _content, chunkBytes: _chunkBytes, ...given } = described;
  return { ...defaults, ...given };
}

/** `checked` false: entries stay in the order given. */
export function fakeSnapshot(described: Described[], sorted = true): FakeSnapshot {
  const snapshot: FakeSnapshot = { root: Buffer.alloc(0), rootId: Buffer.alloc(0), index: [], manifest: [], chunks: new Map() };
  const writer = new ManifestWriter(CHUNKING, (chunk) => {
    if (chunk.level === 0) snapshot.manifest.push(Buffer.from(chunk.data));
    else if (chunk.level === 1) snapshot.index.push(Buffer.from(chunk.data));
  });
  const list = described.map((entry) => ({ ...entry, path: Buffer.from(entry.path as string) }));
  if (sorted) list.sort((a, b) => comparePaths(a.path, b.path));
  for (const entry of list) addEntry(writer, snapshot, entry);
  const { root } = writer.finish();
  snapshot.root = Buffer.from(root.data);
  snapshot.rootId = blake3(snapshot.root);
  return snapshot;
}

function addEntry(writer: ManifestWriter, snapshot: FakeSnapshot, described: Described & { path: Buffer }): void {
  if (described.kind !== KIND.file) {
    const entry: Entry = { ...metaOf(described, 0), path: described.path, extents: [] };
    writer.add(described.path, entry.kind, encodeEntryBody(entry));
    return;
  }
  const stretches = described.content ?? [];
  let size = 0;
  for (const stretch of stretches) size += typeof stretch === 'number' ? stretch : stretch.length;
  const parts: { offset: number; content: Buffer }[] = [];
  const builder = new ContentBuilder((part) => parts.push(part));
  const chunkBytes = described.chunkBytes ?? CHUNK_BYTES;
  for (const stretch of stretches) {
    if (typeof stretch === 'number') builder.add(null, stretch);
    else
      for (let at = 0; at < stretch.length; at += chunkBytes) {
        const chunk = stretch.subarray(at, at + chunkBytes);
        const id = blake3(chunk);
        snapshot.chunks.set(id.toString('hex'), chunk);
        builder.add(id, chunk.length);
      }
  }
  builder.finish();
  const out = new ByteWriter(1024);
  writeFileBody(out, metaOf(described, size), parts[0].content, parts.length > 1);
  writer.add(described.path, KIND.file, Buffer.from(out.take()));
  for (const part of parts.slice(1)) writer.add(described.path, KIND.segment, encodeSegmentBody(part.offset, part.content));
}

/** Describes a real tree; its top has the empty path. */
export function describeTree(top: string): Described[] {
  const described: Described[] = [];
  const firstNames = new Map<string, Buffer>();
  const visit = (real: Buffer, inside: Buffer): void => {
    const entry = describeOne(real, inside, firstNames);
    described.push(entry);
    if (entry.kind !== KIND.directory) return;
    const names = fs.readdirSync(real, { encoding: 'buffer' }) as unknown as Buffer[];
    for (const name of names.sort((a, b) => a.compare(b))) visit(Buffer.concat([real, Buffer.from('/'), name]), inside.length === 0 ? name : Buffer.concat([inside, Buffer.from('/'), name]));
  };
  visit(Buffer.from(path.resolve(top)), Buffer.alloc(0));
  return described;
}

function describeOne(real: Buffer, inside: Buffer, firstNames: Map<string, Buffer>): Described {
  const stat = fs.lstatSync(real, { bigint: true });
  const kind = stat.isDirectory() ? KIND.directory : stat.isFile() ? KIND.file : stat.isSymbolicLink() ? KIND.symlink : stat.isFIFO() ? KIND.fifo : stat.isSocket() ? KIND.socket : stat.isBlockDevice() ? KIND.block : KIND.character;
  const xattrs: Xattr[] = listXattrs(real).map((name) => ({ name: Buffer.from(name), value: getXattr(real, name) }));
  const seconds = stat.mtimeNs / 1_000_000_000n;
  const entry: Described = {
    path: inside,
    kind,
    mode: Number(stat.mode) & 0o7777,
    uid: Number(stat.uid),
    gid: Number(stat.gid),
    mtimeSec: Number(stat.mtimeNs < 0n && stat.mtimeNs % 1_000_000_000n !== 0n ? seconds - 1n : seconds),
    mtimeNsec: Number(((stat.mtimeNs % 1_000_000_000n) + 1_000_000_000n) % 1_000_000_000n),
    xattrs,
  };
  if (kind === KIND.symlink) entry.target = fs.readlinkSync(real, { encoding: 'buffer' });
  if (kind === KIND.block || kind === KIND.character) Object.assign(entry, { major: Number((stat.rdev >> 8n) & 0xfffn), minor: Number(stat.rdev & 0xffn) });
  if (kind !== KIND.file) return entry;
  const key = `${stat.dev}.${stat.ino}`;
  const first = stat.nlink > 1n ? firstNames.get(key) : undefined;
  if (first !== undefined) return { ...entry, kind: KIND.hardlink, target: first };
  firstNames.set(key, inside);
  entry.content = contentOf(real);
  return entry;
}

function contentOf(real: Buffer): Stretch[] {
  const fd = fs.openSync(real, 'r');
  try {
    const { size } = fs.fstatSync(fd);
    const stretches: Stretch[] = [];
    let at = 0;
    while (at < size) {
      const data = seekData(fd, at);
      if (data !== at) stretches.push((data < 0 ? size : data) - at);
      if (data < 0) break;
      const end = seekHole(fd, data, size);
      const bytes = Buffer.alloc(end - data);
      fs.readSync(fd, bytes, 0, bytes.length, data);
      stretches.push(bytes);
      at = end;
    }
    return stretches;
  } finally {
    fs.closeSync(fd);
  }
}
