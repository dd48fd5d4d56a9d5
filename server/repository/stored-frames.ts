// Frames as they lie in packs: read, checked, and what becomes of those that do not verify (marked as missing, journalled) or cannot be read for now (nothing is journalled).
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { IdTable } from '../../shared/store/id-table.js';
import { HOLDS_MANIFEST, RECORD_KIND, recordBytes } from '../../shared/store/pack-format.js';
import { readHeads, readPackHeader, readRecord } from '../../shared/store/pack-reader.js';
import type { ChunkIndex } from './chunk-index.js';
import type { PackFiles } from './pack-files.js';
import type { PackState } from './pack-state.js';
import { idsInFrame, idsInRanges, idsInShortPacks, quarantineBodies } from './quarantine.js';
import type { Doubtful } from './recovery.js';
import type { JournalBody, JournalRecord, Place, StoredFrame } from './types.js';
import type { Unreadable } from './unreadable.js';
import type { LevelView } from './view-store.js';

/** Looked up and journalled at a time. */
const QUARANTINE_IDS = 8_192;

export interface StoredFramesParts {
  state: PackState;
  files: PackFiles;
  unreadable: Unreadable;
  index: ChunkIndex;
  indexView: LevelView;
  append: (body: JournalBody) => Promise<JournalRecord>;
  log: (message: string) => void;
}

export class StoredFrames {
  constructor(private readonly parts: StoredFramesParts) {}

  async readFrame(place: { pack: number; frameOffset: number }): Promise<StoredFrame> {
    for (let again = true; ; again = false) {
      try {
        const frame = await this.#readOnce(place);
        if (this.parts.unreadable.any) this.parts.unreadable.forget(place.pack, place.frameOffset);
        return frame;
      } catch (error) {
        if (!isFarvaultError(error) || !['CORRUPT', 'IO', 'MISSING'].includes(error.code)) throw error;
        // Removed since the caller looked it up: nothing is damaged.
        if (!this.parts.state.packs.has(place.pack)) throw packRemoved(place);
        // Memory and lines fail, too, and a disk may fail once: what counts is what a second read gives.
        if (again) continue;
        throw error.code === 'CORRUPT' ? await this.#damagedFrame(place, error) : this.#unreadableFrame(place, error);
      }
    }
  }

  /** What the frame takes of its pack, and what it holds: by its head alone, unverified. Null: it is gone, or cannot be read. */
  async frameSize({ pack, frameOffset }: { pack: number; frameOffset: number }): Promise<{ bytes: number; plainBytes: number } | null> {
    try {
      const end = this.parts.state.packs.get(pack)?.end ?? 0;
      return await this.parts.files.use(pack, async (file) => {
        for await (const { header } of readHeads(file, pack, frameOffset, end)) return { bytes: recordBytes(header), plainBytes: header.plainBytes };
        return null;
      });
    } catch (error) {
      if (isFarvaultError(error)) return null;
      throw error;
    }
  }

  quarantine(ids: Buffer, reason: string, at: { pack: number; frameOffset: number }): Promise<void> {
    return this.#mark(ids, reason, (place) => place.pack === at.pack && place.frameOffset === at.frameOffset);
  }

  /** Marks those of `ids` as missing that lie in packs that were cut short. */
  async quarantineCut(short: ReadonlyMap<number, number>): Promise<void> {
    const { files, index, indexView } = this.parts;
    await this.#mark(await idsInShortPacks(short, files, index, indexView), 'the pack is cut short', (place) => short.has(place.pack));
  }

  /** Reads what a start found doubtful. Damaged frames are marked and named, and so are chunks of which the frame at their place knows nothing. */
  async examine({ frames, ranges }: Doubtful): Promise<void> {
    const { index, indexView, log } = this.parts;
    for (const place of frames) await this.readFrame(place).catch((error: unknown) => log(messageOf(error)));
    if (ranges.length === 0) return;
    for (const { place, ids } of await idsInRanges(ranges, index, indexView)) {
      try {
        const stored = await this.readFrame(place);
        const there = new IdTable(0, stored.lengths.length);
        for (let at = 0; at < stored.ids.length; at += ID_BYTES) there.add(stored.ids, at);
        const strange: Buffer[] = [];
        for (let at = 0; at < ids.length; at += ID_BYTES) if (!there.has(ids, at)) strange.push(ids.subarray(at, at + ID_BYTES));
        if (strange.length === 0) continue;
        log(`pack ${place.pack}, offset ${place.frameOffset}: another frame than the journal says; ${strange.length} chunks are marked missing: ${strange.map((id) => id.toString('hex')).join(' ')}`);
        await this.quarantine(Buffer.concat(strange), 'another frame lies in its place', place);
      } catch (error) {
        log(messageOf(error));
      }
    }
  }

