// Index chunks (level 1) and the root (level 2) of a manifest: what says which manifest chunk holds a path.
//   IndexBuilder: add(item)...; finish(): the root              used by ManifestWriter
//   decodeIndexChunk(data): IndexItem[]     decodeRoot(data): ManifestRoot
import { FarvaultError } from '../errors/errors.js';
import { ID_BYTES } from '../hash/hash.js';
import { blake3 } from '../hash/hash.js';
import { INDEX_CHUNK, MAX_CHUNK_BYTES, MAX_INDEX_CHUNK_BYTES, MAX_PATH_BYTES, MAX_ROOT_BYTES } from './limits.js';
import { checkPath, comparePaths } from './path-order.js';
import { ByteReader, ByteWriter, formatError } from './varint.js';

const INDEX_MAGIC = Buffer.from('FVI1', 'latin1');
const ROOT_MAGIC = Buffer.from('FVR1', 'latin1');
const MAX_INDEX_CHUNKS = Math.floor(MAX_ROOT_BYTES / (ID_BYTES + 4));

/** A chunk of the manifest: 0 entries, 1 index, 2 root. */
export interface ManifestChunk {
  level: 0 | 1 | 2;
  id: Buffer;
  data: Buffer;
}

/** One manifest chunk, as the index tells. */
export interface IndexItem {
  id: Buffer;
  bytes: number;
  /** Paths that start here; segments are not counted. */
  entries: number;
  references: number;
  /** Sum of the sizes of the files that start here. */
  fileBytes: number;
  firstPath: Buffer;
}

/** One index chunk, as the root tells. */
export interface RootItem {
  id: Buffer;
  bytes: number;
  manifestChunks: number;
  entries: number;
  firstPath: Buffer;
}

export interface ManifestChunking {
  version: number;
  minBytes: number;
  averageBytes: number;
  maxBytes: number;
  fixedBytes: number;
}

export interface ManifestTotals {
  entries: number;
  files: number;
  fileBytes: number;
  references: number;
}

export interface ManifestRoot {
  chunking: ManifestChunking;
  totals: ManifestTotals;
  items: RootItem[];
}

export class IndexBuilder {
  private readonly out = new ByteWriter(64 << 10);
  private readonly items: RootItem[] = [];
  private chunks = 0;
  private entries = 0;
  private firstPath: Buffer | undefined;
  private rootBytes = 0;

  constructor(private readonly emit: (chunk: ManifestChunk) => void) {}

  add(item: IndexItem): void {
    const out = this.out;
    if (this.firstPath === undefined) {
      out.bytes(INDEX_MAGIC);
      this.firstPath = item.firstPath;
    }
    out.bytes(item.id);
    out.varint(item.bytes);
    out.varint(item.entries);
    out.varint(item.references);
    out.varint(item.fileBytes);
    out.lengthAndBytes(item.firstPath);
    this.chunks++;
    this.entries += item.entries;
    const ends = out.length >= INDEX_CHUNK.minBytes && (item.id[0] & INDEX_CHUNK.cutMask) === 0;
    if (ends || out.length >= INDEX_CHUNK.cutBytes) this.cut();
  }

  private cut(): void {
    if (this.firstPath === undefined) return;
    const data = this.out.take();
    const id = blake3(data);
    this.rootBytes += ID_BYTES + this.firstPath.length + 24;
    if (this.rootBytes > MAX_ROOT_BYTES) throw new FarvaultError('NO_SPACE', 'manifest: too many entries for one snapshot', { remedy: 'Split the job into several.' });
    this.items.push({ id, bytes: data.length, manifestChunks: this.chunks, entries: this.entries, firstPath: this.firstPath });
    this.emit({ level: 1, id, data });
    this.out.reset();
    this.chunks = 0;
    this.entries = 0;
    this.firstPath = undefined;
  }

  /** Ends the index, and emits and returns the root. */
  finish(chunking: ManifestChunking, totals: ManifestTotals): ManifestChunk {
    this.cut();
    const data = encodeRoot({ chunking, totals, items: this.items });
    const root: ManifestChunk = { level: 2, id: blake3(data), data };
    this.emit(root);
    return root;
  }
}

