// What the journal says of the packs: how far each is durable, what they hold in sum, the last ranges with their digests, and which chunks are quarantined.
import { ID_BYTES } from '../../shared/hash/hash.js';
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

export interface PackSummary {
  /** Bytes that are durable and journalled. */
  end: number;
  sealed: boolean;
}

interface Saved {
  packs: [number, number, boolean][];
  chunks: number;
  plainBytes: number;
  ranges: PackRange[];
  quarantined: [string, string][];
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

  apply(record: JournalRecord): void {
    if (record.body.kind === 'pack.range') this.#range(record.body as unknown as PackRange);
    if (record.body.kind === 'chunk.quarantined') this.#quarantine(record.body as unknown as Quarantined);
    if (record.body.kind === 'frame.found') this.#quarantined.delete(`${String(record.body['pack'])}:${String(record.body['frame'])}`);
  }

  /** The last pack that may be appended to, or null. */
  get open(): { pack: number; end: number } | null {
    const last = this.lastPack;
    const summary = this.packs.get(last);
    return summary === undefined || summary.sealed ? null : { pack: last, end: summary.end };
  }

  get lastPack(): number {
    let last = 0;
    for (const pack of this.packs.keys()) if (pack > last) last = pack;
    return last;
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
      packs: [...this.packs].map(([pack, { end, sealed }]) => [pack, end, sealed]),
      chunks: this.chunks,
      plainBytes: this.plainBytes,
      ranges: this.ranges,
      quarantined: [...this.#quarantined].map(([place, ids]) => [place, [...ids].join('')]),
    };
  }

  load(saved: unknown): void {
    const state = saved as Saved;
    for (const [pack, end, sealed] of state.packs) {
      this.packs.set(pack, { end, sealed });
      this.storedBytes += end;
    }
    this.chunks = state.chunks;
    this.plainBytes = state.plainBytes;
    this.ranges = state.ranges;
    for (const [place, ids] of state.quarantined) this.#quarantined.set(place, new Set(ids.match(/.{64}/g)));
  }

  #range(range: PackRange): void {
    this.storedBytes += range.to - (this.packs.get(range.pack)?.end ?? 0);
    this.packs.set(range.pack, { end: range.to, sealed: range.sealed });
    this.chunks += range.chunks;
    this.plainBytes += range.plainBytes;
    this.ranges.push(range);
    if (this.ranges.length > REMEMBERED_RANGES) this.ranges.shift();
  }

  #quarantine(body: Quarantined): void {
    const place = `${body.pack}:${body.frame}`;
    const known = this.#quarantined.get(place) ?? new Set<string>();
    const ids = Buffer.from(body.ids, 'base64');
    for (let at = 0; at + ID_BYTES <= ids.length; at += ID_BYTES) known.add(ids.toString('hex', at, at + ID_BYTES));
    this.#quarantined.set(place, known);
  }
}
