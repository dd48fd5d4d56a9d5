// One manifest chunk on its way through the writer: planned ahead (what to do with each entry, which chunks must be fetched), executed in order.
import { KIND, type Entry, type Extent, type Segment } from '../../format/entry.js';
import type { Choice } from '../plan.js';
import type { BegunFile } from './file-writer.js';

/** A file that this restore wrote, or found in place: where a chunk may lie locally. A hint: read, hashed, used where it matches. */
export interface LocalFile {
  /** Manifest path. */
  path: Buffer;
}

export interface LocalCopy {
  file: LocalFile;
  offset: number;
}

/** The planner has put this extent into the begun temporary file already. */
export const PLACED = Symbol('placed');

/** Where an extent comes from; null: fetched. */
export type Origin = LocalCopy | typeof PLACED | null;

/** keep: same kind, size and time stand there already. leave: something stands there and must stay. */
export type FileDecision = 'write' | 'keep' | 'leave';

export interface PlannedItem {
  item: Entry | Segment;
  choice: Choice;
  decision: FileDecision;
  begun: BegunFile | null;
  /** Ordinal, in this manifest chunk, of the first chunk that the item refers to. */
  firstReference: number;
  /** Null: every extent is fetched. */
  origins: Origin[] | null;
}

/** A stretch of a unit's references that is fetched together. */
export interface Need {
  /** Pairs (first, count). */
  ranges: number[];
  /** References before this ordinal are answered by this need (or an earlier one). */
  endReference: number;
  chunks: number;
  plainBytes: number;
}

export interface Unit {
  number: number;
  items: PlannedItem[];
  needs: Need[];
  /** The selection ends in this unit: nothing after it is looked at. */
  last: boolean;
}

const NEED_BYTES = 8 * 1024 * 1024;
const RANGES_MAX = 4000;
const CHUNKS_MAX = 8192;

/** Gathers references, in order, into needs. */
export class NeedBuilder {
  readonly needs: Need[] = [];
  #ranges: number[] = [];
  #bytes = 0;
  #chunks = 0;
  #next = -1;

  /** Ids that the need being gathered asks for already: within one need a chunk is asked for once. */
  readonly #asked = new Set<string>();

  asks(id: Buffer): boolean {
    return this.#asked.has(id.toString('latin1'));
  }

  remember(id: Buffer): void {
    this.#asked.add(id.toString('latin1'));
  }

  add(reference: number, bytes: number): void {
    if (this.#bytes > 0 && (this.#bytes + bytes > NEED_BYTES || this.#ranges.length >= RANGES_MAX * 2 || this.#chunks >= CHUNKS_MAX)) this.cut(reference);
    const ranges = this.#ranges;
    if (reference === this.#next) ranges[ranges.length - 1]++;
    else ranges.push(reference, 1);
    this.#next = reference + 1;
    this.#bytes += bytes;
    this.#chunks++;
  }

  cut(endReference: number): void {
    if (this.#ranges.length === 0) return;
    this.needs.push({ ranges: this.#ranges, endReference, chunks: this.#chunks, plainBytes: this.#bytes });
    this.#ranges = [];
    this.#asked.clear();
    this.#bytes = 0;
    this.#chunks = 0;
    this.#next = -1;
  }
}

export function countReferences(extents: readonly Extent[]): number {
  let count = 0;
  for (const extent of extents) if (extent.id !== null) count++;
  return count;
}

export function isSegment(item: Entry | Segment): item is Segment {
  return item.kind === KIND.segment;
}