function encodeRoot({ chunking, totals, items }: ManifestRoot): Buffer {
  const out = new ByteWriter(4096);
  out.bytes(ROOT_MAGIC);
  for (const value of [chunking.version, chunking.minBytes, chunking.averageBytes, chunking.maxBytes, chunking.fixedBytes]) out.varint(value);
  for (const value of [totals.entries, totals.files, totals.fileBytes, totals.references]) out.varint(value);
  out.varint(items.length);
  for (const item of items) {
    out.bytes(item.id);
    out.varint(item.bytes);
    out.varint(item.manifestChunks);
    out.varint(item.entries);
    out.lengthAndBytes(item.firstPath);
  }
  return out.take();
}

function openBytes(data: Buffer, magic: Buffer, limit: number, what: string): ByteReader {
  if (data.length > limit) throw formatError(`${what}: ${data.length} bytes exceed ${limit}`);
  if (data.length < magic.length || data.compare(magic, 0, magic.length, 0, magic.length) !== 0) throw formatError(`${what}: does not start with ${magic.toString('latin1')}`);
  return new ByteReader(data, magic.length, data.length);
}

function readPath(reader: ByteReader, before: Buffer | undefined, what: string): Buffer {
  const path = Buffer.from(reader.lengthAndBytes(MAX_PATH_BYTES, `${what} first path`));
  checkPath(path);
  // Equal paths are in order: a long file's segments fill several chunks.
  if (before !== undefined && comparePaths(before, path) > 0) throw formatError(`${what}: first paths are out of order`);
  return path;
}

export function decodeIndexChunk(data: Buffer): IndexItem[] {
  const reader = openBytes(data, INDEX_MAGIC, MAX_INDEX_CHUNK_BYTES, 'manifest index');
  const items: IndexItem[] = [];
  let before: Buffer | undefined;
  while (!reader.atEnd) {
    const id = Buffer.from(reader.bytes(ID_BYTES, 'manifest index id'));
    const bytes = reader.bounded(MAX_CHUNK_BYTES, 'manifest index length');
    const entries = reader.bounded(MAX_CHUNK_BYTES, 'manifest index entries');
    const references = reader.bounded(MAX_CHUNK_BYTES, 'manifest index references');
    const fileBytes = reader.varint('manifest index file bytes');
    const firstPath = readPath(reader, before, 'manifest index');
    before = firstPath;
    items.push({ id, bytes, entries, references, fileBytes, firstPath });
  }
  if (items.length === 0) throw formatError('manifest index: holds nothing');
  return items;
}

export function decodeRoot(data: Buffer): ManifestRoot {
  const reader = openBytes(data, ROOT_MAGIC, MAX_ROOT_BYTES, 'manifest root');
  const [version, minBytes, averageBytes, maxBytes, fixedBytes] = Array.from({ length: 5 }, () => reader.varint('manifest root chunking')) as [number, number, number, number, number];
  const [entries, files, fileBytes, references] = Array.from({ length: 4 }, () => reader.varint('manifest root totals')) as [number, number, number, number];
  const count = reader.bounded(MAX_INDEX_CHUNKS, 'manifest root index chunks');
  const items: RootItem[] = [];
  let before: Buffer | undefined;
  for (let i = 0; i < count; i++) {
    const id = Buffer.from(reader.bytes(ID_BYTES, 'manifest root id'));
    const bytes = reader.bounded(MAX_INDEX_CHUNK_BYTES, 'manifest root length');
    const manifestChunks = reader.bounded(MAX_INDEX_CHUNK_BYTES, 'manifest root chunks');
    const itemEntries = reader.varint('manifest root entries');
    const firstPath = readPath(reader, before, 'manifest root');
    before = firstPath;
    items.push({ id, bytes, manifestChunks, entries: itemEntries, firstPath });
  }
  if (!reader.atEnd) throw formatError('manifest root: bytes too many');
  return { chunking: { version, minBytes, averageBytes, maxBytes, fixedBytes }, totals: { entries, files, fileBytes, references }, items };
}
