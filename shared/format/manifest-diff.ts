// What changed between two manifests, in manifest order. Chunks and whole index chunks that both have are skipped without being fetched.
//   for await (const change of diffManifests(before, after)) ...
// A path is `changed` when anything stored of it differs; what exactly is for the caller to tell from the two entries.
import { KIND, type Entry, type Segment } from './entry.js';
import { ManifestChunkReader } from './manifest-reader.js';
import type { ManifestTree } from './manifest-tree.js';

export interface ManifestChange {
  path: Buffer;
  before: Entry | null;
  after: Entry | null;
  /** Both are files and their content references differ. */
  contentChanged: boolean;
}

export async function* diffManifests(before: ManifestTree, after: ManifestTree, signal?: AbortSignal): AsyncGenerator<ManifestChange> {
  const a = new Cursor(before);
  const b = new Cursor(after);
  let pending: ManifestChange | null = null;
  for (;;) {
    signal?.throwIfAborted();
    await skipEqual(a, b);
    await a.settle();
    await b.settle();
    if (a.ended && b.ended) break;
    const order = a.ended ? 1 : b.ended ? -1 : compareCursors(a, b);
    if (order === 0 && a.sameBody(b)) {
      a.advance();
      b.advance();
      continue;
    }
    const left = order <= 0 ? a.decode() : null;
    const right = order >= 0 ? b.decode() : null;
    const path = (left ?? right)!.path;
    if (pending !== null && !pending.path.equals(path)) {
      yield pending;
      pending = null;
    }
    pending = await merge(pending, path, left, right, before, after);
    if (left !== null) a.advance();
    if (right !== null) b.advance();
  }
  if (pending !== null) yield pending;
}

/** Adds one difference to that of its path. A difference in a segment alone needs the two entries, which were equal and passed over. */
async function merge(pending: ManifestChange | null, path: Buffer, left: Entry | Segment | null, right: Entry | Segment | null, before: ManifestTree, after: ManifestTree): Promise<ManifestChange> {
  const change: ManifestChange = pending ?? { path, before: null, after: null, contentChanged: false };
  if ((left ?? right)!.kind === KIND.segment) {
    change.before ??= (await before.find(path))?.entry ?? null;
    change.after ??= (await after.find(path))?.entry ?? null;
    change.contentChanged = change.before?.kind === KIND.file && change.after?.kind === KIND.file;
    return change;
  }
  if (left !== null) change.before = left as Entry;
  if (right !== null) change.after = right as Entry;
  if (change.before?.kind === KIND.file && change.after?.kind === KIND.file) change.contentChanged ||= !sameExtents(change.before, change.after);
  return change;
}

function sameExtents(a: Entry, b: Entry): boolean {
  if (a.size !== b.size || a.extents.length !== b.extents.length) return false;
  return a.extents.every((extent, i) => {
    const other = b.extents[i];
    if (extent.length !== other.length || extent.id === null || other.id === null) return extent.length === other.length && extent.id === other.id;
    return extent.id.equals(other.id);
  });
}

/** By path, and for the parts of one file by their offset; the file's own entry comes first. */
function compareCursors(a: Cursor, b: Cursor): number {
  const order = a.reader.comparePath(b.reader.path.subarray(0, b.reader.pathLength));
  return order !== 0 ? order : a.partOffset - b.partOffset;
}

/** While both stand at the start of equal chunks, passes them; whole index chunks at a time where it can. */
async function skipEqual(a: Cursor, b: Cursor): Promise<void> {
  while (a.atChunkStart && b.atChunkStart) {
    const [x, y] = [a.indexStartingHere(), b.indexStartingHere()];
    if (x !== null && y !== null && x.id.equals(y.id)) {
      a.skip(x.manifestChunks);
      b.skip(y.manifestChunks);
    } else if ((await a.chunkId()).equals(await b.chunkId())) {
      a.skip(1);
      b.skip(1);
    } else {
      return;
    }
  }
}

class Cursor {
  readonly reader = new ManifestChunkReader();
  private number = 0;
  private opened = false;
  /** Stands on the first entry of its chunk, so that the chunk as a whole can still be passed over. */
  private onFirst = false;
  /** -1 for an entry, the offset for a segment. */
  partOffset = -1;

  constructor(private readonly tree: ManifestTree) {}

  get ended(): boolean {
    return this.number >= this.tree.chunkCount;
  }

  get atChunkStart(): boolean {
    return !this.ended && (!this.opened || this.onFirst);
  }

  indexStartingHere(): { id: Buffer; manifestChunks: number } | null {
    const index = this.tree.indexOf(this.number);
    return this.tree.indexStart(index) === this.number ? this.tree.root.items[index] : null;
  }

  async chunkId(): Promise<Buffer> {
    return (await this.tree.describe(this.number)).id;
  }

  skip(chunks: number): void {
    this.number += chunks;
    this.opened = false;
  }

  /** Opens the chunk if it is not open; then the reader stands on an entry, unless the manifest has ended. */
  async settle(): Promise<void> {
    while (!this.opened && !this.ended) {
      this.reader.open(await this.tree.load(this.number));
      this.opened = true;
      this.advance();
      this.onFirst = true;
    }
  }

  advance(): void {
    this.onFirst = false;
    if (this.reader.next()) {
      this.partOffset = this.reader.kind === KIND.segment ? this.reader.head().size : -1;
    } else {
      this.opened = false;
      this.number++;
    }
  }

  decode(): Entry | Segment {
    return this.reader.decode();
  }

  sameBody(other: Cursor): boolean {
    const [a, b] = [this.reader, other.reader];
    return a.kind === b.kind && a.chunk.compare(b.chunk, b.bodyStart, b.bodyEnd, a.bodyStart, a.bodyEnd) === 0;
  }
}
