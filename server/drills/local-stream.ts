// Data.Read within the server: a restore that runs here reads as one elsewhere does, by place, through the same reader and the same checks, without the network.
import { EventEmitter } from 'node:events';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { FetchItem } from '../../shared/rpc/gen/farvault/v1/FetchItem.js';
import type { Fetch } from '../../shared/rpc/gen/farvault/v1/Fetch.js';
import type { ReadReply__Output } from '../../shared/rpc/gen/farvault/v1/ReadReply.js';
import type { ReadRequest } from '../../shared/rpc/gen/farvault/v1/ReadRequest.js';
import type { ReadStream } from '../../shared/restore/index.js';
import type { SnapshotRecord } from '../repository/index.js';
import { ChunkReader, fetchFrames, planFetch, Reframer, SnapshotReader, type ChunkSource, type FrameCache } from '../snapshots/index.js';

export interface LocalStreamParts {
  source: ChunkSource;
  frames: FrameCache;
  snapshot: SnapshotRecord;
}

/** One snapshot's. What is asked for at once is bounded by the reader's credit. */
export class LocalStream extends EventEmitter implements ReadStream {
  readonly #parts: LocalStreamParts;
  readonly #reframer = new Reframer();
  readonly #stop = new AbortController();
  #reader: SnapshotReader | null = null;
  #answering: Promise<void> = Promise.resolve();

  constructor(parts: LocalStreamParts) {
    super();
    this.#parts = parts;
  }

  write(request: ReadRequest): boolean {
    this.#answering = this.#answering.then(() => this.#answer(request)).catch((error: unknown) => this.#fail(error));
    return true;
  }

  end(): void {
    this.#stop.abort();
  }

  cancel(): void {
    this.#stop.abort();
  }

  async #answer({ fetch }: ReadRequest): Promise<void> {
    if (this.#stop.signal.aborted) return;
    if (this.#reader === null) await this.#open();
    else if (fetch !== undefined && fetch !== null) await this.#fetch(this.#reader, fetch);
  }

  async #open(): Promise<void> {
    const { source, frames, snapshot } = this.#parts;
    const reader = await SnapshotReader.open(snapshot, new ChunkReader(source, frames));
    this.#reader = reader;
    this.#reply({ opened: { snapshotId: snapshot.id, rootId: reader.rootId, rootBytes: reader.root.length, root: reader.root } });
  }

  async #fetch(reader: SnapshotReader, { seq = 0, items = [] }: Fetch): Promise<void> {
    const { source, frames } = this.#parts;
    const plan = await planFetch(await reader.resolve(items.map(placeOf)), source);
    for await (const { codec, plainBytes, ids, lengths, payload } of fetchFrames(plan, { source, frames, reframer: this.#reframer }, this.#stop.signal)) {
      // The payload's memory is used again for the next frame.
      this.#reply({ frame: { seq, codec: codec as 0 | 1 | 2, plainBytes, ids: Buffer.from(ids), lengths: [...lengths], payload: Buffer.from(payload) } });
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
    const { failures } = plan.wanted;
    this.#reply({ done: { seq, failed: failures.ids, failure: failures.reason } });
  }

  #reply(reply: Pick<ReadReply__Output, 'opened'> | Pick<ReadReply__Output, 'frame'> | Pick<ReadReply__Output, 'done'>): void {
    if (!this.#stop.signal.aborted) this.emit('data', reply);
  }

  #fail(error: unknown): void {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    this.emit('error', error instanceof FarvaultError ? error : new FarvaultError('INTERNAL', 'the read within the server failed', { cause: error }));
  }
}

function placeOf({ level, number = 0, ranges = [] }: FetchItem): { level: number; number: number; ranges: number[] } {
  return { level: typeof level === 'number' ? level : 0, number, ranges };
}
