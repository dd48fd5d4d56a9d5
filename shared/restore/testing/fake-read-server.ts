// For tests: answers Data.Read out of a snapshot in memory, with a delay and with the faults that a test asks for.
import { EventEmitter } from 'node:events';
import { FrameEncoder } from '../../codec/frame.js';
import { listReferences } from '../../format/manifest-reader.js';
import { blake3 } from '../../hash/hash.js';
import type { Fetch } from '../../rpc/gen/farvault/v1/Fetch.js';
import type { ReadReply__Output } from '../../rpc/gen/farvault/v1/ReadReply.js';
import type { ReadRequest } from '../../rpc/gen/farvault/v1/ReadRequest.js';
import { systemClock } from '../../time/clock.js';
import { SnapshotReader } from '../read/snapshot-reader.js';
import type { ReadStream } from '../read/read-session.js';
import type { FakeSnapshot } from './fake-snapshot.js';

export interface FakeFaults {
  /** Hex ids: listed as failed, with this reason. */
  missing?: Map<string, string>;
  /** Hex ids: one byte is flipped. */
  flipped?: Set<string>;
  delayMs?: number;
  /** The stream breaks at this content fetch, counted from 1. */
  breakAtFetch?: number;
  codec?: 'raw' | 'zstd';
}

const FRAME_BYTES = 1024 * 1024;

export class FakeReadServer extends EventEmitter implements ReadStream {
  readonly #snapshot: FakeSnapshot;
  readonly #faults: FakeFaults;
  readonly #encoder = new FrameEncoder();
  readonly #references = new Map<number, ReturnType<typeof listReferences>>();
  /** Ids of content chunks sent, in order. */
  readonly sent: string[] = [];
  contentFetches = 0;
  cancelled = false;

  constructor(snapshot: FakeSnapshot, faults: FakeFaults = {}) {
    super();
    this.#snapshot = snapshot;
    this.#faults = faults;
  }

  reader(): Promise<SnapshotReader> {
    return SnapshotReader.open(this, { snapshotId: 'fake', clock: systemClock });
  }

  write(request: ReadRequest): boolean {
    setTimeout(() => this.#answer(request), this.#faults.delayMs ?? 0);
    return true;
  }

  end(): void {
    this.cancelled = true;
  }

  cancel(): void {
    this.cancelled = true;
  }

  #answer(request: ReadRequest): void {
    if (this.cancelled) return;
    if (request.open !== undefined && request.open !== null) {
      this.#send({ opened: { snapshotId: 'fake', rootId: this.#snapshot.rootId, rootBytes: this.#snapshot.root.length, root: this.#snapshot.root } });
      return;
    }
    this.#fetch(request.fetch!);
  }

  #fetch(fetch: Fetch): void {
    const seq = fetch.seq!;
    const failed: Buffer[] = [];
    let failure = '';
    let frame: Buffer[] = [];
    let ids: Buffer[] = [];
    let bytes = 0;
    const flush = (): void => {
      if (frame.length === 0) return;
      const plain = Buffer.concat(frame);
      const { codec, payload } = this.#encoder.encode(plain, { codec: this.#faults.codec ?? 'zstd', level: 1 });
      this.#send({ frame: { seq, codec, plainBytes: plain.length, ids: Buffer.concat(ids), lengths: frame.map((chunk) => chunk.length), payload: Buffer.from(payload) } } as unknown as ReadReply__Output);
      frame = [];
      ids = [];
      bytes = 0;
    };
    const give = (id: Buffer, chunk: Buffer): void => {
      if (bytes + chunk.length > FRAME_BYTES) flush();
      frame.push(chunk);
      ids.push(id);
      bytes += chunk.length;
    };
    for (const item of fetch.items ?? []) {
      if (item.level !== 2) {
        const data = (item.level === 1 ? this.#snapshot.manifest : this.#snapshot.index)[item.number!];
        const id = blake3(data);
        const reason = this.#faults.missing?.get(id.toString('hex'));
        if (reason !== undefined) {
          failed.push(id);
          failure = reason;
        } else give(id, data);
        continue;
      }
      this.contentFetches++;
      if (this.contentFetches === this.#faults.breakAtFetch) {
        this.emit('error', new Error('connection reset'));
        return;
      }
      for (const id of this.#idsOf(item.number!, item.ranges!)) {
        const hex = id.toString('hex');
        const reason = this.#faults.missing?.get(hex);
        if (reason !== undefined) {
          failed.push(id);
          failure = reason;
          continue;
        }
        let chunk = this.#snapshot.chunks.get(hex)!;
        if (this.#faults.flipped?.has(hex) === true) {
          chunk = Buffer.from(chunk);
          chunk[chunk.length >> 1] ^= 1;
        }
        this.sent.push(hex);
        give(id, chunk);
      }
    }
    flush();
    this.#send({ done: { seq, failed: Buffer.concat(failed), failure } });
  }

  #idsOf(number: number, ranges: number[]): Buffer[] {
    let references = this.#references.get(number);
    if (references === undefined) {
      references = listReferences(this.#snapshot.manifest[number]);
      this.#references.set(number, references);
    }
    const found: Buffer[] = [];
    for (let at = 0; at < ranges.length; at += 2) {
      for (let ordinal = ranges[at]; ordinal < ranges[at] + ranges[at + 1]; ordinal++) {
        if (ordinal >= references.lengths.length) throw new Error('an ordinal beyond the end');
        found.push(references.ids.subarray(ordinal * 32, ordinal * 32 + 32));
      }
    }
    return found;
  }

  #send(reply: ReadReply__Output): void {
    if (!this.cancelled) this.emit('data', reply);
  }
}
