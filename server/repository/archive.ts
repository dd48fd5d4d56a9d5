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
import type { PackRange } from './pack-state.js';
import type { JournalRecord, StateReducer } from './types.js';
import type { WritePipeline } from './write-pipeline.js';

export class ArchiveState implements StateReducer {
  readonly name = 'archive';
  /** First numbers of the segments that lie in a pack. */
  readonly stored = new Set<number>();
  /** Records since the last closed segment that say more than that something was archived. */
  changes = 0;

  apply(record: JournalRecord): void {
    if (record.body.kind === 'journal.archived') {
      if (record.body['what'] === 'segment') this.stored.add(record.body['first'] as number);
    } else if (record.body.kind !== 'pack.range' || (record.body as unknown as PackRange).chunks > 0) this.changes++;
  }

  save(): unknown {
    return [...this.stored];
  }

  load(saved: unknown): void {
    for (const first of saved as number[]) this.stored.add(first);
  }
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
    const missed = segments.slice(0, -1).filter((first) => !this.options.state.stored.has(first));
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
