// Copies what packs hold from one folder to another, range by range in the order of the journal, so that one number says how far it has come. Both ways: into a copy, and back.
import path from 'node:path';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import type { Vfs, VfsFile } from '../../shared/fs/vfs.js';
import { decodePackHeader, PACK_HEADER_BYTES, packFileName } from '../../shared/store/pack-format.js';
import type { Clock } from '../../shared/time/clock.js';
import { readSegments, type PackRange, type RepositoryConfig } from '../repository/index.js';
import { MAX_LACKS, type Extent, type HistoryPoint } from './manifest.js';
import { BLOCK_BYTES, type DropFromCache, PackWriter } from './pack-writer.js';
import type { Source } from './position.js';
import { RangeCheck, type Range } from './range-check.js';

/** How much may have to be copied again after it was cut off. */
const SETTLE_BYTES = 256 << 20;
const SETTLE_MS = 10_000;
/** A block that cannot be read is read in such pieces. */
const SECTOR_BYTES = 4_096;
/** Beside the packs: journal, settings. */
const SPARE_BYTES = 16 << 20;
/** Newer positions taken because packs vanished: each time at least one was removed meanwhile. */
const MAX_RETAKES = 10_000;

/** Every range up to record `number` is in place; `lacks`: but for these. */
export interface Progress extends HistoryPoint {
  lacks: Extent[];
  /** The bytes in place are looked at, too. */
  check: boolean;
}

export interface TransferParts {
  config: RepositoryConfig;
  from: { packs: string; vfs: Vfs };
  /** That tells of the ranges, up to the source's position at least. */
  journal: { path: string; vfs: Vfs };
  to: { packs: string; vfs: Vfs };
  dropFromCache: DropFromCache;
  /** Where the source stands now. */
  retake: () => Promise<Source>;
  save: (progress: Progress) => Promise<void>;
  /** Bytes done, of how many. */
  tell: (done: number, total: number) => void;
  warn: (message: string) => void;
  clock: Clock;
  signal: AbortSignal;
}

export class Transfer {
  readonly #writer: PackWriter;
  #reading: { pack: number; file: VfsFile } | null = null;
  readonly #blocks = [Buffer.allocUnsafe(BLOCK_BYTES), Buffer.allocUnsafe(BLOCK_BYTES)];
  /** Packs that are not there, though the journal knows them. */
  readonly #missing = new Set<number>();
  #lacks: Extent[] = [];
  #retakes = 0;
  #done = 0;
  #total = 0;
  #settledMs: number;

  constructor(
    private readonly parts: TransferParts,
    /** Where the source stands; a newer position when packs have vanished. */
    public source: Source,
  ) {
    this.#writer = new PackWriter(parts.to.packs, parts.to.vfs, parts.dropFromCache);
    this.#settledMs = parts.clock.monotonic();
  }

