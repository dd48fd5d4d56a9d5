// Reads one manifest chunk (level 0) entry by entry, allocating nothing per entry unless asked.
//   const reader = new ManifestChunkReader().open(chunk)
//   while (reader.next()) { reader.kind; reader.path, reader.pathLength; reader.head() ...; reader.decode() }
//   listReferences(chunk): { ids, lengths }      the chunks that it refers to, in order (an ordinal names one in `Fetch`)
// The order of paths, their form and all bounds are checked on the way; a fault is a FORMAT error.
import { ID_BYTES } from '../hash/hash.js';
import { KIND, type Entry, type Segment } from './entry.js';
import { EntryBody } from './entry-body.js';
import { decodeBody, isKind } from './entry-decoder.js';
import { MAX_CHUNK_BYTES, MAX_PATH_BYTES } from './limits.js';
import { checkPathBytes, comparePathBytes } from './path-order.js';
import { ByteReader, formatError } from './varint.js';

const MAGIC = Buffer.from('FVM1', 'latin1');

export class ManifestChunkReader {
  /** The first `pathLength` bytes are the path of the current entry; overwritten by next(). */
  readonly path = Buffer.allocUnsafeSlow(MAX_PATH_BYTES);
  pathLength = 0;
  kind = 0;
  /** The body of the current entry is `chunk[bodyStart, bodyEnd)`. */
  chunk: Buffer = MAGIC;
  bodyStart = 0;
  bodyEnd = 0;
  private readonly reader = new ByteReader();
  private readonly entryBody = new EntryBody();
  private first = true;

  open(chunk: Buffer): this {
    if (chunk.length > MAX_CHUNK_BYTES) throw formatError(`manifest chunk: ${chunk.length} bytes exceed ${MAX_CHUNK_BYTES}`);
    if (chunk.length < MAGIC.length || chunk.compare(MAGIC, 0, MAGIC.length, 0, MAGIC.length) !== 0) throw formatError('manifest chunk: does not start with FVM1');
    this.chunk = chunk;
    this.reader.open(chunk, MAGIC.length, chunk.length);
    this.first = true;
    this.pathLength = 0;
    return this;
  }

  /** Moves to the next entry; false at the end. */
  next(): boolean {
    const reader = this.reader;
    if (reader.position >= reader.end) return false;
    const shared = reader.varint('shared path bytes');
    if (shared > this.pathLength || (this.first && shared !== 0)) throw formatError('manifest chunk: a path shares more than there is');
    const suffix = reader.bounded(MAX_PATH_BYTES - shared, 'path suffix');
    const start = reader.skip(suffix, 'path suffix');
    this.kind = reader.u8('entry kind');
    if (!isKind(this.kind)) throw formatError(`manifest chunk: kind ${this.kind} is not known`);
    this.takePath(shared, start, suffix);
    const bodyBytes = reader.varint('entry body');
    this.bodyStart = reader.skip(bodyBytes, 'entry body');
    this.bodyEnd = reader.position;
    this.first = false;
    return true;
  }

  private takePath(shared: number, start: number, suffix: number): void {
    const length = shared + suffix;
    if (this.first) {
      // Nothing to compare with.
    } else if (this.kind === KIND.segment) {
      if (suffix !== 0 || shared !== this.pathLength) throw formatError('manifest chunk: a segment does not follow its file');
      return;
    } else if (this.compareSuffix(shared, start, suffix) >= 0) {
      throw formatError('manifest chunk: paths are out of order');
    }
    this.copySuffix(shared, start, suffix);
    this.pathLength = length;
    checkPathBytes(this.path, length, shared);
  }

  /** How the path before compares with the new one, which still lies in the chunk. */
  private compareSuffix(shared: number, start: number, suffix: number): number {
    const path = this.path;
    const chunk = this.chunk;
    const left = this.pathLength - shared;
    const shorter = left < suffix ? left : suffix;
    for (let i = 0; i < shorter; i++) {
      if (path[shared + i] !== chunk[start + i]) return comparePathBytes(path.subarray(shared), left, chunk.subarray(start, start + suffix), suffix, i);
    }
    return left - suffix;
  }

  private copySuffix(shared: number, start: number, suffix: number): void {
    const path = this.path;
    const chunk = this.chunk;
    if (suffix > 64) chunk.copy(path, shared, start, start + suffix);
    else for (let i = 0; i < suffix; i++) path[shared + i] = chunk[start + i]!;
  }

  /** Fields of the current entry for change detection (owner, times, inode, size); valid until the next call. */
  head(): EntryBody {
    const body = this.entryBody.open(this.kind, this.chunk, this.bodyStart, this.bodyEnd);
    body.readHead();
    return body;
  }

  /** A view of the current body, borrowed from the chunk. */
  body(): Buffer {
    return this.chunk.subarray(this.bodyStart, this.bodyEnd);
  }

  /** A copy of the current path. */
  pathCopy(): Buffer {
    return Buffer.from(this.path.subarray(0, this.pathLength));
  }

  comparePath(other: Uint8Array): number {
    return comparePathBytes(this.path, this.pathLength, other, other.length);
  }

  /** The current entry, all of it copied. */
  decode(): Entry | Segment {
    return decodeBody(this.kind, this.pathCopy(), this.chunk, this.bodyStart, this.bodyEnd);
  }

  /** Chunks that the current entry refers to. */
  countReferences(): number {
    return this.head().countReferences();
  }
}

export interface References {
  /** 32 bytes a reference. */
  ids: Buffer;
  lengths: Uint32Array;
}

/** One for all calls: none waits in between, and its path is 64 KiB of memory. */
let lister: ManifestChunkReader | null = null;

export function listReferences(chunk: Buffer): References {
  const reader = (lister ??= new ManifestChunkReader()).open(chunk);
  const capacity = Math.floor(chunk.length / (ID_BYTES + 1));
  const ids = Buffer.allocUnsafe(capacity * ID_BYTES);
  const lengths = new Uint32Array(capacity);
  let count = 0;
  while (reader.next()) {
    const body = reader.head();
    if (!body.hasContent) continue;
    for (let left = body.readExtentCount(); left > 0; left--) {
      const length = body.nextExtent();
      if (length < 0) continue;
      const end = body.reader.position;
      chunk.copy(ids, count * ID_BYTES, end - ID_BYTES, end);
      lengths[count++] = length;
    }
  }
  return { ids: ids.subarray(0, count * ID_BYTES), lengths: lengths.subarray(0, count) };
}
