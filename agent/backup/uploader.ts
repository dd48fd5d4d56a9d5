// One run's upload session over however many streams it takes: offers and their answers, frames within the credit, acknowledgements, commit.
// After a cut, offers without an answer are made again, and frames without an acknowledgement are offered and, if wanted, sent again.
//
//   new Uploader(options).begin()      opens the first stream
//   offer(offer)                       settles later by offer.answered, in the order of the offers
//   send(frame)                        later frame.sent (left for the wire), then frame.acked (durable)
//   commit(...)                        after everything has settled
// A fault that no retry can mend goes to `fail`, once.
import type { FarvaultError } from '../../shared/errors/errors.js';
import type { BackupBegun__Output } from '../../shared/rpc/gen/farvault/v1/BackupBegun.js';
import type { BackupReply__Output } from '../../shared/rpc/gen/farvault/v1/BackupReply.js';
import type { Codec } from '../../shared/rpc/gen/farvault/v1/Codec.js';
import type { Commit } from '../../shared/rpc/gen/farvault/v1/Commit.js';
import type { CommitResult__Output } from '../../shared/rpc/gen/farvault/v1/CommitResult.js';
import type { Clock } from '../../shared/time/clock.js';
import { ServerShare } from './held-back.js';
import { Turnstile, type RateLimit } from './rate-limit.js';
import { STATE } from './states.js';
import type { BackupCall } from './types.js';
import { asksForProof, broken, Recheck, Resent, type Offer, type OutFrame } from './upload-items.js';
import { UploadStreams } from './upload-streams.js';

export interface UploaderOptions {
  runId: string;
  open(): BackupCall;
  clock: Clock;
  random: () => number;
  limit: RateLimit;
  log(level: 'info' | 'warn', message: string): void;
  /** Bytes of frames, offers and proofs that have left. */
  sent(bytes: number): void;
  fail(error: FarvaultError): void;
  signal: AbortSignal;
}

/** Payload kept for sending again; the server's credit may be larger. */
const MAX_WINDOW_BYTES = 8 << 20;
const DIGEST_BYTES = 32;

interface OwedOffer {
  offer: Offer;
  sentMs: number;
  /** Once answered with something to prove. */
  states: Uint8Array | null;
}

export class Uploader {
  private readonly streams: UploadStreams;
  readonly answerTimes = new ServerShare();
  private readonly turnstile: Turnstile;
  private creditBytes = 0;
  private offerSeq = 0;
  private frameSeq = 0;
  private unackedBytes = 0;
  private readonly offersToSend: Offer[] = [];
  private readonly proofsToSend: { seq: number; digest: Uint8Array }[] = [];
  private readonly framesToSend: OutFrame[] = [];
  private readonly framesToResend: OutFrame[] = [];
  /** By sequence number, in order. */
  private readonly owedOffers = new Map<number, OwedOffer>();
  /** Sent on this stream, oldest first; the first one's number is `frameSeq - owedFrames.length + 1`. */
  private readonly owedFrames: { frame: OutFrame; sentMs: number }[] = [];
  private owedCommit: { message: Commit; sent: boolean; resolve(result: CommitResult__Output): void; reject(error: Error): void } | null = null;
  private idle: (() => void) | null = null;
  private began: { resolve(begun: BackupBegun__Output): void; reject(error: Error): void } | null = null;
  /** Called after each message from the server. */
  onMoved: () => void = () => undefined;
  private ackedBytes = 0;

  constructor(private readonly options: UploaderOptions) {
    this.turnstile = new Turnstile(options.limit, options.clock, options.signal, () => this.pump());
    this.streams = new UploadStreams({
      ...options,
      take: (reply) => this.take(reply),
      room: () => this.pump(),
      owed: () => this.owedOffers.size > 0 || this.owedFrames.length > 0 || this.owedCommit !== null,
      giveUp: (error) => this.giveUp(error),
    });
  }

  begin(): Promise<BackupBegun__Output> {
    return new Promise((resolve, reject) => {
      this.began = { resolve, reject };
      void this.streams.keep();
    });
  }