  /** Everything behind `progress`. Gives what could not be copied whole, that which `progress` lacks included if it still cannot. */
  async run(progress: Progress): Promise<Extent[]> {
    const { parts } = this;
    await this.#measure(progress.check);
    try {
      await this.#again(progress.lacks);
      if (progress.number < parts.config.journalStart) await this.#heads(progress.check);
      let { number, chain } = progress;
      while (number < this.source.position.number) {
        const before = number;
        for await (const { start, records, chains } of this.#segments(number)) {
          for (const [index, record] of records.entries()) {
            if (record.number <= number || record.number > this.source.position.number) continue;
            if (record.body.kind === 'pack.range') await this.#range(record.body as unknown as PackRange, progress.check);
            chain = chains[index].toString('hex');
            number = record.number;
            if (this.#writer.unsettledBytes >= SETTLE_BYTES || this.#writer.full || (this.#writer.unsettledBytes > 0 && parts.clock.monotonic() - this.#settledMs >= SETTLE_MS)) await this.#settle({ number, chain, lacks: this.#lacks, check: progress.check });
          }
          parts.signal.throwIfAborted();
          if (start.number >= this.source.position.number) break;
        }
        if (number === before) throw new FarvaultError('MISSING', `the journal in ${parts.journal.path} ends with record ${number}`);
      }
      await this.#settle({ number, chain, lacks: this.#lacks, check: progress.check });
      this.#lacks = this.#lacks.filter(({ pack }) => this.source.packs.packs.has(pack));
      return this.#lacks;
    } finally {
      await this.#writer.close();
      await this.#closeSource();
    }
  }

  /** Packs that are shorter at the destination than the position says, what is lacking left out. */
  async shortPacks(): Promise<number[]> {
    const short: number[] = [];
    for (const [pack, { end }] of this.source.packs.packs) {
      if (end > PACK_HEADER_BYTES && (await this.#writer.sizeOf(pack)) < end && !this.#lacks.some((lack) => lack.pack === pack)) short.push(pack);
    }
    return short;
  }

  /** That hold the records behind `after`. */
  #segments(after: number): ReturnType<typeof readSegments> {
    const { config, journal } = this.parts;
    return readSegments(journal.path, Buffer.from(config.id, 'hex'), Math.max(after, config.journalStart), journal.vfs);
  }

  async #settle(progress: Progress): Promise<void> {
    await this.#writer.settle();
    await this.parts.save(progress);
    this.#settledMs = this.parts.clock.monotonic();
  }

  /** What there is to do, and whether there is room for it. */
  async #measure(check: boolean): Promise<void> {
    let short = 0;
    let all = 0;
    for (const [pack, { end }] of this.source.packs.packs) {
      short += Math.max(0, end - Math.max(0, await this.#writer.sizeOf(pack)));
      all += end;
    }
    this.#total = check ? all : short;
    const { to } = this.parts;
    const { freeBytes } = await to.vfs.space(to.packs);
    if (short > 0 && freeBytes < short + SPARE_BYTES) {
      throw new FarvaultError('NO_SPACE', `${to.packs} needs ${formatBytes(short)} more, and has ${formatBytes(freeBytes)} free`, { remedy: 'Give the disk of the copy more room, or use a larger one. The copy before stays as it is.' });
    }
  }

  /** What was lacking before. A pack that has gone is not lacking any more. */
  async #again(lacks: readonly Extent[]): Promise<void> {
    for (const lack of lacks) {
      if (this.source.packs.packs.has(lack.pack)) await this.#copy({ ...lack, from: Math.max(lack.from, PACK_HEADER_BYTES), digest: null });
    }
  }

  /** Where the journal was rebuilt without its beginning, it does not tell of the ranges there: records check themselves. */
  async #heads(check: boolean): Promise<void> {
    const told = new Map<number, number>();
    for await (const { records } of this.#segments(0)) {
      for (const { body, number } of records) {
        const { pack, from } = body as unknown as PackRange;
        if (body.kind === 'pack.range' && number <= this.source.position.number && !told.has(pack)) told.set(pack, from);
      }
    }
    for (const [pack, { end }] of [...this.source.packs.packs]) {
      const to = told.get(pack) ?? end;
      if (to > PACK_HEADER_BYTES) await this.#copyUnlessThere({ pack, from: PACK_HEADER_BYTES, to, digest: null }, check);
    }
  }

