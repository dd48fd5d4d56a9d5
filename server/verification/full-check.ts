// One verification, of everything or of a snapshot: structure, and with `readData` every byte.
import { isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { PACK_HEADER_BYTES } from '../../shared/store/pack-format.js';
import type { PackFacts } from '../repository/index.js';
import type { KeptSnapshot } from '../snapshots/index.js';
import type { Findings } from './findings.js';
import { checkHeads, isUnreadable } from './head-check.js';
import { checkIndex } from './index-check.js';
import { PackCheck } from './pack-check.js';
import { scanThreads, type Scanner } from './scan-thread.js';
import { slicesOf, type Slice } from './slices.js';
import { StructureCheck } from './structure-check.js';
import type { VerificationParts } from './types.js';

/** Read, compared and told of at a time. */
const PART_BYTES = 16 << 20;
/** Of one pack, by one thread. */
const SLICE_BYTES = 48 << 20;

export interface CheckOptions {
  readData: boolean;
  /** Null: all. */
  snapshot: KeptSnapshot | null;
  /** Of sealed packs header and footer only: what a disk answers in a few reads. */
  byFooter: boolean;
  /** Default: 48 MiB. */
  sliceBytes?: number;
}

export interface CheckContext {
  signal: AbortSignal;
  findings: Findings;
  /** Bytes, of packs. */
  progress: (phase: string, done: number, total: number) => void;
  /** A pack was read whole, begun at `timeMs`. */
  verified: (pack: number, bytes: number, timeMs: number) => void;
}

export type Figures = Record<'packs' | 'bytesVerified' | 'bytesRehashed' | 'chunksVerified' | 'snapshots' | 'references' | 'indexEntries' | 'journalRecords', number>;

/** What was read of a pack so far, by all threads. */
interface Read {
  beganMs: number;
  bytes: number;
  indexed: number;
}

export class FullCheck {
  readonly figures: Figures = { packs: 0, bytesVerified: 0, bytesRehashed: 0, chunksVerified: 0, snapshots: 0, references: 0, indexEntries: 0, journalRecords: 0 };
  /** Packs, each read whole, with how many chunks the index was right about. */
  readonly #indexed = new Map<number, number>();
  #done = 0;
  #total = 0;

  constructor(
    private readonly parts: VerificationParts,
    private readonly options: CheckOptions,
    private readonly context: CheckContext,
  ) {}

  async run(): Promise<void> {
    const { readData, snapshot } = this.options;
    if (snapshot !== null) {
      const places = await this.#structure([snapshot], readData);
      if (readData) await this.#frames(places);
      return;
    }
    await this.#journal();
    const facts = this.parts.repository.packFacts();
    if (readData) await this.#packs(facts);
    else for (const pack of facts) await this.#heads(pack);
    this.context.progress('snapshots', this.#done, this.#total);
    await this.#structure([...this.parts.snapshots.all()], false);
    this.context.progress('index', this.#done, this.#total);
    const { findings, signal } = this.context;
    this.figures.indexEntries = await checkIndex(this.parts, this.#indexed, findings, signal);
  }

  async #journal(): Promise<void> {
    const { findings, signal, progress } = this.context;
    progress('journal', 0, 0);
    try {
      this.figures.journalRecords = (await this.parts.repository.checkJournal(signal)).records;
    } catch (error) {
      signal.throwIfAborted();
      if (!isFarvaultError(error)) throw error;
      findings.add('journal', 1, `${messageOf(error)}. ${error.remedy ?? ''} backupd has what it says in memory, and writes it into the packs with the next checkpoint.`);
    }
  }

  async #structure(snapshots: readonly KeptSnapshot[], notePlaces: boolean): Promise<StructureCheck['places']> {
    const { findings, signal } = this.context;
    const check = new StructureCheck(this.parts, findings, signal, notePlaces);
    for (const snapshot of snapshots) {
      signal.throwIfAborted();
      await check.snapshot(snapshot);
      this.figures.snapshots++;
      this.figures.references = check.references;
    }
    return check.places;
  }

  async #heads(facts: PackFacts): Promise<void> {
    const { repository } = this.parts;
    const { findings, signal } = this.context;
    signal.throwIfAborted();
    try {
      const wrong = await checkHeads(repository.packFile(facts.pack), facts, repository.id, this.options.byFooter, signal);
      this.figures.packs++;
      if (wrong === null || !this.#isThere(facts.pack)) return;
      findings.add(wrong.offset === 0 ? 'packs' : 'frames', 1, wrong.what);
      // What it costs is known when its bytes are read.
      await this.#packs([facts]);
    } catch (error) {
      if (!isUnreadable(error)) throw error;
      if (!this.#isThere(facts.pack)) return;
      findings.add('packs', 1, `pack ${facts.pack} cannot be read: ${error.message}`);
      await repository.readFrame({ pack: facts.pack, frameOffset: PACK_HEADER_BYTES }).catch(() => undefined);
    }
  }

  async #packs(facts: readonly PackFacts[]): Promise<void> {
    this.#total = facts.reduce((sum, { bytes }) => sum + bytes, 0);
    // The largest last would leave one thread alone with it.
    const queue: Slice[] = [];
    const { repository } = this.parts;
    for (const one of [...facts].sort((a, b) => b.bytes - a.bytes)) queue.push(...(await slicesOf(repository.packFile(one.pack), one, repository.id, this.options.sliceBytes ?? SLICE_BYTES)));
    const threads = Array.from({ length: Math.min(scanThreads(), queue.length) }, () => this.parts.scanner());
    const read = new Map<number, Read>();
    try {
      await Promise.all(
        threads.map(async (thread) => {
          for (let slice = queue.shift(); slice !== undefined; slice = queue.shift()) await this.#slice(thread, slice, read);
        }),
      );
    } finally {
      await Promise.all(threads.map((thread) => thread.close()));
    }
  }

  async #slice(thread: Scanner, { facts, from, to }: Slice, packs: Map<number, Read>): Promise<void> {
    const { findings, signal, verified, progress } = this.context;
    const read = packs.get(facts.pack) ?? { beganMs: this.parts.clock.now(), bytes: 0, indexed: 0 };
    packs.set(facts.pack, read);
    const check = new PackCheck(this.parts, thread, facts, findings, from);
    await check.advance(
      to - from,
      (bytes) => {
        this.#done += bytes;
        progress('data', this.#done, this.#total);
      },
      signal,
      PART_BYTES,
    );
    this.#count(check);
    if (from > 0) this.figures.packs--;
    read.bytes += check.result.bytes;
    read.indexed += check.result.indexed;
    if (read.bytes < facts.bytes) return;
    verified(facts.pack, facts.bytes, read.beganMs);
    if (facts.sealed) this.#indexed.set(facts.pack, read.indexed);
  }

  #count({ result: { bytes, plainBytes, chunks } }: PackCheck): void {
    this.figures.packs++;
    this.figures.bytesVerified += bytes;
    this.figures.bytesRehashed += plainBytes;
    this.figures.chunksVerified += chunks;
  }

  /** The frames that one snapshot needs, in the order of the packs. */
  async #frames(places: StructureCheck['places']): Promise<void> {
    const { findings, signal, progress } = this.context;
    const thread = this.parts.scanner();
    let done = 0;
    const total = [...places.values()].reduce((sum, frames) => sum + frames.size, 0);
    try {
      for (const [pack, frames] of [...places].sort(([a], [b]) => a - b)) {
        const facts = this.parts.repository.packFacts().find((one) => one.pack === pack);
        if (facts === undefined) continue;
        this.figures.packs++;
        for (const offset of [...frames].sort((a, b) => a - b)) {
          const check = new PackCheck(this.parts, thread, facts, findings, offset);
          await check.advance(1, () => undefined, signal);
          this.#count(check);
          this.figures.packs--;
          progress('frames', ++done, total);
        }
      }
    } finally {
      await thread.close();
    }
  }

  #isThere(pack: number): boolean {
    return this.parts.repository.packFacts().some((facts) => facts.pack === pack);
  }
}
