// A snapshot opened for reading: its manifest as a tree, its content by place. Bounds what is asked for and not yet used.
import { FarvaultError } from '../../errors/errors.js';
import { blake3 } from '../../hash/hash.js';
import { MAX_CHUNK_BYTES } from '../../format/limits.js';
import { ManifestTree } from '../../format/manifest-tree.js';
import { decodeFrame } from '../../codec/frame.js';
import type { Clock } from '../../time/clock.js';
import { Credit } from './credit.js';
import { LEVEL, ReadSession, type Fetched, type Place, type ReadStream } from './read-session.js';

/** At 100 ms of round trip this is 320 MB/s; the server allows 64 MiB. */
const OUTSTANDING_BYTES = 32 * 1024 * 1024;

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

  private constructor(session: ReadSession, snapshotId: string, root: Buffer) {
    this.#session = session;
    this.snapshotId = snapshotId;
    this.tree = new ManifestTree({ root, fetch: (level, number, id) => this.#manifestChunk(level, number, id) });
  }

  static async open(stream: ReadStream, options: OpenOptions): Promise<SnapshotReader> {
    const { session, opened } = await ReadSession.open(stream, options.snapshotId, options.runId ?? '', options.clock);
    if (!blake3(opened.root).equals(opened.rootId)) {
      session.close();
      throw new FarvaultError('CORRUPT', `The manifest root of snapshot ${opened.snapshotId} does not match its id`, { remedy: 'Run a verify on the server, and restore from another snapshot.' });
    }
    return new SnapshotReader(session, opened.snapshotId, opened.root);
  }

  /** Compressed bytes received so far. */
  get receivedBytes(): number {
    return this.#session.receivedBytes;
  }

  /** Content chunks by place, still compressed and not verified: FetchedChunks does both. The caller holds credit for `plainBytes`. */
  fetchContent(items: { number: number; ranges: number[] }[], plainBytes: number): Promise<Fetched> {
    return this.#session.fetch(items.map<Place>(({ number, ranges }) => ({ level: LEVEL.content, number, ranges })), plainBytes);
  }

  close(): void {
    this.#session.close();
  }

  /** Verified by the tree against `id`. */
  async #manifestChunk(level: 0 | 1, number: number, id: Buffer): Promise<Buffer> {
    const place: Place = { level: level === 0 ? LEVEL.manifest : LEVEL.index, number, ranges: [] };
    const { frames, failed, failure } = await this.#session.fetch([place], MAX_CHUNK_BYTES);
    const frame = frames.find(({ ids, lengths }) => lengths.length === 1 && id.equals(ids));
    if (frame !== undefined) return decodeFrame(frame.codec, frame.payload, frame.plainBytes);
    const why = failed.length > 0 ? failure : 'it was not sent';
    throw new FarvaultError('CORRUPT', `Manifest chunk ${number} of snapshot ${this.snapshotId} cannot be read: ${why}`, { remedy: 'Run a verify on the server; other snapshots are not affected unless they are named there.' });
  }
}
