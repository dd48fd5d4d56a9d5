// Every snapshot's root, index and manifest chunks, and every chunk that they refer to: is it in the index, at a place that a pack has. Each manifest chunk is read once over all
// snapshots. And the reverse: every entry of the index leads into a pack that is there.
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { decodeIndexChunk, decodeRoot } from '../../shared/format/manifest-index.js';
import { listReferences } from '../../shared/format/manifest-reader.js';
import { ID_BYTES, blake3 } from '../../shared/hash/hash.js';
import { IdTable } from '../../shared/store/id-table.js';
import type { Place } from '../repository/index.js';
import type { KeptSnapshot } from '../snapshots/index.js';
import type { Findings } from './findings.js';
import { lostIds } from './damage-survey.js';
import type { VerificationParts } from './types.js';

const LOOKUP_IDS = 8_192;
/** Ids that are remembered as looked at, before the memory is begun anew: some 80 bytes each. */
const MAX_REMEMBERED = 4_000_000;
const MISSED_IDS = 8_192;

export class StructureCheck {
  #seen = new IdTable(0);
  #found = new IdTable(0);
  readonly #pending = Buffer.allocUnsafe(LOOKUP_IDS * ID_BYTES);
  readonly #lengths = new Uint32Array(LOOKUP_IDS);
  #count = 0;
  #missed: Buffer[] = [];
  #known: IdTable | null = null;
  /** Bytes of each pack, as of the beginning of each snapshot. */
  #packs = new Map<number, number>();
  references = 0;
  /** Where the chunks of the snapshot lie, when that was asked for. */
  readonly places = new Map<number, Set<number>>();

  constructor(
    private readonly parts: VerificationParts,
    private readonly findings: Findings,
    private readonly signal: AbortSignal,
    private readonly notePlaces = false,
  ) {}

