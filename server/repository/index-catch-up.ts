// Brings the chunk index up to the journal: from the packs' own lists when it is empty, else from the ranges journalled since. A pack that cannot be read is
// named and left out: what it held is not held any more, and the next backup sends it again.
import { isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { decodeFrame } from '../../shared/codec/frame.js';
import type { VfsFile } from '../../shared/fs/vfs.js';
import { ID_BYTES, blake3 } from '../../shared/hash/hash.js';
import { RECORD_KIND, type ChunkTable } from '../../shared/store/pack-format.js';
import { listPack, readHeads, readRecord } from '../../shared/store/pack-reader.js';
import type { ChunkIndex } from './chunk-index.js';
import type { PackFiles } from './pack-files.js';
import type { PackRange, PackState, Quarantined } from './pack-state.js';
import type { JournalRecord } from './types.js';

export class IndexCatchUp {
  constructor(
    private readonly index: ChunkIndex,
    private readonly files: PackFiles,
    private readonly state: PackState,
    private readonly onDamage: (message: string) => void,
  ) {}

  /** All packs, as far as the journal has them. `progress` is told after each pack. */
  async fromPacks(progress: (done: number, total: number) => void): Promise<void> {
    let done = 0;
    for (const [pack, { end }] of this.state.packs) {
      await this.#tolerate(pack, async () => {
        await this.files.use(pack, async (file) => {
          const whole = Math.min(end, await file.size());
          for await (const { kind, offset, ids, lengths } of listPack(file, pack, whole)) {
            if (kind !== RECORD_KIND.frame || offset >= whole) continue;
            const bad = this.state.quarantinedAt(pack, offset);
            // The disk may have failed for a moment only, or the pack been put back: then what it holds is held.
            const wrong = bad === undefined ? [] : await wrongIn(file, pack, offset, end, ids);
            await this.#add({ ids, lengths }, pack, offset, wrong.length === 0 ? undefined : new Set([...bad!, ...wrong]));
          }
        });
      });
      progress(++done, this.state.packs.size);
    }
  }

  async apply(record: JournalRecord): Promise<void> {
    if (record.body.kind === 'pack.range') {
      const { pack, from, to } = record.body as unknown as PackRange;
      // A pack that was removed since: what was wanted of it comes again, with the ranges that it was copied to.
      if (this.state.packs.has(pack)) await this.#addRange(pack, from, to);
    }
    if (record.body.kind === 'chunk.quarantined') await this.#remove(record.body as unknown as Quarantined);
    if (record.body.kind === 'frame.found') await this.#takeBack(record.body['pack'] as number, record.body['frame'] as number);
    this.index.covers(record.number);
  }

  async #addRange(pack: number, from: number, to: number): Promise<void> {
    await this.#tolerate(pack, async () => {
      await this.files.use(pack, async (file) => {
        // A frame that the file holds in part only is not held.
        const whole = Math.min(to, await file.size());
        for await (const { kind, offset, ids, lengths } of readHeads(file, pack, from, whole)) {
          if (kind !== RECORD_KIND.frame) continue;
          const bad = this.state.quarantinedAt(pack, offset);
          await this.#add({ ids, lengths }, pack, offset, bad === undefined ? undefined : new Set([...bad, ...(await wrongIn(file, pack, offset, whole, ids))]));
        }
      });
    });
  }

  async #takeBack(pack: number, frame: number): Promise<void> {
    const end = this.state.packs.get(pack)?.end;
    if (end === undefined) return;
    await this.#tolerate(pack, () =>
      this.files.use(pack, async (file) => {
        const { header, ids, lengths } = await readRecord(file, pack, frame, end);
        if (header.kind === RECORD_KIND.frame) await this.#add({ ids, lengths }, pack, frame, this.state.quarantinedAt(pack, frame));
      }),
    );
  }

  /** A chunk that came again before its quarantine was journalled lies elsewhere, and stays. */
  async #remove({ pack, frame, ids: encoded }: Quarantined): Promise<void> {
    const ids = Buffer.from(encoded, 'base64');
    const places = await this.index.locate(ids);
    for (const [i, place] of places.entries()) {
      if (place?.pack === pack && place.frameOffset === frame) this.index.remove(ids.subarray(i * ID_BYTES, (i + 1) * ID_BYTES), pack, frame);
    }
  }

  async #add(table: ChunkTable, pack: number, offset: number, bad: ReadonlySet<string> | undefined): Promise<void> {
    await this.index.ready();
    // One that is bad here may have another copy, which the index knows already: that must not be written over.
    this.index.add(table, pack, offset, bad);
    if (bad === undefined) return;
    for (let at = 0; at < table.ids.length; at += ID_BYTES) {
      const id = table.ids.subarray(at, at + ID_BYTES);
      if (bad.has(id.toString('hex'))) this.index.remove(id, pack, offset);
    }
  }

  async #tolerate(pack: number, work: () => Promise<void>): Promise<void> {
    try {
      await work().catch((error: unknown) => {
        if (!isFarvaultError(error, 'IO')) throw error;
        return work();
      });
    } catch (error) {
      if (!isFarvaultError(error, 'CORRUPT') && !isFarvaultError(error, 'MISSING') && !isFarvaultError(error, 'IO')) throw error;
      this.onDamage(`the chunk index lacks what could not be read of pack ${pack}: ${messageOf(error)}; when it can be read again, "backupd rebuild" takes it back`);
    }
  }
}

/** Chunks of the frame that are not what their ids say. Of one that does not verify: all, also those that were garbage, and so nobody's, when it was quarantined. */
async function wrongIn(file: VfsFile, pack: number, offset: number, end: number, listed: Buffer): Promise<string[]> {
  try {
    const { header, ids, lengths, payload } = await readRecord(file, pack, offset, end);
    const plain = decodeFrame(header.codec, payload, header.plainBytes);
    let at = 0;
    return hexIds(ids).filter((_, i) => blake3(plain.subarray(at, (at += lengths[i]))).compare(ids, i * ID_BYTES, (i + 1) * ID_BYTES) !== 0);
  } catch (error) {
    if (isFarvaultError(error)) return hexIds(listed);
    throw error;
  }
}

function hexIds(ids: Buffer): string[] {
  return Array.from({ length: ids.length / ID_BYTES }, (_, i) => ids.toString('hex', i * ID_BYTES, (i + 1) * ID_BYTES));
}