  get offersOwed(): number {
    return this.owedOffers.size + this.offersToSend.length;
  }

  /** Payload bytes acknowledged so far: for measuring the line. */
  get durableBytes(): number {
    return this.ackedBytes;
  }

  get busySending(): boolean {
    return this.owedFrames.length + this.framesToSend.length + this.framesToResend.length > 0;
  }

  /** What somebody who waits for this session waits for. */
  get waitsFor(): 'nothing' | 'limit' | 'stream' | 'answer' | 'commit' {
    if (!this.streams.isUp) return 'stream';
    if (this.owedCommit?.sent === true) return 'commit';
    if (this.turnstile.waiting) return 'limit';
    return this.isIdle() && this.owedCommit === null ? 'nothing' : 'answer';
  }

  offer(offer: Offer): void {
    this.offersToSend.push(offer);
    this.pump();
  }

  /** A proof for a stream that is gone is dropped: its chunks have been offered again. */
  proved(seq: number, digest: Uint8Array): void {
    if (!this.owedOffers.has(seq)) return;
    this.proofsToSend.push({ seq, digest });
    this.pump();
  }

  send(frame: OutFrame): void {
    this.framesToSend.push(frame);
    this.pump();
  }

  /** Resolves when every offer is answered and every frame acknowledged. */
  settled(): Promise<void> {
    return new Promise((resolve) => {
      this.idle = resolve;
      this.checkIdle();
    });
  }

  commit(message: Commit): Promise<CommitResult__Output> {
    return new Promise((resolve, reject) => {
      this.owedCommit = { message, sent: false, resolve, reject };
      this.pump();
    });
  }

  /** Ends the stream; an unfinished run keeps its session on the server. */
  close(): void {
    this.streams.close();
  }

  private giveUp(error: FarvaultError): void {
    this.began?.reject(error);
    this.owedCommit?.reject(error);
    this.options.fail(error);
  }

  private take(reply: BackupReply__Output): void {
    if (reply.begun) this.takeBegun(reply.begun);
    else if (reply.answer) this.takeAnswer(reply.answer.seq, reply.answer.states, reply.answer.challenge, reply.answer.serverMs);
    else if (reply.proofResult) this.takeProofResult(reply.proofResult.seq, reply.proofResult.accepted);
    else if (reply.ack) this.takeAck(reply.ack.seq, reply.ack.creditBytes, reply.ack.storedBytes, reply.ack.serverMs);
    else if (reply.result) this.takeResult(reply.result);
    this.pump();
    this.onMoved();
  }

  private takeBegun(begun: BackupBegun__Output): void {
    if (begun.snapshotId !== '' && this.owedCommit !== null) return this.takeResult({ snapshotId: begun.snapshotId, missing: Buffer.alloc(0) });
    this.creditBytes = begun.creditBytes;
    this.reoffer();
    this.streams.ready();
    this.began?.resolve(begun);
    this.began = null;
  }

  /** Puts what the last stream left open in front of what waits. */
  private reoffer(): void {
    this.proofsToSend.length = 0;
    const open = [...this.owedOffers.values()].map((owed) => owed.offer);
    const frames = this.owedFrames.splice(0);
    this.owedOffers.clear();
    this.frameSeq = 0;
    this.unackedBytes = 0;
    if (this.owedCommit !== null) this.owedCommit.sent = false;
    this.offersToSend.unshift(...frames.map(({ frame }) => this.recheck(frame)), ...open);
  }

  private recheck(frame: OutFrame): Offer {
    return new Recheck(frame, (wanted) => {
      if (wanted) this.framesToResend.push(frame instanceof Resent ? frame : new Resent(frame));
      else frame.acked(0);
    });
  }

  private takeAnswer(seq: number, states: Buffer, challenge: Buffer, serverMs: number): void {
    const owed = this.owedOffers.get(seq);
    if (owed === undefined || owed.states !== null) throw broken(`an answer to offer ${seq}, which was not open`);
    const prove = asksForProof(owed.offer, states);
    this.streams.madeProgress();
    this.answerTimes.note(this.options.clock.monotonic() - owed.sentMs, serverMs);
    if (prove && !(owed.offer instanceof Recheck)) {
      if (challenge.length !== 32) throw broken('a challenge that is not 32 bytes');
      owed.states = states;
      return owed.offer.prove(seq, challenge, states);
    }
    this.owedOffers.delete(seq);
    owed.offer.answered(states);
    this.checkIdle();
  }

