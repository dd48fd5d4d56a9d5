// One stream of an upload session: the order of its messages, who waits for whom, and how it ends. What moves bytes is in offers.ts,
// frame-intake.ts and commit.ts; what touches gRPC is in server/rpc/backup.ts.
import type { BackupReply } from '../../shared/rpc/gen/farvault/v1/BackupReply.js';
import type { BackupRequest__Output } from '../../shared/rpc/gen/farvault/v1/BackupRequest.js';
import type { Commit__Output } from '../../shared/rpc/gen/farvault/v1/Commit.js';
import type { VerifiedFrame } from '../repository/types.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { checkCommitShape, commitSession } from './commit.js';
import { Credit } from './credit.js';
import { FrameIntake } from './frame-intake.js';
import { IdSet } from './id-set.js';
import { MAX_COMMITS, MAX_KNOWN_IDS, SILENT_STREAM_MS, STALL_MS } from './limits.js';
import { OfferDesk } from './offers.js';
import type { SessionInfo } from './session-state.js';
import type { SessionStream } from './sessions.js';
import type { BackupRun, PeerIdentity } from './types.js';
import type { Uploads } from './uploads.js';

const WATCH_MS = 5_000;
const RUN_ID = /^[A-Za-z0-9-]{1,64}$/;

export interface UploadPeer extends PeerIdentity {
  send(reply: BackupReply): void;
  /** How long replies have waited for the peer to read, ms; 0: they flow. */
  stalledMs(): number;
  /** Called when `blocked` may have changed. */
  onRoom(): void;
}

/** What there is once the session has begun. */
interface Open {
  session: SessionInfo;
  run: BackupRun;
  offers: OfferDesk;
  frames: FrameIntake;
  credit: Credit;
  known: IdSet;
  /** Garbage collection need not keep any more what this stream was told. */
  forget: () => void;
}

type Phase = 'fresh' | 'beginning' | 'open' | 'committing' | 'committed';

export class UploadStream implements SessionStream {
  readonly #uploads: Uploads;
  readonly #peer: UploadPeer;
  readonly #over = new AbortController();
  readonly #ended: Promise<void>;
  #end!: { resolve(): void; reject(error: unknown): void };
  #phase: Phase = 'fresh';
  #open: Open | null = null;
  #snapshotId = '';
  #commits = 0;
  /** The last step that was begun by a message and that the end of the messages waits for. */
  #step: Promise<void> = Promise.resolve();
  #heardMs: number;

  constructor(uploads: Uploads, peer: UploadPeer) {
    this.#uploads = uploads;
    this.#peer = peer;
    this.#heardMs = uploads.clock.monotonic();
    this.#ended = new Promise((resolve, reject) => (this.#end = { resolve, reject }));
  }

