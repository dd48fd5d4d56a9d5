// Copies what is wanted of a pack into the one that is written. A frame that is wanted whole, or by half at least, is copied as it is stored; of one below
// half the wanted chunks are taken out and framed anew with their neighbours. Everything is verified before it is stored again: checksum, and each chunk's hash.
// So a pack of copies wastes less than half of its plain bytes, and frames do not crumble with every collection.
import { CODEC, IMAGE_LEVEL, type CodecName } from '../../shared/codec/codec.js';
import { decodeFrame } from '../../shared/codec/frame.js';
import { Reframer } from '../../shared/codec/reframer.js';
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { ID_BYTES, blake3 } from '../../shared/hash/hash.js';
import { HOLDS_MANIFEST, RECORD_KIND, type PackListing } from '../../shared/store/pack-format.js';
import { readRecord } from '../../shared/store/pack-reader.js';
import type { ArchiveState } from './archive.js';
import { decodeCheckpoint } from './checkpoint.js';
import { decodeSegmentHeader } from './journal-format.js';
import type { PackFiles } from './pack-files.js';
import type { JournalBody, StoredFrame, Wanted } from './types.js';
import type { RecordToStore, StoredRecord } from './write-pipeline.js';

/** Read and given to the pipeline, not yet durable. */
const IN_FLIGHT_BYTES = 16 << 20;

export interface CompactionParts {
  files: PackFiles;
  archive: ArchiveState;
  store(record: RecordToStore): Promise<StoredRecord>;
  /** As for every reader: a frame that does not verify is quarantined. */
  readFrame(place: { pack: number; frameOffset: number }): Promise<StoredFrame>;
  quarantine(ids: Buffer, reason: string, at: { pack: number; frameOffset: number }): Promise<void>;
}

/** A frame of the pack with chunks that are wanted and lie nowhere else. */
export interface NeededFrame {
  record: PackListing;
  /** 1 for each chunk that is needed. */
  needed: Uint8Array;
}

export type Fate = 'drop' | 'copy' | 'reframe';

/** What is done with a frame. */
export function fateOf({ record: { lengths }, needed }: NeededFrame): Fate {
  let chunks = 0;
  let bytes = 0;
  let plainBytes = 0;
  for (let i = 0; i < lengths.length; i++) {
    plainBytes += lengths[i];
    if (needed[i] === 0) continue;
    chunks++;
    bytes += lengths[i];
  }
  if (chunks === 0) return 'drop';
  return chunks < lengths.length && bytes * 2 < plainBytes ? 'reframe' : 'copy';
}

export class Compaction {
  copiedBytes = 0;
  readonly #reframers = new Map<string, { holdsManifest: boolean; reframer: Reframer }>();
  readonly #inFlight = new Set<Promise<void>>();
  #inFlightBytes = 0;
  #failure: Error | null = null;

  constructor(
    private readonly parts: CompactionParts,
    private readonly pack: number,
    private readonly wanted: Wanted,
  ) {}

  async frame(frame: NeededFrame): Promise<number> {
    const fate = fateOf(frame);
    if (fate === 'drop') return 0;
    const stored = await this.parts.readFrame({ pack: this.pack, frameOffset: frame.record.offset });
    const plain = await this.#verified(stored);
    if (fate === 'copy') {
      const { codec, plainBytes, ids, lengths, payload, holdsManifest } = stored;
      await this.#store({ kind: RECORD_KIND.frame, codec, flags: holdsManifest ? HOLDS_MANIFEST : 0, plainBytes, ids, lengths, payload });
    } else await this.#takeApart(stored, plain, frame.needed);
    return stored.payload.length;
  }

  /** A snapshot's record, or a part of the journal. */
  async other({ kind, offset }: PackListing): Promise<number> {
    const { header, payload } = await this.parts.files.use(this.pack, async (file) => readRecord(file, this.pack, offset, await file.size()));
    if (header.kind !== kind) throw new FarvaultError('CORRUPT', `pack ${this.pack}, offset ${offset}: another kind of record than the footer says`);
    const follow = this.#followOf(kind, offset, payload);
    if (follow !== null) await this.#store({ kind, codec: header.codec, flags: header.flags, plainBytes: header.plainBytes, ids: Buffer.alloc(0), lengths: [], payload, ...follow });
    return payload.length;
  }