  private takeProofResult(seq: number, accepted: boolean): void {
    const owed = this.owedOffers.get(seq);
    if (!owed?.states) throw broken(`a result of proof ${seq}, which was not open`);
    this.owedOffers.delete(seq);
    const states = owed.states;
    for (let i = 0; i < states.length; i++) if (states[i] === STATE.prove) states[i] = accepted ? STATE.held : STATE.wanted;
    owed.offer.answered(states);
    this.checkIdle();
  }

  private takeAck(seq: number, creditBytes: number, storedBytes: number, serverMs: number): void {
    const first = this.frameSeq - this.owedFrames.length + 1;
    if (seq > this.frameSeq) throw broken(`an acknowledgement of frame ${seq}, which was not sent`);
    this.creditBytes = creditBytes;
    const acked = this.owedFrames.splice(0, Math.max(0, seq - first + 1));
    for (const [i, { frame }] of acked.entries()) {
      this.unackedBytes -= frame.payload.length;
      this.ackedBytes += frame.payload.length;
      frame.acked(i === acked.length - 1 ? storedBytes : 0);
    }
    const last = acked.at(-1);
    if (last !== undefined) {
      this.streams.madeProgress();
      this.answerTimes.note(this.options.clock.monotonic() - last.sentMs, serverMs);
    }
    this.checkIdle();
  }

  private takeResult(result: CommitResult__Output): void {
    const owed = this.owedCommit;
    if (owed === null) throw broken('a result without a commit');
    this.owedCommit = null;
    owed.resolve(result);
  }

  /** Writes what may go now: proofs and offers first, since others wait for their answers. */
  private pump(): void {
    const { clock } = this.options;
    while (this.streams.writable) {
      const proof = this.proofsToSend.shift();
      if (proof !== undefined) {
        this.write({ proof }, DIGEST_BYTES);
        continue;
      }
      const offer = this.offersToSend.shift();
      if (offer !== undefined) {
        const seq = ++this.offerSeq;
        this.owedOffers.set(seq, { offer, sentMs: clock.monotonic(), states: null });
        this.write({ offer: { seq, ids: offer.ids } }, offer.ids.length);
        continue;
      }
      const queue = this.framesToResend.length > 0 ? this.framesToResend : this.framesToSend;
      const frame = queue[0];
      if (frame === undefined) break;
      const window = Math.min(this.creditBytes, MAX_WINDOW_BYTES);
      if (this.unackedBytes > 0 && this.unackedBytes + frame.payload.length > window) break;
      if (!this.turnstile.mayGo()) break;
      queue.shift();
      this.writeFrame(frame);
    }
    const commit = this.owedCommit;
    if (commit !== null && !commit.sent && this.streams.writable && this.isIdle()) {
      commit.sent = true;
      this.write({ commit: commit.message }, 0);
    }
  }

  private writeFrame(frame: OutFrame): void {
    this.owedFrames.push({ frame, sentMs: this.options.clock.monotonic() });
    this.unackedBytes += frame.payload.length;
    const { codec, plainBytes, ids, lengths, payload } = frame;
    this.write({ frame: { seq: ++this.frameSeq, codec: codec as Codec, plainBytes, ids, lengths, payload } }, payload.length + ids.length);
    frame.sent();
  }

  private write(message: Parameters<BackupCall['write']>[0], bytes: number): void {
    this.options.limit.take(bytes);
    this.options.sent(bytes);
    this.streams.write(message);
  }

  private isIdle(): boolean {
    return this.offersOwed === 0 && !this.busySending;
  }

  private checkIdle(): void {
    if (this.idle === null || !this.isIdle()) return;
    const idle = this.idle;
    this.idle = null;
    idle();
  }
}