  /** Resolves at the orderly end of the stream; rejects with what ended it before. */
  async run(signal: AbortSignal): Promise<void> {
    const onAbort = (): void => this.revoke(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    this.#watch().catch((error: unknown) => this.revoke(error));
    try {
      await this.#ended;
    } finally {
      signal.removeEventListener('abort', onAbort);
      this.#over.abort(new FarvaultError('CANCELLED', 'the stream has ended'));
      this.#open?.credit.release();
      this.#open?.forget();
      if (this.#open !== null) this.#uploads.sessions.detach(this.#open.session.runId, this);
    }
  }

  /** No message is to be read now. */
  get blocked(): boolean {
    if (this.#phase === 'beginning' || this.#phase === 'committing') return true;
    return this.#open !== null && (this.#open.offers.full || this.#open.frames.full);
  }

  revoke(error: unknown): void {
    this.#over.abort(error);
    this.#end.reject(error);
  }

  receive(message: BackupRequest__Output): void {
    if (this.#over.signal.aborted) return;
    this.#heardMs = this.#uploads.clock.monotonic();
    this.#uploads.told.active(this.#heardMs);
    try {
      if (message.frame) this.#requireOpen().frames.receive(message.frame);
      else if (message.offer) this.#requireOpen().offers.offer(message.offer);
      else if (message.proof) this.#requireOpen().offers.proof(message.proof);
      else if (message.begin) this.#receiveBegin(message.begin.runId);
      else if (message.commit) this.#receiveCommit(message.commit);
      else throw new FarvaultError('INVALID', 'a message of no kind that this server knows', { remedy: 'Upgrade the server before its agents.' });
    } catch (error) {
      this.revoke(error);
    }
  }

  /** The agent sends no more: what it has sent is still finished and answered. */
  receiveEnd(): void {
    const finish = async (): Promise<void> => {
      await this.#step;
      await this.#open?.offers.drained();
      await this.#open?.frames.drained();
      this.#end.resolve();
    };
    finish().catch((error: unknown) => this.revoke(error));
  }

  #requireOpen(): Open {
    if (this.#phase !== 'open' || this.#open === null) throw new FarvaultError('INVALID', `a message out of order: the stream is ${this.#phase}`);
    return this.#open;
  }

  #receiveBegin(runId: string): void {
    if (this.#phase !== 'fresh') throw new FarvaultError('INVALID', 'a stream begins once');
    if (!RUN_ID.test(runId)) throw new FarvaultError('INVALID', 'not the id of a run');
    this.#phase = 'beginning';
    this.#take(this.#begin(runId));
  }

  #take(step: Promise<void>): void {
    this.#step = step.then(
      () => this.#peer.onRoom(),
      (error: unknown) => this.revoke(error),
    );
  }

  async #begin(runId: string): Promise<void> {
    const { sessions, offences, runs, repository, chunking } = this.#uploads;
    if (this.#peer.role !== 'agent') throw new FarvaultError('REFUSED', 'only agents back up');
    offences.check(this.#peer.agentId);
    const found = await runs.runForBackup(this.#peer.agentId, runId);
    if (found.snapshotId !== null) {
      this.#beginCommitted(found.snapshotId);
      return;
    }
    const health = repository.health();
    if (!health.writable) {
      throw new FarvaultError('NO_SPACE', `the server takes no data: ${health.reason ?? 'no reason given'}`, { remedy: "Look at 'backupctl status'.", retryable: true });
    }
    const committed = sessions.committedBy(runId);
    if (committed !== undefined) {
      this.#beginCommitted(committed);
      return;
    }
    const session = await sessions.attach(this.#peer, runId, found.run, this);
    if (this.#over.signal.aborted) {
      sessions.detach(runId, this);
      return;
    }
    this.#open = this.#equip(session, found.run);
    this.#phase = 'open';
    this.#peer.send({ begun: { sessionId: session.id, chunking, creditBytes: this.#open.credit.grant() } });
  }

  #beginCommitted(snapshotId: string): void {
    this.#phase = 'committed';
    this.#snapshotId = snapshotId;
    this.#peer.send({ begun: { chunking: this.#uploads.chunking, snapshotId } });
  }

  #equip(session: SessionInfo, run: BackupRun): Open {
    const { clock, repository, grants, chunks, verifier, offences, log, random, sessions, told } = this.#uploads;
    const { officeId, agentId } = this.#peer;
    const { signal } = this.#over;
    const known = new IdSet(MAX_KNOWN_IDS, (ids, at) => told.told(ids, at));
    const credit = new Credit(clock, this.#uploads.creditBudget);
    const send = (reply: BackupReply): void => this.#peer.send(reply);
    const frames = new FrameIntake({
      verifier, clock, credit, signal, send,
      // Garbage collection waits for it: between the moment in which a pack holds the chunks and the one in which the stream knows of them, nothing else would keep them.
      append: (frame) => told.during(this.#append(frame, session, known)),
      onIncompressible: (bytes) => sessions.countIncompressible(session.runId, bytes),
      onRoom: () => this.#peer.onRoom(),
      fail: (error, wrongFrame) => {
        if (wrongFrame) {
          offences.add(agentId);
          log.warn({ agentId, officeId, runId: session.runId, error }, 'an agent sent a frame that is not what it says');
        }
        this.revoke(error);
      },
    });
    const offers = new OfferDesk({
      officeId, repository, grants, chunks, known, told, random, clock, signal, send,
      onRoom: () => this.#peer.onRoom(),
      fail: (error) => this.revoke(error),
      onWrongProof: (count) => {
        offences.add(agentId);
        log.warn({ agentId, officeId, runId: session.runId, chunks: count }, 'an agent failed to prove that it has chunks of another office');
        offences.check(agentId);
      },
    });
    return { session, run, offers, frames, credit, known, forget: told.follow(known) };
  }

  async #append(frame: VerifiedFrame, session: SessionInfo, known: IdSet): Promise<{ storedBytes: number }> {
    const { repository, grants, sessions } = this.#uploads;
    const durable = await repository.appendFrame(frame);
    await sessions.wrote(session, durable.pack);
    await grants.ready();
    grants.add(session.officeId, frame.ids);
    known.addAll(frame.ids);
    return durable;
  }

  #receiveCommit(commit: Commit__Output): void {
    if (this.#phase === 'committed') {
      this.#peer.send({ result: { snapshotId: this.#snapshotId } });
      return;
    }
    const open = this.#requireOpen();
    checkCommitShape(commit);
    if (++this.#commits > MAX_COMMITS) throw new FarvaultError('REFUSED', `more than ${MAX_COMMITS} commits of one stream`);
    this.#phase = 'committing';
    this.#take(this.#commit(open, commit));
  }

  async #commit(open: Open, commit: Commit__Output): Promise<void> {
    await open.offers.drained();
    await open.frames.drained();
    const { sessions, log } = this.#uploads;
    const { session, run, known } = open;
    const attempt = { peer: this.#peer, session, run, known, incompressibleBytes: () => sessions.incompressibleBytes(session.runId), mayCommit: () => sessions.holds(session, this), signal: this.#over.signal };
    const result = await sessions.exclusively(session.runId, () => this.#uploads.told.during(commitSession(this.#uploads, attempt, commit)));
    if (result.snapshotId !== undefined) {
      this.#snapshotId = result.snapshotId;
      this.#phase = 'committed';
      log.info({ snapshotId: result.snapshotId, runId: session.runId, agentId: session.agentId }, 'snapshot committed');
    } else {
      this.#phase = 'open';
    }
    if (this.#over.signal.aborted) return;
    this.#peer.send({ result });
    failpoint('backup.commit.answered');
  }

  /** Ends the stream when something is owed and does not come. */
  async #watch(): Promise<void> {
    const { clock } = this.#uploads;
    while (!this.#over.signal.aborted) {
      try {
        await clock.sleep(WATCH_MS, this.#over.signal);
      } catch {
        return;
      }
      const silentMs = clock.monotonic() - this.#heardMs;
      if (this.#phase === 'fresh' && silentMs > STALL_MS) throw new FarvaultError('DEADLINE', 'the stream was opened and not begun');
      if (this.#peer.stalledMs() > STALL_MS) throw new FarvaultError('DEADLINE', 'the replies are not being read');
      if (this.#phase === 'committed' && silentMs > STALL_MS) this.#end.resolve();
      if (silentMs > SILENT_STREAM_MS) throw new FarvaultError('DEADLINE', 'nothing was heard on the stream');
    }
  }
}
