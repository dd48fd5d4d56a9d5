// Writes a manifest as a stream of chunks: entries in, manifest chunks, index chunks and at last the root out. Memory is that of one
// chunk and the list of index chunks.
//   const writer = new ManifestWriter(chunking, (chunk) => ...)
//   writer.add(path, kind, body)             in manifest order; a file's segments directly after it
//   writer.addCurrent(reader)                the entry that a ManifestChunkReader stands on, copied as it is
//   const { root, totals } = writer.finish()
import { FarvaultError } from '../errors/errors.js';
import { blake3 } from '../hash/hash.js';
import { FLAG, KIND } from './entry.js';
import { EntryBody } from './entry-body.js';
import { MANIFEST_CHUNK, MAX_ENTRY_BYTES, MAX_PATH_BYTES } from './limits.js';
import { IndexBuilder, type ManifestChunk, type ManifestChunking, type ManifestTotals } from './manifest-index.js';
import type { ManifestChunkReader } from './manifest-reader.js';
import { ByteWriter, varintBytes } from './varint.js';

const MAGIC = Buffer.from('FVM1', 'latin1');
const SLASH = 0x2f;
const FNV_OFFSET = 0x811c9dc5 | 0;
const FNV_PRIME = 0x01000193;

export class ManifestWriter {
  private readonly out = new ByteWriter(MANIFEST_CHUNK.maxBytes + 4096);
  private readonly index: IndexBuilder;
  private readonly body = new EntryBody();
  private readonly path = Buffer.allocUnsafeSlow(MAX_PATH_BYTES);
  private pathLength = -1;
  private continued = false;
  private firstPath: Buffer | undefined;
  private readonly chunkTotals: ManifestTotals = { entries: 0, files: 0, fileBytes: 0, references: 0 };
  private readonly totals: ManifestTotals = { entries: 0, files: 0, fileBytes: 0, references: 0 };

  constructor(
    private readonly chunking: ManifestChunking,
    private readonly emit: (chunk: ManifestChunk) => void,
  ) {
    this.index = new IndexBuilder(emit);
  }

  add(path: Uint8Array, kind: number, body: Buffer): void {
    this.write(path, path.length, kind, body, 0, body.length);
  }

  addCurrent(reader: ManifestChunkReader): void {
    this.write(reader.path, reader.pathLength, reader.kind, reader.chunk, reader.bodyStart, reader.bodyEnd);
  }

  finish(): { root: ManifestChunk; totals: ManifestTotals } {
    this.cut();
    return { root: this.index.finish(this.chunking, this.totals), totals: this.totals };
  }

  private write(path: Uint8Array, pathLength: number, kind: number, source: Buffer, start: number, end: number): void {
    const common = this.place(path, pathLength, kind);
    const bodyBytes = end - start;
    let shared = this.firstPath === undefined ? 0 : common;
    let bytes = encodedBytes(shared, pathLength, bodyBytes);
    if (bytes > MAX_ENTRY_BYTES) throw new FarvaultError('INVALID', `manifest entry: ${bytes} bytes exceed ${MAX_ENTRY_BYTES}`, { remedy: 'The file has more extended attributes than can be stored.' });
    if (this.firstPath !== undefined && this.out.length + bytes > MANIFEST_CHUNK.maxBytes) {
      this.cut();
      shared = 0;
      bytes = encodedBytes(0, pathLength, bodyBytes);
    }
    this.remember(path, pathLength, common);
    const body = this.body.open(kind, source, start, end);
    body.readHead();
    this.continued = kind === KIND.segment ? this.continued : (body.flags & FLAG.continued) !== 0;
    const idAt = this.count(body, kind);
    this.append(path, pathLength, shared, kind, source, start, end);
    if (this.out.length >= MANIFEST_CHUNK.minBytes && (this.cutHash(kind, source, idAt) & MANIFEST_CHUNK.cutMask) === 0) this.cut();
  }

  /** Bytes shared with the path before; refuses what is out of order. */
  private place(path: Uint8Array, length: number, kind: number): number {
    const before = this.path;
    const shorter = this.pathLength < length ? this.pathLength : length;
    let common = 0;
    while (common < shorter && path[common] === before[common]) common++;
    if (kind === KIND.segment) {
      if (common === length && length === this.pathLength && this.continued) return common;
      throw new FarvaultError('INTERNAL', 'manifest: a segment does not follow its file');
    }
    const inOrder = this.pathLength < 0 || (common === this.pathLength ? length > common : common < length && isBefore(before[common], path[common]));
    if (!inOrder) throw new FarvaultError('INTERNAL', `manifest: ${Buffer.from(path.subarray(0, length)).toString()} is out of order`);
    return common;
  }

  private remember(path: Uint8Array, length: number, common: number): void {
    const own = this.path;
    for (let i = common; i < length; i++) own[i] = path[i]!;
    this.pathLength = length;
  }

  /** Adds the entry to the sums; returns where its first chunk id lies, or -1. */
  private count(body: EntryBody, kind: number): number {
    const sums = this.chunkTotals;
    if (kind !== KIND.segment) sums.entries++;
    if (kind === KIND.file) {
      sums.files++;
      sums.fileBytes += body.size;
    }
    if (!body.hasContent) return -1;
    let idAt = -1;
    for (let left = body.readExtentCount(); left > 0; left--) {
      if (body.nextExtent() < 0) continue;
      if (idAt < 0) idAt = body.reader.position - 32;
      sums.references++;
    }
    return idAt;
  }

  private append(path: Uint8Array, pathLength: number, shared: number, kind: number, source: Buffer, start: number, end: number): void {
    const out = this.out;
    if (this.firstPath === undefined) {
      out.bytes(MAGIC);
      this.firstPath = Buffer.from(path.subarray(0, pathLength));
    }
    out.varint(shared);
    out.varint(pathLength - shared);
    out.copyFrom(this.path, shared, pathLength);
    out.u8(kind);
    out.varint(end - start);
    out.copyFrom(source, start, end);
  }

  private cutHash(kind: number, source: Buffer, idAt: number): number {
    let hash = FNV_OFFSET;
    const path = this.path;
    for (let i = 0; i < this.pathLength; i++) hash = Math.imul(hash ^ path[i], FNV_PRIME);
    hash = Math.imul(hash ^ SLASH, FNV_PRIME);
    if (kind === KIND.segment && idAt >= 0) for (let i = 0; i < 4; i++) hash = Math.imul(hash ^ source[idAt + i], FNV_PRIME);
    return hash;
  }

  private cut(): void {
    if (this.firstPath === undefined) return;
    const data = this.out.take();
    const id = blake3(data);
    const { entries, files, fileBytes, references } = this.chunkTotals;
    this.emit({ level: 0, id, data });
    this.index.add({ id, bytes: data.length, entries, references, fileBytes, firstPath: this.firstPath });
    this.totals.entries += entries;
    this.totals.files += files;
    this.totals.fileBytes += fileBytes;
    this.totals.references += references;
    Object.assign(this.chunkTotals, { entries: 0, files: 0, fileBytes: 0, references: 0 });
    this.out.reset();
    this.firstPath = undefined;
  }
}

function encodedBytes(shared: number, pathLength: number, bodyBytes: number): number {
  const suffix = pathLength - shared;
  return varintBytes(shared) + varintBytes(suffix) + suffix + 1 + varintBytes(bodyBytes) + bodyBytes;
}

/** Whether a path with byte `a` where another has `b` comes first: a separator ends a component. */
function isBefore(a: number, b: number): boolean {
  return a === SLASH || (b !== SLASH && a < b);
}
