// What the packs hold by themselves, without a journal: how far each is whole, and the records that tell of state.
import path from 'node:path';
import { FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { Vfs, VfsFile } from '../../shared/fs/vfs.js';
import { RECORD_KIND, packFileName, packNumberOf, recordBytes, type PackListing } from '../../shared/store/pack-format.js';
import { listPack, readFooter, readHeads, readPackHeader, readRecord, scanPack, type RecordHead } from '../../shared/store/pack-reader.js';
import { rangeDigest } from './write-pipeline.js';
import type { PackRange } from './pack-state.js';

export interface RecordPlace {
  pack: number;
  offset: number;
}

export interface PackEnd {
  /** Behind the last record that verifies. */
  end: number;
  /** It is not to be appended to: sealed, or something stands behind `end` that may be more than a torn record. */
  sealed: boolean;
  /** Frames before `end` that do not verify. */
  bad: PackListing[];
}

export interface PackInventory {
  /** Of the first pack that could be read; null when there is none. */
  repositoryId: Buffer | null;
  /** Pack number to the offset behind its last whole record. */
  ends: Map<number, PackEnd>;
  snapshots: RecordPlace[];
  segments: RecordPlace[];
  checkpoints: RecordPlace[];
  /** Packs that were left out. */
  unreadable: number[];
}

export class PackShelf {
  constructor(
    private readonly directory: string,
    private readonly vfs: Vfs,
    private readonly log: (message: string) => void,
  ) {}

  /** Unsealed packs are read and verified whole, sealed ones by their footer. A pack that cannot be read is named and left out. */
  async take(progress: (what: string, done: number, total: number) => void): Promise<PackInventory> {
    const inventory: PackInventory = { repositoryId: null, ends: new Map(), snapshots: [], segments: [], checkpoints: [], unreadable: [] };
    const packs = (await this.vfs.readdir(this.directory)).map(packNumberOf).filter((pack) => pack !== null);
    for (const [done, pack] of packs.entries()) {
      try {
        await this.#use(pack, (file) => takeOne(file, pack, inventory));
      } catch (error) {
        if (!isFarvaultError(error)) throw error;
        this.log(`pack ${pack} is left out: ${messageOf(error)}`);
        inventory.ends.delete(pack);
        inventory.unreadable.push(pack);
      }
      progress('packs', done + 1, packs.length);
    }
    return inventory;
  }

  /** The payload of a record, or null when it does not verify (named). */
  async payload({ pack, offset }: RecordPlace): Promise<Buffer | null> {
    try {
      return await this.#use(pack, async (file) => (await readRecord(file, pack, offset, await file.size())).payload);
    } catch (error) {
      if (!isFarvaultError(error)) throw error;
      this.log(messageOf(error));
      return null;
    }
  }

  /** The journal's description of these bytes of a pack. */
  describe(pack: number, from: number, to: number, sealed: boolean): Promise<PackRange> {
    return this.#use(pack, async (file) => {
      const range: PackRange = { pack, from, to, records: 0, chunks: 0, plainBytes: 0, digest: '', sealed };
      const checksums: Buffer[] = [];
      for await (const { header } of readHeads(file, pack, from, to)) {
        range.records++;
        range.chunks += header.chunks;
        if (header.kind === RECORD_KIND.frame) range.plainBytes += header.plainBytes;
        checksums.push(header.checksum);
      }
      return { ...range, digest: rangeDigest(checksums) };
    });
  }

  async #use<T>(pack: number, work: (file: VfsFile) => Promise<T>): Promise<T> {
    const file = await this.vfs.open(path.join(this.directory, packFileName(pack)), 'read');
    try {
      return await work(file);
    } finally {
      await file.close();
    }
  }
}

async function takeOne(file: VfsFile, pack: number, inventory: PackInventory): Promise<void> {
  const { repositoryId } = await readPackHeader(file, pack);
  inventory.repositoryId ??= repositoryId;
  if (!repositoryId.equals(inventory.repositoryId)) throw new FarvaultError('CORRUPT', `${file.path} belongs to another repository`);
  const whole = (await readFooter(file, pack)) === null ? await scanPast(file, pack) : { end: await file.size(), sealed: true, bad: [] };
  inventory.ends.set(pack, whole);
  const lists: Record<number, RecordPlace[]> = { [RECORD_KIND.snapshot]: inventory.snapshots, [RECORD_KIND.journalSegment]: inventory.segments, [RECORD_KIND.checkpoint]: inventory.checkpoints };
  for await (const { kind, offset } of listPack(file, pack, whole.end)) lists[kind]?.push({ pack, offset });
}

/** Goes on behind records that do not verify, as long as their heads lead to the next. */
async function scanPast(file: VfsFile, pack: number): Promise<PackEnd> {
  const size = await file.size();
  let { end, sealed } = await scanPack(file, pack);
  const bad: PackListing[] = [];
  while (!sealed) {
    const head = await headAt(file, pack, end, size);
    if (head === null) break;
    const behind = await scanPack(file, pack, end + recordBytes(head.header));
    if (behind.records === 0) break;
    bad.push(head);
    ({ end, sealed } = behind);
  }
  return { end, sealed: sealed || end < size, bad };
}

async function headAt(file: VfsFile, pack: number, offset: number, size: number): Promise<RecordHead | null> {
  try {
    for await (const head of readHeads(file, pack, offset, size)) return head;
    return null;
  } catch (error) {
    if (isFarvaultError(error, 'CORRUPT')) return null;
    throw error;
  }
}