  async #range({ pack, from, to, digest }: PackRange, check: boolean): Promise<void> {
    if (to > from && this.source.packs.packs.has(pack)) await this.#copyUnlessThere({ pack, from, to, digest }, check);
  }

  async #copyUnlessThere(range: Range, check: boolean): Promise<void> {
    if (check && (await this.#isThere(range))) {
      this.#count(range.to - range.from);
      return;
    }
    await this.#copy(range);
  }

  async #isThere(range: Range): Promise<boolean> {
    const { to } = this.parts;
    if ((await this.#writer.sizeOf(range.pack)) < range.to) return false;
    const file = await to.vfs.open(path.join(to.packs, packFileName(range.pack)), 'read');
    try {
      if (range.from === PACK_HEADER_BYTES && !(await this.#isHeader(file, range.pack))) return false;
      this.parts.dropFromCache(file.path, range.from, range.to);
      return (await this.#stream(file, range, null)).length === 0;
    } finally {
      await file.close();
    }
  }

  async #isHeader(file: VfsFile, pack: number): Promise<boolean> {
    const bytes = Buffer.alloc(PACK_HEADER_BYTES);
    await file.read(bytes, 0);
    try {
      return decodePackHeader(bytes, pack).repositoryId.toString('hex') === this.parts.config.id;
    } catch (error) {
      if (isFarvaultError(error, 'CORRUPT')) return false;
      throw error;
    }
  }

  /** Bytes that are damaged at the source are read twice, then copied as they are: their checksums fail at the destination, too. */
  async #copy(range: Range): Promise<void> {
    const { pack } = range;
    const file = await this.#openSource(pack);
    if (file === null) {
      if (this.source.packs.packs.has(pack)) this.#lackPack(range);
      return;
    }
    if (range.from === PACK_HEADER_BYTES) await this.#header(file, pack);
    let bad = await this.#stream(file, range, this.#writer);
    if (bad.length > 0) bad = await this.#stream(file, range, this.#writer);
    const { packs } = this.source;
    // Of what the journal itself counts as lost, the copy lacks nothing.
    this.#lack(bad.filter(({ from }) => packs.quarantinedAt(pack, from) === undefined), 'does not verify');
    this.#count(range.to - range.from);
  }

  async #header(file: VfsFile, pack: number): Promise<void> {
    const bytes = Buffer.alloc(PACK_HEADER_BYTES);
    await file.read(bytes, 0);
    if (!(await this.#isHeader(file, pack))) this.#lack([{ pack, from: 0, to: PACK_HEADER_BYTES }], 'does not verify');
    const writing = await this.#writer.begin(pack, 0);
    await writing.write(bytes);
    writing.end();
  }

  /** Reads the range, a block ahead of what is written. Gives what does not verify. */
  async #stream(file: VfsFile, range: Range, writer: PackWriter | null): Promise<Extent[]> {
    const check = new RangeCheck(range);
    const writing = (await writer?.begin(range.pack, range.from)) ?? null;
    let written: Promise<void> = Promise.resolve();
    try {
      for (let at = range.from, turn = 0; at < range.to; turn ^= 1) {
        const block = this.#blocks[turn].subarray(0, Math.min(BLOCK_BYTES, range.to - at));
        await readWhatCanBe(file, block, at);
        check.feed(block);
        await written;
        written = writing?.write(block) ?? written;
        at += block.length;
        this.parts.signal.throwIfAborted();
      }
    } finally {
      // Before the file is closed, whatever has failed.
      await written;
    }
    writing?.end();
    return check.end();
  }

  /** Null: it is not there. If that is because it was removed, the source has gone on, and `source` with it. */
  async #openSource(pack: number): Promise<VfsFile | null> {
    if (this.#reading?.pack === pack) return this.#reading.file;
    await this.#closeSource();
    const { from, retake } = this.parts;
    try {
      const file = await from.vfs.open(path.join(from.packs, packFileName(pack)), 'read');
      this.#reading = { pack, file };
      return file;
    } catch (error) {
      if (!isFarvaultError(error, 'NOT_FOUND')) throw error;
      if (!this.#missing.has(pack) && this.#retakes++ < MAX_RETAKES) this.source = await retake();
      return null;
    }
  }

  async #closeSource(): Promise<void> {
    const reading = this.#reading;
    this.#reading = null;
    await reading?.file.close();
  }

  #lackPack({ pack, from, to }: Range): void {
    const last = this.#lacks[this.#lacks.length - 1];
    if (last?.pack === pack && last.to === from) last.to = to;
    else this.#lacks.push({ pack, from, to });
    if (!this.#missing.has(pack)) this.parts.warn(`pack ${pack} is missing; not in the copy`);
    this.#missing.add(pack);
  }

  #lack(extents: readonly Extent[], what: string): void {
    for (const { pack, from, to } of extents) {
      this.#lacks.push({ pack, from, to });
      this.parts.warn(`pack ${pack}, bytes ${from} to ${to}: ${what}; not in the copy`);
    }
    if (this.#lacks.length > MAX_LACKS) throw new FarvaultError('CORRUPT', `more than ${MAX_LACKS} places in the packs do not verify`, { remedy: 'Check the disk and repair the repository first. The copy before stays as it is.' });
  }

  #count(bytes: number): void {
    this.#done += bytes;
    this.parts.tell(Math.min(this.#done, this.#total), this.#total);
  }
}

function formatBytes(bytes: number): string {
  return bytes < 1 << 30 ? `${(bytes / 2 ** 20).toFixed(1)} MiB` : `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

/** What the disk cannot read is zero: no checksum fits it. */
async function readWhatCanBe(file: VfsFile, into: Buffer, at: number): Promise<void> {
  try {
    into.fill(0, await file.read(into, at));
  } catch (error) {
    if (!isFarvaultError(error, 'IO')) throw error;
    for (let from = 0; from < into.length; from += SECTOR_BYTES) {
      const sector = into.subarray(from, from + SECTOR_BYTES);
      try {
        sector.fill(0, await file.read(sector, at + from));
      } catch (sectorError) {
        if (!isFarvaultError(sectorError, 'IO')) throw sectorError;
        sector.fill(0);
      }
    }
  }
}
