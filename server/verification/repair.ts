// Repair: takes back what reads well again, salvages single chunks, corrects the index. Deletes nothing; what stays lost is named with the snapshots that need it.
import { decodeFrame } from '../../shared/codec/frame.js';
import { CODEC } from '../../shared/codec/codec.js';
import { isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { MAX_FRAME_PLAIN_BYTES } from '../../shared/format/limits.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import { PACK_HEADER_BYTES, RECORD_KIND } from '../../shared/store/pack-format.js';
import { readHeads } from '../../shared/store/pack-reader.js';
import { realFs } from '../../shared/fs/real-fs.js';
import type { PackFacts, StoredFrame } from '../repository/index.js';
import { strangeChunks } from './pack-scan.js';
import { salvageFrame, type Salvaged } from './salvage.js';
import type { VerificationParts } from './types.js';

const MAGIC = [0x46, 0x56];
const LEVELS = [0x4d, 0x49, 0x52];

export interface RepairFigures extends Record<string, number> {
  framesTakenBack: number;
  chunksSalvaged: number;
  indexCorrected: number;
}

export interface RepairContext {
  signal: AbortSignal;
  log(level: 'info' | 'warn', message: string): void;
  progress(phase: string, done: number, total: number): void;
}

export class Repair {
  readonly figures: RepairFigures = { framesTakenBack: 0, chunksSalvaged: 0, indexCorrected: 0 };

  constructor(
    private readonly parts: Pick<VerificationParts, 'repository' | 'clock'>,
    private readonly context: RepairContext,
  ) {}

  async run(): Promise<void> {
    const { repository } = this.parts;
    const facts = repository.packFacts();
    const damaged = [...repository.damagedFrames()];
    for (const [i, place] of damaged.entries()) {
      this.context.signal.throwIfAborted();
      this.context.progress('damaged frames', i, damaged.length);
      if (facts.some(({ pack }) => pack === place.pack)) await this.#frame(place);
    }
    // What could not be read is tried: reading it well forgets that it was not.
    for (const { pack, frameOffset } of [...repository.unreadablePlaces()]) await repository.readFrame({ pack, frameOffset: frameOffset ?? PACK_HEADER_BYTES }).catch(() => undefined);
    for (const [i, pack] of facts.entries()) {
      this.context.signal.throwIfAborted();
      this.context.progress('index', i, facts.length);
      await this.#index(pack);
    }
  }

  async #frame(place: { pack: number; frameOffset: number; ids: Buffer }): Promise<void> {
    const { repository } = this.parts;
    const where = `pack ${place.pack}, offset ${place.frameOffset}`;
    try {
      const frame = await repository.readFrame(place);
      const strange = strangeChunks(decodeFrame(frame.codec, frame.payload, frame.plainBytes), frame.ids, frame.lengths);
      if (strange.length === 0) {
        await repository.takeBack(frame);
        this.figures.framesTakenBack++;
        this.context.log('info', `${where}: the frame is whole again; ${frame.lengths.length} chunks are held there again`);
        return;
      }
    } catch (error) {
      if (!isFarvaultError(error)) throw error;
    }
    await this.#salvage(place, where);
  }

  async #salvage({ pack, frameOffset, ids }: { pack: number; frameOffset: number; ids: Buffer }, where: string): Promise<void> {
    const { repository } = this.parts;
    const lost = await this.#lost(ids);
    if (lost.length === 0) return;
    let saved: Salvaged[];
    try {
      saved = await salvageFrame(repository.packFile(pack), pack, frameOffset, lost);
      await this.#store(saved);
    } catch (error) {
      if (!isFarvaultError(error)) throw error;
      this.context.log('warn', `${where}: nothing could be salvaged: ${messageOf(error)}`);
      return;
    }
    this.figures.chunksSalvaged += saved.length;
    const left = lost.length / ID_BYTES - saved.length;
    this.context.log(left === 0 ? 'info' : 'warn', `${where}: ${saved.length} chunks salvaged and stored anew${left === 0 ? '' : `; ${left} stay lost`}`);
  }

  /** Of `ids`, those that lie nowhere else. */
  async #lost(ids: Buffer): Promise<Buffer> {
    const places = await this.parts.repository.locate(ids);
    return Buffer.concat(places.flatMap((place, i) => (place === null ? [ids.subarray(i * ID_BYTES, (i + 1) * ID_BYTES)] : [])));
  }

  async #store(saved: readonly Salvaged[]): Promise<void> {
    for (let from = 0; from < saved.length; ) {
      let to = from;
      let bytes = 0;
      while (to < saved.length && (to === from || bytes + saved[to].data.length <= MAX_FRAME_PLAIN_BYTES)) bytes += saved[to++].data.length;
      const part = saved.slice(from, to);
      await this.parts.repository.appendFrame({
        codec: CODEC.raw,
        plainBytes: bytes,
        ids: Buffer.concat(part.map(({ id }) => id)),
        lengths: Uint32Array.from(part, ({ data }) => data.length),
        payload: Buffer.concat(part.map(({ data }) => data)),
        holdsManifest: part.some(({ data }) => MAGIC.every((byte, i) => data[i] === byte) && LEVELS.includes(data[2])),
      });
      from = to;
    }
  }

  /** Frames whose chunks the index does not know, or knows at a wrong place in them, are read whole, and the index is corrected. */
  async #index(facts: PackFacts): Promise<void> {
    const { repository } = this.parts;
    const { pack, bytes } = facts;
    const marked = new Set<string>();
    for (const damaged of repository.damagedFrames()) if (damaged.pack === pack) marked.add(String(damaged.frameOffset));
    const file = await realFs.open(repository.packFile(pack), 'read').catch(() => null);
    if (file === null) return;
    try {
      for await (const { kind, offset, ids, lengths } of readHeads(file, pack, PACK_HEADER_BYTES, bytes)) {
        this.context.signal.throwIfAborted();
        if (kind !== RECORD_KIND.frame || marked.has(String(offset)) || (await this.#agrees(pack, offset, ids, lengths))) continue;
        const frame = await repository.readFrame({ pack, frameOffset: offset });
        if (isWhole(frame) && repository.correctIndex(frame)) {
          this.figures.indexCorrected++;
          this.context.log('info', `pack ${pack}, offset ${offset}: the chunk index is corrected; it says again what the frame holds`);
        }
      }
    } catch (error) {
      // A head that does not read, or a frame: both are marked by whoever verifies.
      if (!isFarvaultError(error) || this.context.signal.aborted) throw error;
      this.context.log('warn', `the index is not compared with the rest of pack ${pack}: ${messageOf(error)}`);
    } finally {
      await file.close();
    }
  }

  async #agrees(pack: number, frameOffset: number, ids: Buffer, lengths: Uint32Array): Promise<boolean> {
    const places = await this.parts.repository.locateStored(ids);
    const starts = new Map<string, number[]>();
    let at = 0;
    for (let i = 0; i < lengths.length; i++) {
      const id = ids.toString('hex', i * ID_BYTES, (i + 1) * ID_BYTES);
      starts.set(id, [...(starts.get(id) ?? []), at]);
      at += lengths[i];
    }
    return places.every((place, i) => {
      if (place === null) return false;
      if (place.pack !== pack || place.frameOffset !== frameOffset) return true;
      return place.length === lengths[i] && starts.get(ids.toString('hex', i * ID_BYTES, (i + 1) * ID_BYTES))!.includes(place.offsetInFrame);
    });
  }
}

function isWhole({ codec, payload, plainBytes, ids, lengths }: StoredFrame): boolean {
  return strangeChunks(decodeFrame(codec, payload, plainBytes), ids, lengths).length === 0;
}
