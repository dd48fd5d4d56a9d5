// The client side of Data.Read: opens one snapshot and fetches chunks by place, pipelined. What comes back is bounded by what was asked for and
// still compressed; whoever decodes a frame rehashes each chunk (frame-plains.ts, frame-decoder.ts).
import { FarvaultError, isFarvaultError, messageOf, type ErrorCode } from '../../errors/errors.js';
import type { Fetch, Fetch__Output } from '../../rpc/gen/farvault/v1/Fetch.js';
import type { FetchDone__Output } from '../../rpc/gen/farvault/v1/FetchDone.js';
import type { Frame__Output } from '../../rpc/gen/farvault/v1/Frame.js';
import type { ReadReply__Output } from '../../rpc/gen/farvault/v1/ReadReply.js';
import type { ReadRequest } from '../../rpc/gen/farvault/v1/ReadRequest.js';
import { fromServiceError } from '../../rpc/status.js';
import type { Clock } from '../../time/clock.js';
import type { FrameChunks } from './chunks.js';

const STALL_MS = 60_000;
const FRAME_PLAIN_MAX_BYTES = 1024 * 1024 + 256 * 1024;
const FRAME_STORED_MAX_BYTES = FRAME_PLAIN_MAX_BYTES + 64 * 1024;
const ID_BYTES = 32;

/** What this side needs of the gRPC duplex stream. */
export interface ReadStream {
  write(request: ReadRequest): boolean;
  end(): void;
  cancel(): void;
  on(event: 'data', listener: (reply: ReadReply__Output) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end', listener: () => void): unknown;
}

/** Takes frames as they are. */
export const asReceived = (frame: ReceivedFrame): ReceivedFrame => frame;

export const LEVEL = { index: 0, manifest: 1, content: 2 } as const;

export interface Place {
  level: 0 | 1 | 2;
  number: number;
  /** Content only: pairs (first, count) of reference ordinals. */
  ranges: number[];
}

/** A frame as received. Its bytes are views of the message. */
export interface ReceivedFrame extends FrameChunks {
  codec: number;
  plainBytes: number;
  payload: Uint8Array;
}

export interface Fetched<F> {
  frames: F[];
  /** Ids that could not be given, 32 bytes each, and why. */
  failed: Uint8Array;
  failure: string;
}

export interface OpenedSnapshot {
  snapshotId: string;
  rootId: Buffer;
  root: Buffer;
}

interface Pending {
  plainLeft: number;
  take: (frame: ReceivedFrame) => void;
  finish: (failed: Uint8Array, failure: string) => void;
  reject: (error: Error) => void;
}

const CODEC_NUMBERS: Record<string, number> = { CODEC_RAW: 0, CODEC_LZ4: 1, CODEC_ZSTD: 2 };

export class ReadSession {
  readonly #stream: ReadStream;
  readonly #clock: Clock;
  readonly #pending = new Map<number, Pending>();
  readonly #stopWatching = new AbortController();
  #opening: { resolve: (opened: OpenedSnapshot) => void; reject: (error: Error) => void } | null = null;
  #seq = 0;
  #heardMs = 0;
  #failure: Error | null = null;
  #closed = false;
  #receivedBytes = 0;

