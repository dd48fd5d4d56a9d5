// Reads a stored manifest: root at hand, index and manifest chunks fetched when needed. Memory: the root, a few index chunks, one
// manifest chunk for each iteration.
//   const tree = new ManifestTree({ root, fetch })
//   tree.chunks(from?, signal?)        manifest chunks in order, from the one that may hold `from`
//   tree.items(from?)                  every entry and segment from a path on, with its place
//   tree.below(path)                   those at or below a path
//   tree.find(path)                    one entry; tree.segments(found) its further parts
//   diff: see manifest-diff.ts
import { FarvaultError } from '../errors/errors.js';
import { blake3 } from '../hash/hash.js';
import { FLAG, KIND, type Entry, type Segment } from './entry.js';
import { decodeIndexChunk, decodeRoot, type IndexItem, type ManifestRoot } from './manifest-index.js';
import { ManifestChunkReader } from './manifest-reader.js';
import { comparePaths, isBelow } from './path-order.js';
import { formatError } from './varint.js';

/** Where the chunks come from. `number` counts the chunks of that level from 0 over the whole manifest. The tree checks what it gets against `id`. */
export interface ManifestSource {
  root: Buffer;
  fetch(level: 0 | 1, number: number, id: Buffer): Promise<Buffer>;
}

export interface ManifestItem {
  entry: Entry | Segment;
  /** Number of the manifest chunk, and the ordinal in it of the first chunk that the entry refers to. */
  chunk: number;
  firstReference: number;
}

export interface FoundEntry {
  entry: Entry;
  chunk: number;
  firstReference: number;
}

const CACHED_INDEX_CHUNKS = 8;
const EMPTY = Buffer.alloc(0);

export class ManifestTree {
  readonly root: ManifestRoot;
  /** Manifest chunks in all. */
  readonly chunkCount: number;
  /** Number of the first manifest chunk of each index chunk. */
  private readonly starts: number[] = [];
  private readonly cache = new Map<number, IndexItem[]>();

  constructor(private readonly source: ManifestSource) {
    this.root = decodeRoot(source.root);
    let count = 0;
    for (const item of this.root.items) {
      this.starts.push(count);
      count += item.manifestChunks;
    }
    this.chunkCount = count;
  }

  /** The index's word on manifest chunk `number`. */
  async describe(number: number): Promise<IndexItem> {
    const index = this.indexOf(number);
    const items = await this.index(index);
    return items[number - this.starts[index]];
  }

  /** The bytes of manifest chunk `number`, checked. */
  async load(number: number): Promise<Buffer> {
    const item = await this.describe(number);
    return this.fetchChecked(0, number, item.id, item.bytes);
  }

  /** Number of the index chunk that describes manifest chunk `number`. */
  indexOf(number: number): number {
    let low = 0;
    let high = this.starts.length;
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      if (this.starts[middle] <= number) low = middle;
      else high = middle;
    }
    return low;
  }

  /** First manifest chunk of index chunk `index`. */
  indexStart(index: number): number {
    return this.starts[index];
  }

  /** The first manifest chunk that can hold `path` or what comes after it. */
  async locate(path: Buffer): Promise<number> {
    if (this.chunkCount === 0) return 0;
    const index = Math.max(0, lowerBound(this.root.items, path) - 1);
    const items = await this.index(index);
    return this.starts[index] + Math.max(0, lowerBound(items, path) - 1);
  }

  /** Manifest chunks from the one that may hold `from`; the reader is reused from chunk to chunk. */
  async *chunks(from: Buffer = EMPTY, signal?: AbortSignal): AsyncGenerator<{ number: number; reader: ManifestChunkReader }> {
    const reader = new ManifestChunkReader();
    for (let number = from.length === 0 ? 0 : await this.locate(from); number < this.chunkCount; number++) {
      signal?.throwIfAborted();
      yield { number, reader: reader.open(await this.load(number)) };
    }
  }

  async *items(from: Buffer = EMPTY, signal?: AbortSignal): AsyncGenerator<ManifestItem> {
    for await (const { number, reader } of this.chunks(from, signal)) {
      let firstReference = 0;
      while (reader.next()) {
        if (from.length === 0 || reader.comparePath(from) >= 0) yield { entry: reader.decode(), chunk: number, firstReference };
        firstReference += reader.countReferences();
      }
    }
  }

  async *below(path: Buffer, signal?: AbortSignal): AsyncGenerator<ManifestItem> {
    for await (const item of this.items(path, signal)) {
      if (!isBelow(item.entry.path, path)) return;
      yield item;
    }
  }

  async find(path: Buffer, signal?: AbortSignal): Promise<FoundEntry | null> {
    for await (const { number, reader } of this.chunks(path, signal)) {
      let firstReference = 0;
      while (reader.next()) {
        const order = reader.comparePath(path);
        if (order > 0) return null;
        if (order === 0) {
          const entry = reader.decode();
          if (entry.kind === KIND.segment) throw formatError('manifest: a segment without its file');
          return { entry, chunk: number, firstReference };
        }
        firstReference += reader.countReferences();
      }
    }
    return null;
  }

  /** The segments of a file that find() gave. */
  async *segments(found: FoundEntry, signal?: AbortSignal): AsyncGenerator<ManifestItem & { entry: Segment }> {
    const { path, flags } = found.entry;
    if ((flags & FLAG.continued) === 0) return;
    for await (const { entry, chunk, firstReference } of this.below(path, signal)) {
      if (comparePaths(entry.path, path) !== 0) return;
      if (entry.kind === KIND.segment) yield { entry, chunk, firstReference };
    }
  }

  private async index(number: number): Promise<IndexItem[]> {
    const cached = this.cache.get(number);
    if (cached !== undefined) return cached;
    const item = this.root.items[number];
    if (item === undefined) throw new FarvaultError('NOT_FOUND', `manifest: there is no index chunk ${number}`);
    const items = decodeIndexChunk(await this.fetchChecked(1, number, item.id, item.bytes));
    if (items.length !== item.manifestChunks) throw formatError(`manifest root: announces ${item.manifestChunks} chunks where the index has ${items.length}`);
    this.cache.set(number, items);
    if (this.cache.size > CACHED_INDEX_CHUNKS) this.cache.delete(this.cache.keys().next().value as number);
    return items;
  }

  private async fetchChecked(level: 0 | 1, number: number, id: Buffer, bytes: number): Promise<Buffer> {
    const data = await this.source.fetch(level, number, id);
    if (data.length === bytes && blake3(data).equals(id)) return data;
    throw new FarvaultError('CORRUPT', `manifest: chunk ${number} of level ${level} is not what its id ${id.toString('hex')} says`, { remedy: "Check the server's disk; the next backup sends what is damaged again." });
  }
}

/** How many items begin before `path`. */
function lowerBound(items: { firstPath: Buffer }[], path: Buffer): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (comparePaths(items[middle].firstPath, path) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