  async #mark(ids: Buffer, reason: string, lies: (place: Place) => boolean): Promise<void> {
    for (let from = 0; from < ids.length; from += QUARANTINE_IDS * 32) {
      const some = ids.subarray(from, from + QUARANTINE_IDS * 32);
      const places = await this.parts.index.locate(some);
      const bodies = quarantineBodies(some, places.map((place) => (place !== null && lies(place) ? place : null)), reason);
      await Promise.all(bodies.map((body) => this.parts.append(body)));
    }
  }

  async #readOnce(place: { pack: number; frameOffset: number }): Promise<StoredFrame> {
    const end = this.parts.state.packs.get(place.pack)?.end;
    if (end === undefined) throw packRemoved(place);
    const { header, ids, lengths, payload } = await this.parts.files.use(place.pack, (file) => readRecord(file, place.pack, place.frameOffset, end));
    if (header.kind !== RECORD_KIND.frame) throw new FarvaultError('CORRUPT', `pack ${place.pack}, offset ${place.frameOffset}: this is not a frame`);
    return { codec: header.codec, plainBytes: header.plainBytes, ids, lengths, payload, holdsManifest: (header.flags & HOLDS_MANIFEST) !== 0, pack: place.pack, frameOffset: place.frameOffset };
  }

  /** Nothing is proven, so nothing is journalled: it may be read the next time. */
  #unreadableFrame(place: { pack: number; frameOffset: number }, cause: FarvaultError): FarvaultError {
    const { unreadable, log } = this.parts;
    const isNew = cause.code === 'MISSING' ? unreadable.addPack(place.pack) : unreadable.addFrame(place.pack, place.frameOffset);
    const message = `pack ${place.pack}, offset ${place.frameOffset} cannot be read now: ${cause.message}`;
    if (isNew) log(`${message}; its chunks are asked for again until it can`);
    return new FarvaultError(cause.code, message, { cause, remedy: cause.remedy ?? 'Check the disk; what cannot be read is tried again, and meanwhile the next backup sends it again.' });
  }

  /** What could not be read may be readable by now: a pack that was put back, a disk that works again. */
  async retryUnreadable(): Promise<void> {
    const { files, unreadable, state, log } = this.parts;
    for (const { pack, frameOffset } of unreadable.samples()) {
      try {
        if (frameOffset !== null) {
          await this.readFrame({ pack, frameOffset });
          continue;
        }
        const bytes = await files.use(pack, async (file) => {
          await readPackHeader(file, pack);
          return file.size();
        });
        if (bytes < (state.packs.get(pack)?.end ?? 0)) continue;
        unreadable.forgetPack(pack);
        log(`pack ${pack} can be read again`);
      } catch (error) {
        if (!isFarvaultError(error)) throw error;
      }
    }
  }

  async #damagedFrame(place: { pack: number; frameOffset: number }, cause: FarvaultError): Promise<FarvaultError> {
    this.parts.unreadable.forget(place.pack, place.frameOffset);
    const ids = await idsInFrame(place, this.parts.files, this.parts.index, this.parts.indexView);
    const names: string[] = [];
    for (let at = 0; at < ids.length; at += 32) names.push(ids.toString('hex', at, at + 32));
    this.parts.log(`pack ${place.pack}, offset ${place.frameOffset}: damaged; ${names.length} chunks are marked missing: ${names.join(' ')}`);
    try {
      await this.quarantine(ids, cause.message, place);
    } catch (error) {
      // Reading goes on while nothing can be written; the next read of the frame marks it again.
      this.parts.log(`marking the chunks failed: ${messageOf(error)}`);
    }
    const shown = names.slice(0, 8).join(', ') + (names.length > 8 ? ` and ${names.length - 8} more (see the log)` : '');
    return new FarvaultError('CORRUPT', `${cause.message}; chunks lost with it: ${shown || 'none that is still held here'}`, { cause, remedy: 'The next backup of the files concerned sends these chunks again; check the disk. "backupctl repair" takes back what reads well again.' });
  }
}

function packRemoved({ pack, frameOffset }: { pack: number; frameOffset: number }): FarvaultError {
  return new FarvaultError('MISSING', `pack ${pack}, offset ${frameOffset}: the pack was removed; what was wanted of it lies elsewhere`);
}
