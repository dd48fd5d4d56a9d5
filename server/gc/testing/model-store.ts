// A repository in memory that waits for its turn wherever the real one waits for the disk: packs of frames, an index, a journal with its reducers. What is stored survives a crash,
// what is in flight does not.
import { FarvaultError } from '../../../shared/errors/errors.js';
import { ID_BYTES } from '../../../shared/hash/hash.js';
import type { JournalBody, JournalRecord, PackFacts, PackKeeping, Place, SnapshotRecord, StateReducer, StoredFrame, VerifiedFrame, Wanted } from '../../repository/index.js';

const FRAMES_PER_PACK = 3;

interface Pack {
  /** Nothing more goes into it. */
  full: boolean;
  frames: StoredFrame[];
  /** Of its frames: journalled and indexed. */
  durable: number;
}

type Doomed = (ids: Buffer, at: number, place: Place) => boolean;

export class ModelStore implements PackKeeping {
  readonly packs = new Map<number, Pack>();
  readonly index = new Map<string, Place>();
  readonly journal: JournalRecord[] = [];
  readonly someUnreadable = false;
  /** Called before a pack goes, and before each damage is found. */
  onRemove: (pack: number) => void = () => undefined;
  lastPack = 0;
  /** Packs whose frames cannot be read. */
  readonly broken = new Set<number>();
  #doomed: Doomed | null = null;
  #leaving = new Set<number>();

  constructor(
    private readonly turn: (party: string) => Promise<void>,
    private reducers: readonly StateReducer[],
  ) {}

  /** The process has ended, another has begun with these reducers. */
  restart(reducers: readonly StateReducer[]): void {
    this.#doomed = null;
    this.#leaving = new Set();
    this.reducers = reducers;
    for (const record of this.journal) for (const reducer of reducers) reducer.apply(record);
  }

  async appendJournal(body: JournalBody): Promise<JournalRecord> {
    await this.turn('appendJournal');
    return this.#journal(body);
  }

  async appendFrame(frame: VerifiedFrame): Promise<{ pack: number; storedBytes: number }> {
    await this.turn('appendFrame');
    const place = this.#append(frame);
    await this.turn('appendFrame');
    this.#indexFrame(frame, place);
    return { pack: place.pack, storedBytes: frame.payload.length };
  }

  async commitSnapshot(snapshot: SnapshotRecord): Promise<JournalRecord> {
    await this.turn('commitSnapshot');
    const record = this.#journal({ kind: 'snapshot.committed', snapshot });
    await this.turn('commitSnapshot');
    return record;
  }

