// Reads any range of one file of a snapshot: `readAt(offset, length)`. Keeps the file's extents of one manifest part at a time, a small cache of verified
// stretches, and asks for what comes next while the caller is busy with what it has.
import { FarvaultError } from '../../errors/errors.js';
import type { Entry, Extent, Segment } from '../../format/entry.js';
import type { FoundEntry } from '../../format/manifest-tree.js';
import { FetchedChunks } from './chunks.js';
import { FramePlains } from './frame-plains.js';
import { asReceived, type ReceivedFrame } from './read-session.js';
import type { SnapshotReader } from './snapshot-reader.js';

/** What is fetched at once, and how many of these are held and asked for ahead of a reader that goes on in order. */
const STRETCH_BYTES = 4 * 1024 * 1024;
const STRETCHES_HELD = 6;
const STRETCHES_AHEAD = 3;
/** Positions of further stretches are forgotten, and found again from the file's start when asked for: memory does not grow with the file. */
const STRETCHES_KNOWN = 1024;

interface Part {
  offset: number;
  extents: Extent[];
  chunk: number;
  firstReference: number;
}

/** Neighbouring extents that are fetched together. */
interface Stretch {
  part: Part;
  /** Extents [from, to) of the part. */
  from: number;
  to: number;
  offset: number;
  end: number;
  plainBytes: number;
  ranges: number[];
  data: Promise<FetchedChunks<ReceivedFrame>> | null;
}

export class RandomReader {
  readonly size: number;
  readonly #reader: SnapshotReader;
  readonly #found: FoundEntry;
  readonly #plains = new FramePlains();
  /** Neighbours, in order; the last one ends where the manifest has been read to. */
  #stretches: Stretch[] = [];
  #parts: AsyncGenerator<{ entry: Entry | Segment; chunk: number; firstReference: number }> | null = null;
  #held: Stretch[] = [];
  #known = 0;

  constructor(reader: SnapshotReader, found: FoundEntry) {
    this.#reader = reader;
    this.#found = found;
    this.size = found.entry.size;
    this.#restart();
  }

  #restart(): void {
    const found = this.#found;
    this.#stretches = [];
    this.#parts = this.#reader.tree.segments(found);
    this.#addPart({ offset: 0, extents: found.entry.extents, chunk: found.chunk, firstReference: found.firstReference });
  }

  /** Up to `length` bytes from `offset` on; fewer at the end of the file. */
  async readAt(offset: number, length: number): Promise<Buffer> {
    const end = Math.min(offset + length, this.size);
    if (offset >= end) return Buffer.alloc(0);
    const out = Buffer.alloc(end - offset);
    for (let at = offset; at < end; ) {
      const index = await this.#stretchAt(at);
      const stretch = this.#stretches[index];
      await this.#ahead(index);
      const chunks = await this.#load(stretch);
      at = this.#copy(stretch, chunks, at, out, offset);
    }
    return out;
  }

  #copy(stretch: Stretch, chunks: FetchedChunks<ReceivedFrame>, from: number, out: Buffer, outOffset: number): number {
    let at = stretch.offset;
    for (const { id, length } of stretch.part.extents.slice(stretch.from, stretch.to)) {
      const start = Math.max(at, from);
      const end = Math.min(at + length, outOffset + out.length);
      if (id !== null && start < end) {
        const view = chunks.get(id, length);
        view.plain.copy(out, start - outOffset, view.start + (start - at), view.start + (end - at));
      }
      at += length;
    }
    return Math.min(stretch.end, outOffset + out.length);
  }

  async #load(stretch: Stretch): Promise<FetchedChunks<ReceivedFrame>> {
    stretch.data ??= this.#fetch(stretch);
    const at = this.#held.indexOf(stretch);
    if (at >= 0) this.#held.splice(at, 1);
    this.#held.push(stretch);
    if (this.#held.length > STRETCHES_HELD) this.#held.shift()!.data = null;
    return stretch.data;
  }

  async #fetch(stretch: Stretch): Promise<FetchedChunks<ReceivedFrame>> {
    if (stretch.plainBytes === 0) return new FetchedChunks<ReceivedFrame>({ frames: [], failed: new Uint8Array(0), failure: '' }, this.#plains);
    return new FetchedChunks(await this.#reader.fetchContent([{ number: stretch.part.chunk, ranges: stretch.ranges }], stretch.plainBytes, asReceived), this.#plains);
  }

  /** Asks for what comes after, without waiting for it. A fault shows when its turn comes. */
  async #ahead(index: number): Promise<void> {
    for (let next = index; next <= index + STRETCHES_AHEAD; next++) {
      if (next >= this.#stretches.length && !(await this.#readPart())) return;
      const stretch = this.#stretches[next];
      if (stretch === undefined || stretch.data !== null) continue;
      this.#load(stretch).catch(() => undefined);
    }
  }

  /** Index of the stretch that holds `offset`. */
  async #stretchAt(offset: number): Promise<number> {
    if (this.#stretches.length > STRETCHES_KNOWN) this.#stretches.splice(0, STRETCHES_KNOWN / 2);
    if (this.#stretches.length > 0 && offset < this.#stretches[0].offset) this.#restart();
    while (this.#known <= offset) {
      if (!(await this.#readPart())) throw new FarvaultError('CORRUPT', `The manifest gives ${this.#known} of the file's ${this.size} bytes`, { remedy: 'Check the disk of the server; `backupd rebuild` there takes stock of what is whole.' });
    }
    let low = 0;
    let high = this.#stretches.length;
    while (low + 1 < high) {
      const middle = (low + high) >>> 1;
      if (this.#stretches[middle].offset <= offset) low = middle;
      else high = middle;
    }
    return low;
  }

  async #readPart(): Promise<boolean> {
    if (this.#parts === null) return false;
    const next = await this.#parts.next();
    if (next.done === true) {
      this.#parts = null;
      return false;
    }
    const { entry, chunk, firstReference } = next.value;
    const offset = 'offset' in entry ? entry.offset : 0;
    if (offset !== this.#known) throw new FarvaultError('CORRUPT', `The manifest gives the content of ${this.#found.entry.path.toString()} out of order`);
    this.#addPart({ offset, extents: entry.extents, chunk, firstReference });
    return true;
  }

  #addPart(part: Part): void {
    let offset = part.offset;
    let reference = part.firstReference;
    let stretch: Stretch | null = null;
    for (let at = 0; at < part.extents.length; at++) {
      const { id, length } = part.extents[at];
      if (stretch === null || stretch.plainBytes + (id === null ? 0 : length) > STRETCH_BYTES) {
        stretch = { part, from: at, to: at, offset, end: offset, plainBytes: 0, ranges: [], data: null };
        this.#stretches.push(stretch);
      }
      if (id !== null) {
        const { ranges } = stretch;
        if (ranges.length > 0 && ranges[ranges.length - 2] + ranges[ranges.length - 1] === reference) ranges[ranges.length - 1]++;
        else ranges.push(reference, 1);
        stretch.plainBytes += length;
        reference++;
      }
      offset += length;
      stretch.to = at + 1;
      stretch.end = offset;
    }
    this.#known = offset;
  }
}
