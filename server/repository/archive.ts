// Keeps the packs able to give back the state: each closed journal segment, and the checkpoint at its end, become pack records.
import path from 'node:path';
import { isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { readSmallFile } from '../../shared/fs/durable-file.js';
import type { Vfs } from '../../shared/fs/vfs.js';
import { RECORD_KIND } from '../../shared/store/pack-format.js';
import { encodeCheckpoint, writeCheckpoint } from './checkpoint.js';
import type { RepositoryConfig } from './config.js';
import { MAX_SEGMENT_BYTES, segmentFileName } from './journal-format.js';
import type { JournalPosition } from './journal-reader.js';
import type { PackRange, PackRemoved } from './pack-state.js';
import type { JournalRecord, StateReducer } from './types.js';
import type { WritePipeline } from './write-pipeline.js';

/** How many checkpoints are kept in packs. */
const KEPT_CHECKPOINTS = 2;

interface ArchivePlace {
  pack: number;
  offset: number;
}

type Saved = number[] | { segments: [number, number, number][]; checkpoints: [number, number, number][] };

/** Where the packs hold the journal's closed segments and the last checkpoints. */
export class ArchiveState implements StateReducer {
  readonly name = 'archive';
  /** By first number. Null: a checkpoint of version 0.1 told of it, without its place. */
  readonly #segments = new Map<number, ArchivePlace | null>();
  /** By the number of the last record covered. */
  readonly #checkpoints = new Map<number, ArchivePlace>();
  /** Records since the last closed segment that say more than that something was archived. */
  changes = 0;

  apply({ body }: JournalRecord): void {
    if (body.kind === 'journal.archived') this.#archived(body as unknown as Archived);
    else if (body.kind !== 'pack.range' || (body as unknown as PackRange).chunks > 0) this.changes++;
    if (body.kind === 'pack.removed') this.#forget((body as unknown as PackRemoved).pack);
  }

  hasSegment(first: number): boolean {
    return this.#segments.has(first);
  }

  /** Whether a segment's record at this place is the one that is kept. */
  keepsSegment(first: number, { pack, offset }: ArchivePlace): boolean {
    const place = this.#segments.get(first);
    return place === undefined || place === null || (place.pack === pack && place.offset === offset);
  }

  /** Whether a checkpoint's record at this place is one of those that are kept. */
  keepsCheckpoint(number: number, { pack, offset }: ArchivePlace): boolean {
    const place = this.#checkpoints.get(number);
    return place === undefined ? this.#checkpoints.size < KEPT_CHECKPOINTS : place.pack === pack && place.offset === offset;
  }

  save(): Saved {
    return {
      segments: [...this.#segments].map(([first, place]) => [first, place?.pack ?? 0, place?.offset ?? 0]),
      checkpoints: [...this.#checkpoints].map(([number, { pack, offset }]) => [number, pack, offset]),
    };
  }

  load(saved: unknown): void {
    const state = saved as Saved;
    if (Array.isArray(state)) {
      for (const first of state) this.#segments.set(first, null);
      return;
    }
    for (const [first, pack, offset] of state.segments) this.#segments.set(first, pack === 0 ? null : { pack, offset });
    for (const [number, pack, offset] of state.checkpoints) this.#checkpoints.set(number, { pack, offset });
  }

  #archived({ what, first, number, pack, offset }: Archived): void {
    if (what === 'segment') {
      this.#segments.set(first, { pack, offset });
      return;
    }
    this.#checkpoints.set(number, { pack, offset });
    const oldest = [...this.#checkpoints.keys()].sort((a, b) => b - a).slice(KEPT_CHECKPOINTS);
    for (const old of oldest) this.#checkpoints.delete(old);
  }

  /** What was worth keeping in the pack was copied, and has told of its new place, before it went; what was not is stored again by the next start. */
  #forget(pack: number): void {
    for (const [first, place] of this.#segments) if (place?.pack === pack) this.#segments.delete(first);
    for (const [number, place] of this.#checkpoints) if (place.pack === pack) this.#checkpoints.delete(number);
  }
}

/** Body of `journal.archived`: `first` for a segment, `number` for a checkpoint. */
interface Archived extends ArchivePlace {
  what: 'segment' | 'checkpoint';
  first: number;
  number: number;
}

export interface ArchiverOptions {
  directory: string;
  config: RepositoryConfig;
  reducers: readonly StateReducer[];
  state: ArchiveState;
  pipeline: WritePipeline;
  vfs: Vfs;
  log: (message: string) => void;
}

export class Archiver {
  #working: Promise<void> = Promise.resolve();

  constructor(private readonly options: ArchiverOptions) {}

  /** To be called in the moment in which a segment ends: the reducers stand exactly at `position`. */
  sealed(firstNumber: number, position: JournalPosition): void {
    const { config, reducers, state } = this.options;
    const checkpoint = encodeCheckpoint(position, config, reducers);
    state.changes = 0;
    this.#enqueue(async () => {
      await writeCheckpoint(this.options.directory, position.number, checkpoint, this.options.vfs);
      await this.#storeSegment(firstNumber);
      await this.#store(RECORD_KIND.checkpoint, checkpoint, { kind: 'journal.archived', what: 'checkpoint', number: position.number });
    });
  }

  /** Stores closed segments that a crash kept from being stored. `segments`: all there are, ascending. */
  storeMissed(segments: readonly number[]): void {
    const missed = segments.slice(0, -1).filter((first) => !this.options.state.hasSegment(first));
    for (const first of missed) this.#enqueue(() => this.#storeSegment(first));
  }

  settle(): Promise<void> {
    return this.#working;
  }

  // A segment that cannot be stored now (full disk) is stored after the next start.
  #enqueue(work: () => Promise<void>): void {
    this.#working = this.#working.then(work).catch((error: unknown) => {
      this.options.log(`journal not archived${isFarvaultError(error, 'NO_SPACE') ? ' (no space)' : ''}: ${messageOf(error)}`);
    });
  }

  async #storeSegment(first: number): Promise<void> {
    const bytes = await readSmallFile(path.join(this.options.directory, segmentFileName(first)), MAX_SEGMENT_BYTES, this.options.vfs);
    if (bytes !== null) await this.#store(RECORD_KIND.journalSegment, bytes, { kind: 'journal.archived', what: 'segment', first });
  }

  async #store(kind: number, payload: Buffer, body: { kind: string; [field: string]: unknown }): Promise<void> {
    const record = { kind, codec: 0, flags: 0, plainBytes: payload.length, ids: Buffer.alloc(0), lengths: [], payload };
    await this.options.pipeline.store({ ...record, follow: (pack, offset) => ({ ...body, pack, offset }) });
  }
}