  async locate(ids: Buffer): Promise<(Place | null)[]> {
    const places = await this.locateStored(ids);
    return places.map((place, i) => (place === null || this.#leaving.has(place.pack) || this.#doomed?.(ids, i * ID_BYTES, place) === true ? null : place));
  }

  async locateStored(ids: Buffer): Promise<(Place | null)[]> {
    await this.turn('locateStored');
    const places = idsIn(ids).map((id) => this.index.get(id) ?? null);
    await this.turn('locateStored');
    return places.map((place) => (place === null || this.packs.has(place.pack) ? place : null));
  }

  async readFrame({ pack, frameOffset }: { pack: number; frameOffset: number }): Promise<StoredFrame> {
    await this.turn('readFrame');
    if (this.broken.has(pack)) throw new FarvaultError('IO', `pack ${pack} cannot be read`);
    const frame = this.packs.get(pack)?.frames[frameOffset];
    if (frame === undefined) throw new FarvaultError('MISSING', `there is no frame ${frameOffset} in pack ${pack}`);
    return frame;
  }

  quarantine(): Promise<void> {
    return Promise.reject(new Error('nothing is damaged here'));
  }

  health(): { writable: boolean; reason: null } {
    return { writable: true, reason: null };
  }

  packFacts(): PackFacts[] {
    return [...this.packs].map(([pack, { full, durable, frames }]) => {
      const sealed = full && durable === frames.length;
      const plainBytes = frames.reduce((sum, frame) => sum + frame.plainBytes, 0);
      return { pack, bytes: plainBytes, sealed, chunks: frames.reduce((sum, frame) => sum + frame.lengths.length, 0), plainBytes };
    });
  }

  async frameSizes(pack: number): Promise<{ frameOffset: number; plainBytes: number }[]> {
    await this.turn('frameSizes');
    return (this.packs.get(pack)?.frames ?? []).map(({ frameOffset, plainBytes }) => ({ frameOffset, plainBytes }));
  }

  async sealOpenPack(): Promise<void> {
    await this.turn('sealOpenPack');
    const open = this.packs.get(this.lastPack);
    if (open !== undefined) open.full = true;
    do await this.turn('sealOpenPack');
    while (open !== undefined && open.durable < open.frames.length);
  }

  async *places(signal: AbortSignal): AsyncIterable<{ ids: Buffer; places: Place[] }> {
    for (const hex of [...this.index.keys()].sort()) {
      signal.throwIfAborted();
      if (hex.startsWith('0')) await this.turn('places');
      const place = this.index.get(hex);
      if (place !== undefined) yield { ids: Buffer.from(hex, 'hex'), places: [place] };
    }
  }

  checkPacks(): Promise<void> {
    return this.turn('checkPacks');
  }

  setDoomed(doomed: Doomed | null): void {
    this.#doomed = doomed;
  }

  async compactPack(pack: number, wanted: Wanted, signal: AbortSignal): Promise<{ copiedBytes: number; freedBytes: number }> {
    const { full, durable, frames } = this.packs.get(pack) ?? { full: false, durable: 0, frames: [] };
    if (!full || durable < frames.length) throw new FarvaultError('CONFLICT', `pack ${pack} is not sealed`);
    let copiedBytes = 0;
    const isNeeded = (frame: StoredFrame, i: number): boolean => {
      const place = this.index.get(frame.ids.toString('hex', i * ID_BYTES, (i + 1) * ID_BYTES));
      return wanted.isLive(frame.ids, i * ID_BYTES) && place?.pack === pack && place.frameOffset === frame.frameOffset;
    };
    for (let again = true; again; ) {
      again = false;
      for (const frame of frames) {
        const needed = Array.from(frame.lengths, (_, i) => isNeeded(frame, i));
        if (!needed.includes(true)) continue;
        again = true;
        await this.turn('compactPack');
        signal.throwIfAborted();
        const bytes = frame.lengths.reduce((sum, length, i) => sum + (needed[i] ? length : 0), 0);
        const copy = bytes * 2 < frame.plainBytes ? takeApart(frame, needed) : frame;
        copiedBytes += copy.plainBytes;
        await this.appendFrame(copy);
      }
      // The look and the removal from what is told are one step: nothing is waited for.
    }
    this.#leaving.add(pack);
    await this.turn('compactPack');
    this.onRemove(pack);
    this.#leaving.delete(pack);
    for (const { ids, frameOffset } of frames) {
      for (const id of idsIn(ids)) {
        const place = this.index.get(id);
        if (place?.pack === pack && place.frameOffset === frameOffset) this.index.delete(id);
      }
    }
    this.packs.delete(pack);
    await this.turn('compactPack');
    return { copiedBytes, freedBytes: frames.reduce((sum, frame) => sum + frame.plainBytes, 0) };
  }

  #journal(body: JournalBody): JournalRecord {
    const record = { number: this.journal.length + 1, epoch: 1, timeMs: this.journal.length, body: JSON.parse(JSON.stringify(body)) as JournalBody };
    this.journal.push(record);
    for (const reducer of this.reducers) reducer.apply(record);
    return record;
  }

  #append(frame: VerifiedFrame): { pack: number; frameOffset: number } {
    let open = this.packs.get(this.lastPack);
    if (open === undefined || open.full) this.packs.set(++this.lastPack, (open = { full: false, frames: [], durable: 0 }));
    const place = { pack: this.lastPack, frameOffset: open.frames.length };
    open.frames.push({ ...frame, ...place });
    if (open.frames.length === FRAMES_PER_PACK) open.full = true;
    return place;
  }

  #indexFrame({ ids, lengths }: VerifiedFrame, place: { pack: number; frameOffset: number }): void {
    this.packs.get(place.pack)!.durable++;
    let offsetInFrame = 0;
    for (const [i, id] of idsIn(ids).entries()) {
      this.index.set(id, { ...place, offsetInFrame, length: lengths[i] });
      offsetInFrame += lengths[i];
    }
  }
}

export function idsIn(ids: Buffer): string[] {
  return Array.from({ length: ids.length / ID_BYTES }, (_, i) => ids.toString('hex', i * ID_BYTES, (i + 1) * ID_BYTES));
}

function takeApart(frame: StoredFrame, needed: boolean[]): VerifiedFrame {
  const pick = <T>(parts: T[]): T[] => parts.filter((_, i) => needed[i]);
  const starts = Array.from(frame.lengths, (_, i) => frame.lengths.slice(0, i).reduce((sum, length) => sum + length, 0));
  const lengths = Uint32Array.from(pick([...frame.lengths]));
  const payload = Buffer.concat(pick(starts.map((start, i) => frame.payload.subarray(start, start + frame.lengths[i]))));
  return { codec: 0, plainBytes: payload.length, ids: Buffer.concat(pick(idsIn(frame.ids)).map((id) => Buffer.from(id, 'hex'))), lengths, payload, holdsManifest: false };
}