  async snapshot(snapshot: KeptSnapshot): Promise<void> {
    this.#packs = new Map(this.parts.repository.packFacts().map(({ pack, bytes }) => [pack, bytes]));
    const root = await this.#chunk(snapshot, Buffer.from(snapshot.rootId, 'hex'), 'root', decodeRoot);
    for (const index of root?.items ?? []) {
      if (this.#isSeen(index.id)) continue;
      const items = await this.#chunk(snapshot, index.id, 'index', decodeIndexChunk);
      for (const item of items ?? []) {
        this.signal.throwIfAborted();
        if (this.#isSeen(item.id)) continue;
        const references = await this.#chunk(snapshot, item.id, 'manifest', listReferences);
        if (references === null) continue;
        for (let i = 0; i < references.lengths.length; i++) await this.#ask(snapshot, references.ids, i, references.lengths[i]);
        this.#see(item.id);
        await new Promise((resolve) => setImmediate(resolve));
      }
      if (items !== null) this.#see(index.id);
    }
    await this.#lookUp(snapshot);
    await this.#tellMissed();
  }

  /** A chunk of the manifest, read and rehashed; null: it cannot be had, which is noted. */
  async #chunk<T>(snapshot: KeptSnapshot, id: Buffer, level: string, decode: (chunk: Buffer) => T): Promise<T | null> {
    try {
      const chunk = await this.parts.reader.readOne(id);
      if (!blake3(chunk).equals(id)) throw new FarvaultError('CORRUPT', `chunk ${id.toString('hex')} is not what its id says`);
      if (this.notePlaces) this.#note(await this.parts.repository.locateStored(id));
      return decode(chunk);
    } catch (error) {
      if (!isFarvaultError(error)) throw error;
      if (this.#isGone(snapshot)) return null;
      this.findings.add('manifests', 1, `snapshot ${snapshot.id} of ${snapshot.jobName}: ${level} chunk ${id.toString('hex')}: ${messageOf(error)}`);
      if (error.code === 'MISSING') this.#missed.push(Buffer.from(id));
      return null;
    }
  }

  async #ask(snapshot: KeptSnapshot, ids: Buffer, i: number, length: number): Promise<void> {
    this.references++;
    if (this.#found.has(ids, i * ID_BYTES)) return;
    ids.copy(this.#pending, this.#count * ID_BYTES, i * ID_BYTES, (i + 1) * ID_BYTES);
    this.#lengths[this.#count++] = length;
    if (this.#count === LOOKUP_IDS) await this.#lookUp(snapshot);
  }

  async #lookUp(snapshot: KeptSnapshot): Promise<void> {
    const count = this.#count;
    this.#count = 0;
    if (count === 0) return;
    const ids = this.#pending.subarray(0, count * ID_BYTES);
    const places = await this.parts.repository.locateStored(ids);
    if (this.#found.size > MAX_REMEMBERED) this.#found = new IdTable(0);
    for (const [i, place] of places.entries()) {
      const at = i * ID_BYTES;
      const wrong = this.#wrong(place, this.#lengths[i]);
      if (wrong === null) this.#found.add(ids, at);
      else if (!this.#isGone(snapshot)) {
        this.findings.add('references', 1, `snapshot ${snapshot.id} of ${snapshot.jobName}: chunk ${ids.toString('hex', at, at + ID_BYTES)} ${wrong}`);
        if (place === null) this.#missed.push(Buffer.from(ids.subarray(at, at + ID_BYTES)));
        else if (place.length === this.#lengths[i]) await this.parts.repository.quarantine(Buffer.from(ids.subarray(at, at + ID_BYTES)), 'the index names a place that is not there', place);
      }
    }
    if (this.notePlaces) this.#note(places);
  }

  #wrong(place: Place | null, length: number): string | null {
    if (place === null) return 'is not held';
    if (place.length !== length) return `has ${place.length} bytes, the snapshot says ${length}`;
    const bytes = this.#packs.get(place.pack);
    // A pack that is newer than the look at them is there; one that was compacted meanwhile has left its chunks elsewhere.
    if (bytes === undefined || place.frameOffset >= bytes) {
      const now = this.parts.repository.packFacts().find(({ pack }) => pack === place.pack)?.bytes;
      if (now === undefined || place.frameOffset >= now) return `should lie in pack ${place.pack} at offset ${place.frameOffset}, which is not there`;
    }
    return null;
  }

  /** What no quarantine has told of: the next backups are to send it again. */
  async #tellMissed(): Promise<void> {
    const missed = this.#missed;
    this.#missed = [];
    for (let from = 0; from < missed.length; from += MISSED_IDS) {
      const ids = Buffer.concat(missed.slice(from, from + MISSED_IDS));
      // Not those that came again, or were moved, while this went on.
      const places = await this.parts.repository.locateStored(ids);
      this.#known ??= await lostIds(this.parts);
      const known = this.#known;
      const still = missed.slice(from, from + MISSED_IDS).filter((id, i) => places[i] === null && !known.has(id, 0));
      for (const id of still) known.add(id, 0);
      if (still.length > 0) await this.parts.repository.appendJournal({ kind: 'chunks.missed', ids: Buffer.concat(still).toString('base64') });
    }
  }

  /** It was purged while it was looked at: that its chunks go is no damage. */
  #isGone(snapshot: KeptSnapshot): boolean {
    return this.parts.snapshots.get(snapshot.id) === undefined;
  }

  #note(places: (Place | null)[]): void {
    for (const place of places) {
      if (place === null) continue;
      const frames = this.places.get(place.pack) ?? new Set<number>();
      frames.add(place.frameOffset);
      this.places.set(place.pack, frames);
    }
  }

  #isSeen(id: Buffer): boolean {
    return this.#seen.has(id, 0);
  }

  #see(id: Buffer): void {
    if (this.#seen.size > MAX_REMEMBERED) this.#seen = new IdTable(0);
    this.#seen.add(id, 0);
  }
}
