// One run's upload session over however many streams it takes: offers and their answers, frames within the credit, acknowledgements, commit.
// A cut stream is opened again; offers without an answer are made again, and frames without an acknowledgement are offered and, if wanted, sent again.
//
//   new Uploader(options).begin()      opens the first stream
//   offer(offer)                       settles later by offer.answered, in the order of the offers
//   send(frame)                        later frame.sent (left for the wire), then frame.acked (durable)
//   commit(...)                        after everything has settled
// A fault that no retry can mend goes to `fail`, once.
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { ID_BYTES } from '../../shared/hash/hash.js';
import type { BackupBegun__Output } from '../../shared/rpc/gen/farvault/v1/BackupBegun.js';
import type { BackupReply__Output } from '../../shared/rpc/gen/farvault/v1/BackupReply.js';
import type { Codec } from '../../shared/rpc/gen/farvault/v1/Codec.js';
import type { Commit } from '../../shared/rpc/gen/farvault/v1/Commit.js';
import type { CommitResult__Output } from '../../shared/rpc/gen/farvault/v1/CommitResult.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import type { Clock } from '../../shared/time/clock.js';
import { backoffMs, mayRetry } from './retry.js';
import type { RateLimit } from './rate-limit.js';
import { STATE } from './states.js';
import type { BackupCall } from './types.js';



/** Chunks whose bytes somebody holds until `answered`. */
export interface Offer {
  /** 32 bytes each, at most 2,048. */
  ids: Uint8Array;
  /** A byte a chunk, wanted or held. */
  answered(states: Uint8Array): void;
  /** Works out the proof for the chunks of state 2 and calls `proved(seq, digest)`. */
  prove(seq: number, challenge: Uint8Array, states: Uint8Array): void;
}

export interface OutFrame {
  codec: number;
  plainBytes: number;
  ids: Uint8Array;
  lengths: number[];
  payload: Uint8Array;
  sent(): void;
  /** Durable. `storedBytes`: what the acknowledgement said its frames take, 0 when not known. */
  acked(storedBytes: number): void;
}

export interface UploaderOptions {
  runId: string;
  open(): BackupCall;
  clock: Clock;
  random: () => number;
  limit: RateLimit;
  log(level: 'info' | 'warn', message: string): void;
  fail(error: FarvaultError): void;
  signal: AbortSignal;
}

/** Payload kept for sending again; the server's credit may be larger. */
const MAX_WINDOW_BYTES = 8 << 20;
/** The stream is given up when something is owed and nothing comes for so long. */
const SILENCE_MS = 60_000;
const SILENCE_CHECK_MS = 5_000;
/** Without a stream that makes progress for so long the run ends; the server starts it again and it goes on from there. */
const PATIENCE_MS = 30 * 60_000;

export class Uploader {
  private call: BackupCall | null = null;
  private writable = false;
  /** This stream has been answered: nothing but `begin` is written before. */
  private begun = false;
  private waitingForTokens = false;
  private closed = false;
  private creditBytes = 0;
  private offerSeq = 0;
  private frameSeq = 0;
  private unackedBytes = 0;
  private heardMs = 0;
  private progressMs: number;
  private failures = 0;
  private readonly offersToSend: Offer[] = [];
  private readonly proofsToSend: { seq: number; digest: Uint8Array }[] = [];
  private readonly framesToSend: OutFrame[] = [];
  private readonly framesToResend: OutFrame[] = [];
  /** By sequence number, in order; `states` once answered with something to prove. */
  private readonly owedOffers = new Map<number, { offer: Offer; states: Uint8Array | null }>();
  /** Sent on this stream, oldest first; the first one's number is `frameSeq - owedFrames.length + 1`. */
  private readonly owedFrames: OutFrame[] = [];
  private owedCommit: { message: Commit; sent: boolean; resolve(result: CommitResult__Output): void; reject(error: Error): void } | null = null;
  private idle: (() => void) | null = null;
  private began: { resolve(begun: BackupBegun__Output): void; reject(error: Error): void } | null = null;
  bytesSent = 0;
  /** Called after each message from the server. */
  onMoved: () => void = () => undefined;
  private ackedBytes = 0;

  constructor(private readonly options: UploaderOptions) {
    this.progressMs = options.clock.monotonic();
  }

