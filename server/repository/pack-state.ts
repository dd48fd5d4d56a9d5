// What the journal says of the packs: how far each is durable, what they hold in sum, the last ranges with their digests, and which chunks are quarantined.
import { ID_BYTES } from '../../shared/hash/hash.js';
import { NumberSet } from './number-set.js';
import type { JournalRecord, StateReducer } from './types.js';

const REMEMBERED_RANGES = 8;

/** Body of `pack.range`: the bytes from `from` to `to` of a pack are flushed. `digest`: first 16 bytes of BLAKE3 over the checksums of the records in it. */
export interface PackRange {
  pack: number;
  from: number;
  to: number;
  records: number;
  chunks: number;
  plainBytes: number;
  digest: string;
  /** The range ends with the footer. */
  sealed: boolean;
}

/** Body of `chunk.quarantined`: `ids` (base64, 32 bytes each) are not held at this place any more. */
export interface Quarantined {
  reason: string;
  pack: number;
  frame: number;
  ids: string;
}

/** Body of `pack.removed`: what the pack held is wanted no more, or lies elsewhere. Its number is never used again. */
export interface PackRemoved {
  pack: number;
  /** Of all frames that were in it. */
  chunks: number;
  plainBytes: number;
  /** `gone`: the file was not there when the journal was made anew from the packs. Should it come back, it is no leftover. */
  reason: 'collected' | 'gone';
}

export interface PackSummary {
  /** Bytes that are durable and journalled. */
  end: number;
  sealed: boolean;
  /** Of all its frames. Null: a checkpoint of an earlier version told of the pack, and its footer has not been asked yet. */
  held: { chunks: number; plainBytes: number } | null;
}

interface Saved {
  /** Number, end, sealed, and (not in a checkpoint of version 0.1) chunks and plain bytes. */
  packs: ([number, number, boolean] | [number, number, boolean, number, number])[];
  chunks: number;
  plainBytes: number;
  ranges: PackRange[];
  quarantined: [string, string][];
  /** Not in a checkpoint of version 0.1. */
  lastPack?: number;
  removed?: [number, number][];
}

export class PackState implements StateReducer {
  readonly name = 'packs';
  readonly packs = new Map<number, PackSummary>();
  chunks = 0;
  plainBytes = 0;
  storedBytes = 0;
  ranges: PackRange[] = [];
  /** "pack:frame" to the hexadecimal ids that were found damaged there. */
  readonly #quarantined = new Map<string, Set<string>>();
  readonly #removed = new NumberSet();
  /** The highest number that was ever journalled: one that was removed is not given again, places of old may still name it. */
  #lastPack = 0;

  apply(record: JournalRecord): void {
    if (record.body.kind === 'pack.range') this.#range(record.body as unknown as PackRange);
    if (record.body.kind === 'pack.removed') this.#remove(record.body as unknown as PackRemoved);
    if (record.body.kind === 'chunk.quarantined') this.#quarantine(record.body as unknown as Quarantined);
    if (record.body.kind === 'frame.found') this.#quarantined.delete(`${String(record.body['pack'])}:${String(record.body['frame'])}`);
  }

  /** The last pack that may be appended to, or null. */
  get open(): { pack: number; end: number } | null {
    const summary = this.packs.get(this.#lastPack);
    return summary === undefined || summary.sealed ? null : { pack: this.#lastPack, end: summary.end };
  }

  get lastPack(): number {
    return this.#lastPack;
  }

  /** Whether the pack was removed because nothing in it was wanted any more: a file of that name is a leftover. */
  wasRemoved(pack: number): boolean {
    return this.#removed.has(pack);
  }

  /** What the footer says of a pack that a checkpoint told too little of. */
  setHeld(pack: number, held: { chunks: number; plainBytes: number }): void {
    const summary = this.packs.get(pack);
    if (summary !== undefined) summary.held = held;
  }

  /** Ids that are quarantined at this place, or undefined. */
  quarantinedAt(pack: number, frame: number): ReadonlySet<string> | undefined {
    return this.#quarantined.get(`${pack}:${frame}`);
  }

  /** Places at which chunks were found damaged, whether or not they have come again elsewhere since. */
  *damaged(): Generator<{ pack: number; frameOffset: number; ids: Buffer }> {
    for (const [place, ids] of this.#quarantined) {
      const [pack, frameOffset] = place.split(':').map(Number);
      yield { pack, frameOffset, ids: Buffer.from([...ids].join(''), 'hex') };
    }
  }

  save(): Saved {
    return {
      packs: [...this.packs].map(([pack, { end, sealed, held }]) => (held === null ? [pack, end, sealed] : [pack, end, sealed, held.chunks, held.plainBytes])),
      chunks: this.chunks,
      plainBytes: this.plainBytes,
      ranges: this.ranges,
      quarantined: [...this.#quarantined].map(([place, ids]) => [place, [...ids].join('')]),
      lastPack: this.#lastPack,
      removed: this.#removed.save(),
    };
  }

  load(saved: unknown): void {
    const state = saved as Saved;
    for (const [pack, end, sealed, chunks, plainBytes] of state.packs) {
      this.packs.set(pack, { end, sealed, held: chunks === undefined || plainBytes === undefined ? null : { chunks, plainBytes } });
      this.storedBytes += end;
      this.#lastPack = Math.max(this.#lastPack, pack);
    }
    this.#lastPack = Math.max(this.#lastPack, state.lastPack ?? 0);
    this.#removed.load(state.removed ?? []);
    this.chunks = state.chunks;
    this.plainBytes = state.plainBytes;
    this.ranges = state.ranges;
    for (const [place, ids] of state.quarantined) this.#quarantined.set(place, new Set(ids.match(/.{64}/g)));
  }

  #range(range: PackRange): void {
    const before = this.packs.get(range.pack);
    const held = before === undefined ? { chunks: 0, plainBytes: 0 } : before.held;
    this.storedBytes += range.to - (before?.end ?? 0);
    this.packs.set(range.pack, { end: range.to, sealed: range.sealed, held: held === null ? null : { chunks: held.chunks + range.chunks, plainBytes: held.plainBytes + range.plainBytes } });
    this.#lastPack = Math.max(this.#lastPack, range.pack);
    this.chunks += range.chunks;
    this.plainBytes += range.plainBytes;
    this.ranges.push(range);
    if (this.ranges.length > REMEMBERED_RANGES) this.ranges.shift();
  }

  #remove({ pack, chunks, plainBytes, reason }: PackRemoved): void {
    const summary = this.packs.get(pack);
    if (summary === undefined) return;
    this.packs.delete(pack);
    this.storedBytes -= summary.end;
    this.chunks -= chunks;
    this.plainBytes -= plainBytes;
    this.ranges = this.ranges.filter((range) => range.pack !== pack);
    for (const place of this.#quarantined.keys()) if (place.startsWith(`${pack}:`)) this.#quarantined.delete(place);
    if (reason === 'collected') this.#removed.add(pack);
  }

  #quarantine(body: Quarantined): void {
    // Found damaged while it went.
    if (!this.packs.has(body.pack)) return;
    const place = `${body.pack}:${body.frame}`;
    const known = this.#quarantined.get(place) ?? new Set<string>();
    const ids = Buffer.from(body.ids, 'base64');
    for (let at = 0; at + ID_BYTES <= ids.length; at += ID_BYTES) known.add(ids.toString('hex', at, at + ID_BYTES));
    this.#quarantined.set(place, known);
  }
}