  private constructor(stream: ReadStream, clock: Clock) {
    this.#stream = stream;
    this.#clock = clock;
    this.#heardMs = clock.monotonic();
    stream.on('data', (reply) => this.#onReply(reply));
    stream.on('error', (error) => this.#fail(error));
    stream.on('end', () => this.#fail(new FarvaultError('UNAVAILABLE', 'The server ended the read', { remedy: 'Start the restore again: what is restored already is kept.' })));
    void this.#watch();
  }

  /** Sends ReadOpen on a fresh stream. `runId` is the restore run that allows the read, or empty. */
  static async open(stream: ReadStream, snapshotId: string, runId: string, clock: Clock): Promise<{ session: ReadSession; opened: OpenedSnapshot }> {
    const session = new ReadSession(stream, clock);
    const opened = await new Promise<OpenedSnapshot>((resolve, reject) => {
      session.#opening = { resolve, reject };
      stream.write({ open: { snapshotId, runId } });
    });
    return { session, opened };
  }

  /** Payload bytes received so far, compressed. */
  get receivedBytes(): number {
    return this.#receivedBytes;
  }

  /** `plainBytes` is the most that the answer may hold, decoded; `take` is given each frame as it comes. The caller bounds what it has out at once. */
  fetch<F>(items: Place[], plainBytes: number, take: (frame: ReceivedFrame) => F): Promise<Fetched<F>> {
    if (this.#failure !== null) return Promise.reject(this.#failure);
    const seq = ++this.#seq;
    const frames: F[] = [];
    return new Promise<Fetched<F>>((resolve, reject) => {
      if (this.#pending.size === 0) this.#heardMs = this.#clock.monotonic();
      this.#pending.set(seq, { plainLeft: plainBytes, take: (frame) => frames.push(take(frame)), finish: (failed, failure) => resolve({ frames, failed, failure }), reject });
      const fetch: Fetch = { seq, items };
      this.#stream.write({ fetch });
    });
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#stopWatching.abort();
    if (this.#failure === null && this.#pending.size === 0) this.#stream.end();
    else this.#stream.cancel();
    this.#fail(new FarvaultError('CANCELLED', 'The read was closed'));
  }

  #onReply(reply: ReadReply__Output): void {
    if (this.#failure !== null) return;
    this.#heardMs = this.#clock.monotonic();
    try {
      if (reply.opened !== undefined && reply.opened !== null) {
        const { snapshotId, rootId, root } = reply.opened;
        this.#opening?.resolve({ snapshotId, rootId, root });
        this.#opening = null;
      } else if (reply.frame !== undefined && reply.frame !== null) this.#onFrame(reply.frame);
      else if (reply.done !== undefined && reply.done !== null) this.#onDone(reply.done);
    } catch (error) {
      this.#stream.cancel();
      this.#fail(error as Error);
    }
  }

  #onFrame(frame: Frame__Output): void {
    const pending = this.#of(frame.seq);
    const codec = typeof frame.codec === 'number' ? frame.codec : CODEC_NUMBERS[frame.codec];
    let sum = 0;
    for (const length of frame.lengths) sum += length;
    if (codec === undefined || frame.ids.length !== frame.lengths.length * ID_BYTES || sum !== frame.plainBytes || sum > FRAME_PLAIN_MAX_BYTES || frame.payload.length > FRAME_STORED_MAX_BYTES) {
      throw protocolFault('a frame whose lengths do not add up');
    }
    pending.plainLeft -= sum;
    if (pending.plainLeft < 0) throw protocolFault('more than was asked for');
    this.#receivedBytes += frame.payload.length;
    pending.take({ codec, plainBytes: frame.plainBytes, ids: frame.ids, lengths: frame.lengths, payload: frame.payload });
  }

  #onDone(done: FetchDone__Output): void {
    const pending = this.#of(done.seq);
    this.#pending.delete(done.seq);
    if (done.failed.length % ID_BYTES !== 0) throw protocolFault('a list of failed chunks that is cut short');
    pending.finish(done.failed, done.failure);
  }

  #of(seq: Fetch__Output['seq']): Pending {
    const pending = this.#pending.get(seq);
    if (pending === undefined) throw protocolFault('an answer to nothing that was asked');
    return pending;
  }

  #fail(error: Error): void {
    if (this.#failure !== null) return;
    this.#failure = asFailure(error);
    this.#stopWatching.abort();
    this.#opening?.reject(this.#failure);
    this.#opening = null;
    for (const pending of this.#pending.values()) pending.reject(this.#failure);
    this.#pending.clear();
  }

  /** A silent server is an error when it owes an answer. */
  async #watch(): Promise<void> {
    for (;;) {
      try {
        await this.#clock.sleep(STALL_MS / 4, this.#stopWatching.signal);
      } catch {
        return;
      }
      const owed = this.#pending.size > 0 || this.#opening !== null;
      if (owed && this.#clock.monotonic() - this.#heardMs > STALL_MS) {
        this.#stream.cancel();
        this.#fail(new FarvaultError('DEADLINE', 'The server sent nothing for 60 s', { remedy: 'Check the line and the server, then start the restore again.' }));
        return;
      }
    }
  }
}

/** Codes by which the line shows that it broke. Any other is the server's verdict, and trying again would not change it. */
const CUT: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['UNAVAILABLE', 'CANCELLED', 'INTERNAL']);

function asFailure(error: Error): FarvaultError {
  if (isFarvaultError(error)) return error;
  const known = fromServiceError(error);
  if (!CUT.has(known.code)) return known;
  return new FarvaultError('UNAVAILABLE', `The read was cut off: ${messageOf(error)}`, { remedy: 'Start the restore again: what is restored already is kept.', cause: error });
}

function protocolFault(what: string): FarvaultError {
  return new FarvaultError('INVALID', `The server sent ${what}`, { remedy: 'Check that server and client are of the same version.' });
}