  begin(): Promise<BackupBegun__Output> {
    return new Promise((resolve, reject) => {
      this.began = { resolve, reject };
      void this.keepStream();
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
    this.closed = true;
    const call = this.call;
    this.call = null;
    if (call === null) return;
    call.end();
    call.cancel();
  }

  private async keepStream(): Promise<void> {
    const { clock, signal, random } = this.options;
    while (!this.closed) {
      const error = await this.runStream();
      if (this.closed || signal.aborted) return;
      this.failures++;
      const patient = clock.monotonic() - this.progressMs < PATIENCE_MS;
      if (!patient || !mayRetry(error, this.failures)) return this.giveUp(error);
      const waitMs = backoffMs(this.failures, random());
      this.options.log('info', `the upload was cut (${error.message}); trying again in ${Math.ceil(waitMs / 1000)} s`);
      try {
        await clock.sleep(waitMs, signal);
      } catch {
        return;
      }
    }
  }

  private giveUp(error: FarvaultError): void {
    this.closed = true;
    this.began?.reject(error);
    this.owedCommit?.reject(error);
    this.options.fail(error);
  }

  /** Opens a stream and stays with it until it ends; never throws. */
  private runStream(): Promise<FarvaultError> {
    return new Promise((resolve) => {
      let call: BackupCall;
      try {
        call = this.options.open();
      } catch (error) {
        return resolve(fromServiceError(error));
      }
      let over = false;
      const watch = this.watchSilence(call);
      const end = (error: FarvaultError): void => {
        if (over) return;
        over = true;
        watch.abort();
        if (this.call === call) this.call = null;
        this.writable = this.begun = false;
        resolve(error);
      };
      call.on('data', (reply) => {
        if (over || this.call !== call) return;
        try {
          this.take(reply);
        } catch (error) {
          call.cancel();
          end(isFarvaultError(error) ? error : fromServiceError(error));
        }
      });
      call.on('error', (error) => end(fromServiceError(error)));
      call.on('end', () => end(new FarvaultError('UNAVAILABLE', 'the server ended the stream')));
      call.on('drain', () => {
        if (this.call !== call || !this.begun) return;
        this.writable = true;
        this.pump();
      });
      this.call = call;
      this.heardMs = this.options.clock.monotonic();
      call.write({ begin: { runId: this.options.runId } });
    });
  }

  /** Cancels the stream on which something is owed for too long; `begin` is owed at first. */
  private watchSilence(call: BackupCall): AbortController {
    const over = new AbortController();
    const { clock } = this.options;
    const watch = async (): Promise<void> => {
      for (;;) {
        await clock.sleep(SILENCE_CHECK_MS, over.signal);
        const owed = !this.writable || this.owedOffers.size > 0 || this.owedFrames.length > 0 || this.owedCommit !== null;
        if (!owed) this.heardMs = clock.monotonic();
        if (clock.monotonic() - this.heardMs > SILENCE_MS) call.cancel();
      }
    };
    watch().catch(() => undefined); // The sleep ends by the abort of `over`.
    return over;
  }

  private take(reply: BackupReply__Output): void {
    this.heardMs = this.options.clock.monotonic();
    if (reply.begun) this.takeBegun(reply.begun);
    else if (reply.answer) this.takeAnswer(reply.answer.seq, reply.answer.states, reply.answer.challenge);
    else if (reply.proofResult) this.takeProofResult(reply.proofResult.seq, reply.proofResult.accepted);
    else if (reply.ack) this.takeAck(reply.ack.seq, reply.ack.creditBytes, reply.ack.storedBytes);
    else if (reply.result) this.takeResult(reply.result);
    this.pump();
    this.onMoved();
  }

  private takeBegun(begun: BackupBegun__Output): void {
    if (begun.snapshotId !== '' && this.owedCommit !== null) return this.takeResult({ snapshotId: begun.snapshotId, missing: Buffer.alloc(0) });
    this.creditBytes = begun.creditBytes;
    this.reoffer();
    this.writable = this.begun = true;
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
    this.offersToSend.unshift(...frames.map((frame) => this.recheck(frame)), ...open);
  }

  private recheck(frame: OutFrame): Offer {
    return new Recheck(frame, (wanted) => {
      if (wanted) this.framesToResend.push(frame instanceof Resent ? frame : new Resent(frame));
      else frame.acked(0);
    });
  }

  private takeAnswer(seq: number, states: Buffer, challenge: Buffer): void {
    const owed = this.owedOffers.get(seq);
    if (owed === undefined || owed.states !== null) throw broken(`an answer to offer ${seq}, which was not open`);
    if (states.length * ID_BYTES !== owed.offer.ids.length) throw broken(`${states.length} states for ${owed.offer.ids.length / ID_BYTES} chunks`);
    let prove = false;
    for (const state of states) {
      if (state > STATE.prove) throw broken(`state ${state} of a chunk`);
      if (state === STATE.prove) prove = true;
    }
    this.madeProgress();
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

  private takeAck(seq: number, creditBytes: number, storedBytes: number): void {
    const first = this.frameSeq - this.owedFrames.length + 1;
    if (seq > this.frameSeq) throw broken(`an acknowledgement of frame ${seq}, which was not sent`);
    this.creditBytes = creditBytes;
    const count = Math.max(0, seq - first + 1);
    const acked = this.owedFrames.splice(0, count);
    for (const [i, frame] of acked.entries()) {
      this.unackedBytes -= frame.payload.length;
      this.ackedBytes += frame.payload.length;
      frame.acked(i === acked.length - 1 ? storedBytes : 0);
    }
    if (count > 0) this.madeProgress();
    this.checkIdle();
  }

  private takeResult(result: CommitResult__Output): void {
    const owed = this.owedCommit;
    if (owed === null) throw broken('a result without a commit');
    this.owedCommit = null;
    owed.resolve(result);
  }

  private madeProgress(): void {
    this.failures = 0;
    this.progressMs = this.options.clock.monotonic();
  }

  /** Writes what may go now: proofs and offers first, since others wait for their answers. */
  private pump(): void {
    while (this.writable && this.call !== null) {
      const proof = this.proofsToSend.shift();
      if (proof !== undefined) {
        this.write({ proof }, 64);
        continue;
      }
      const offer = this.offersToSend.shift();
      if (offer !== undefined) {
        const seq = ++this.offerSeq;
        this.owedOffers.set(seq, { offer, states: null });
        this.write({ offer: { seq, ids: offer.ids } }, offer.ids.length);
        continue;
      }
      const queue = this.framesToResend.length > 0 ? this.framesToResend : this.framesToSend;
      const frame = queue[0];
      if (frame === undefined) break;
      const window = Math.min(this.creditBytes, MAX_WINDOW_BYTES);
      if (this.unackedBytes > 0 && this.unackedBytes + frame.payload.length > window) break;
      if (!this.mayGo()) break;
      queue.shift();
      this.writeFrame(frame);
    }
    const commit = this.owedCommit;
    if (commit !== null && !commit.sent && this.writable && this.call !== null && this.isIdle()) {
      commit.sent = true;
      this.write({ commit: commit.message }, 512);
    }
  }

  private writeFrame(frame: OutFrame): void {
    this.owedFrames.push(frame);
    this.unackedBytes += frame.payload.length;
    this.bytesSent += frame.payload.length;
    const { codec, plainBytes, ids, lengths, payload } = frame;
    this.write({ frame: { seq: ++this.frameSeq, codec: codec as Codec, plainBytes, ids, lengths, payload } }, payload.length + ids.length);
    frame.sent();
  }

  private write(message: Parameters<BackupCall['write']>[0], bytes: number): void {
    this.options.limit.take(bytes);
    if (!this.call!.write(message)) this.writable = false;
  }

  private mayGo(): boolean {
    if (this.waitingForTokens) return false;
    const delayMs = this.options.limit.delayMs();
    if (delayMs === 0) return true;
    this.waitingForTokens = true;
    const resume = (): void => {
      this.waitingForTokens = false;
      this.pump();
    };
    this.options.clock.sleep(delayMs, this.options.signal).then(resume, () => undefined);
    return false;
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

/** A frame whose fate a cut left open, as an offer of its chunks. The server's credit covers it, so it is sent again as a whole. */
class Recheck implements Offer {
  readonly ids: Uint8Array;

  constructor(
    readonly frame: OutFrame,
    private readonly decided: (wanted: boolean) => void,
  ) {
    this.ids = frame.ids;
  }

  /** A chunk that would have to be proven counts as wanted: its bytes are at hand. */
  answered(states: Uint8Array): void {
    this.decided(states.some((state) => state !== STATE.held));
  }

  prove(): void {
    throw new FarvaultError('INTERNAL', 'a frame is not proven');
  }
}

/** `sent` was said when it first left. */
class Resent implements OutFrame {
  readonly codec: number;
  readonly plainBytes: number;
  readonly ids: Uint8Array;
  readonly lengths: number[];
  readonly payload: Uint8Array;

  constructor(private readonly frame: OutFrame) {
    ({ codec: this.codec, plainBytes: this.plainBytes, ids: this.ids, lengths: this.lengths, payload: this.payload } = frame);
  }

  sent(): void {
    // Told before.
  }

  acked(storedBytes: number): void {
    this.frame.acked(storedBytes);
  }
}

function broken(what: string): FarvaultError {
  return new FarvaultError('INVALID', `the server sent ${what}`, { remedy: 'Check that agent and server run the same version.' });
}