  /** Resolves when everything that was given is durable and indexed. */
  async settle(): Promise<void> {
    for (const { holdsManifest, reframer } of this.#reframers.values()) if (reframer.count > 0) await this.#storeTaken(reframer, holdsManifest);
    await Promise.all(this.#inFlight);
    if (this.#failure !== null) throw this.#failure;
  }

  /** Null: the record is not wanted. */
  #followOf(kind: number, offset: number, payload: Buffer): Pick<RecordToStore, 'follow'> | null {
    const { archive } = this.parts;
    const place = { pack: this.pack, offset };
    const archived = (fields: object) => ({ follow: (pack: number, at: number): JournalBody => ({ kind: 'journal.archived', ...fields, pack, offset: at }) });
    if (kind === RECORD_KIND.snapshot) return this.wanted.hasSnapshot(snapshotIdIn(payload, place)) ? {} : null;
    if (kind === RECORD_KIND.journalSegment) {
      const first = decodeSegmentHeader(payload, `in pack ${place.pack}, offset ${offset}`).firstNumber;
      return archive.keepsSegment(first, place) ? archived({ what: 'segment', first }) : null;
    }
    if (kind !== RECORD_KIND.checkpoint) return null;
    const { number } = decodeCheckpoint(payload, `in pack ${place.pack}, offset ${offset}`).position;
    return archive.keepsCheckpoint(number, place) ? archived({ what: 'checkpoint', number }) : null;
  }

  async #verified(stored: StoredFrame): Promise<Buffer> {
    try {
      const plain = decodeFrame(stored.codec, stored.payload, stored.plainBytes);
      let at = 0;
      for (const [i, length] of stored.lengths.entries()) {
        if (blake3(plain.subarray(at, (at += length))).compare(stored.ids, i * ID_BYTES, (i + 1) * ID_BYTES) !== 0) {
          throw new FarvaultError('CORRUPT', `chunk ${stored.ids.toString('hex', i * ID_BYTES, (i + 1) * ID_BYTES)} is not what its id says`);
        }
      }
      return plain;
    } catch (error) {
      if (!isFarvaultError(error, 'CORRUPT')) throw error;
      const reason = `frame at ${stored.frameOffset} of pack ${stored.pack}: ${messageOf(error)}`;
      await this.parts.quarantine(stored.ids, reason, stored);
      throw new FarvaultError('CORRUPT', reason, { remedy: 'The next backup of what it holds heals it.', cause: error });
    }
  }

  async #takeApart(stored: StoredFrame, plain: Buffer, needed: Uint8Array): Promise<void> {
    const { holdsManifest, reframer } = this.#reframerFor(stored);
    let at = 0;
    for (const [i, length] of stored.lengths.entries()) {
      const chunk = plain.subarray(at, (at += length));
      if (needed[i] === 0) continue;
      if (!reframer.hasRoomFor(chunk)) await this.#storeTaken(reframer, holdsManifest);
      reframer.add(stored.ids, i * ID_BYTES, chunk);
    }
  }

  #reframerFor({ codec, holdsManifest }: StoredFrame): { holdsManifest: boolean; reframer: Reframer } {
    const key = `${codec} ${holdsManifest}`;
    const found = this.#reframers.get(key);
    if (found !== undefined) return found;
    const made = { holdsManifest, reframer: new Reframer({ codec: nameOf(codec), level: IMAGE_LEVEL }) };
    this.#reframers.set(key, made);
    return made;
  }

  async #storeTaken(reframer: Reframer, holdsManifest: boolean): Promise<void> {
    const { codec, plainBytes, ids, lengths, payload } = reframer.take();
    await this.#store({ kind: RECORD_KIND.frame, codec, flags: holdsManifest ? HOLDS_MANIFEST : 0, plainBytes, ids, lengths, payload: Buffer.from(payload) });
  }

  async #store(record: RecordToStore): Promise<void> {
    while (this.#inFlightBytes > IN_FLIGHT_BYTES) await Promise.race(this.#inFlight);
    if (this.#failure !== null) throw this.#failure;
    const bytes = record.payload.length;
    this.#inFlightBytes += bytes;
    const work: Promise<void> = this.parts
      .store(record)
      .then(
        ({ storedBytes }) => void (this.copiedBytes += storedBytes),
        (error: unknown) => void (this.#failure ??= error instanceof Error ? error : new Error(String(error))),
      )
      .finally(() => {
        this.#inFlightBytes -= bytes;
        this.#inFlight.delete(work);
      });
    this.#inFlight.add(work);
  }
}

function snapshotIdIn(payload: Buffer, { pack, offset }: { pack: number; offset: number }): string {
  try {
    const { id } = JSON.parse(payload.toString('utf8')) as { id: unknown };
    if (typeof id === 'string') return id;
  } catch {
    // Told below.
  }
  throw new FarvaultError('CORRUPT', `pack ${pack}, offset ${offset}: the record of a snapshot does not parse`);
}

function nameOf(codec: number): CodecName {
  if (codec === CODEC.raw) return 'raw';
  return codec === CODEC.lz4 ? 'lz4' : 'zstd';
}
