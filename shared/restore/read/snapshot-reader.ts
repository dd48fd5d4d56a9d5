// A snapshot opened for reading: its manifest as a tree, its content by place. Bounds what is asked for and not yet used.
import { FarvaultError } from '../../errors/errors.js';
import { blake3 } from '../../hash/hash.js';
import { MAX_CHUNK_BYTES } from '../../format/limits.js';
import { ManifestTree } from '../../format/manifest-tree.js';
import { decodeFrame } from '../../codec/frame.js';
import type { Clock } from '../../time/clock.js';
import { Credit } from './credit.js';
import { asReceived, LEVEL, ReadSession, type Fetched, type Place, type ReadStream, type ReceivedFrame } from './read-session.js';

/** Manifest chunks asked for ahead of a reader that goes through them in order. */
const READ_AHEAD_CHUNKS = 8;
/** Three fetches of a restore; at 100 ms of round trip this is 240 MB/s. The server allows 64 MiB. */
const OUTSTANDING_BYTES = 16 * 1024 * 1024;

export interface OpenOptions {
  snapshotId: string;
  /** The restore run that allows the read; empty for one's own snapshots and administrators. */
  runId?: string;
  clock: Clock;
}

export class SnapshotReader {
  readonly snapshotId: string;
  readonly tree: ManifestTree;
  readonly credit = new Credit(OUTSTANDING_BYTES);
  readonly #session: ReadSession;
  readonly #ahead = new Map<number, Promise<Buffer>>();
  #lastManifestChunk = -2;

  private constructor(session: ReadSession, snapshotId: string, root: Buffer) {
    this.#session = session;
    this.snapshotId = snapshotId;
    this.tree = new ManifestTree({ root, fetch: (level, number) => this.#manifestChunk(level, number) });
  }

  static async open(stream: ReadStream, options: OpenOptions): Promise<SnapshotReader> {
    const { session, opened } = await ReadSession.open(stream, options.snapshotId, options.runId ?? '', options.clock);
    if (!blake3(opened.root).equals(opened.rootId)) {
      session.close();
      throw new FarvaultError('CORRUPT', `The manifest root of snapshot ${opened.snapshotId} does not match its id`, { remedy: 'Restore from another snapshot; `backupd rebuild` on the server takes stock of what is whole.' });
    }
    return new SnapshotReader(session, opened.snapshotId, opened.root);
  }

  /** Compressed bytes received so far. */
  get receivedBytes(): number {
    return this.#session.receivedBytes;
  }

  /** Content chunks by place; `take` is given each frame as it comes, still compressed and not verified. The caller holds credit for `plainBytes`. */
  fetchContent<F>(items: { number: number; ranges: number[] }[], plainBytes: number, take: (frame: ReceivedFrame) => F): Promise<Fetched<F>> {
    return this.#session.fetch(items.map<Place>(({ number, ranges }) => ({ level: LEVEL.content, number, ranges })), plainBytes, take);
  }

  close(): void {
    this.#session.close();
  }

  /** The tree verifies what this gives against `id`. */
  #manifestChunk(level: 0 | 1, number: number): Promise<Buffer> {
    if (level === 1) return this.#fetchManifest(LEVEL.index, number);
    const ahead = this.#ahead.get(number);
    this.#ahead.delete(number);
    if (number === this.#lastManifestChunk + 1) this.#readAhead(number + 1);
    else if (ahead === undefined) this.#ahead.clear();
    this.#lastManifestChunk = number;
    return ahead ?? this.#fetchManifest(LEVEL.manifest, number);
  }

  #readAhead(from: number): void {
    for (let number = from; number < Math.min(from + READ_AHEAD_CHUNKS, this.tree.chunkCount); number++) {
      if (this.#ahead.has(number)) continue;
      const load = this.#fetchManifest(LEVEL.manifest, number);
      load.catch(() => undefined); // told when its turn comes
      this.#ahead.set(number, load);
    }
  }

  async #fetchManifest(level: Place['level'], number: number): Promise<Buffer> {
    const { frames, failed, failure } = await this.#session.fetch([{ level, number, ranges: [] }], MAX_CHUNK_BYTES, asReceived);
    const frame = frames[0];
    if (frames.length === 1 && frame !== undefined && frame.lengths.length === 1) return decodeFrame(frame.codec, frame.payload, frame.plainBytes);
    const why = failed.length > 0 ? failure : 'it was not sent';
    throw new FarvaultError('CORRUPT', `Manifest chunk ${number} of snapshot ${this.snapshotId} cannot be read: ${why}`, { remedy: 'Restore from another snapshot; the next backup heals what it still has.' });
  }
}
