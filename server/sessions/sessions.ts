// Upload sessions and the one stream that each may have. A session outlives its streams: a run that was cut off finds it again by its id.
import type { JournalBody, JournalRecord } from '../repository/types.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import type { Clock } from '../../shared/time/clock.js';
import { MAX_SESSIONS_PER_OFFICE, MAX_STREAMS, SESSION_IDLE_MS } from './limits.js';
import type { SessionInfo, SessionState } from './session-state.js';
import type { BackupRun, PeerIdentity } from './types.js';

/** How often sessions are looked through for silent ones. */
const SWEEP_MS = 3_600_000;

/** A stream that holds a session. */
export interface SessionStream {
  /** The session is no longer this stream's. */
  revoke(error: FarvaultError): void;
}

export interface SessionsParts {
  journal: { appendJournal(body: JournalBody): Promise<JournalRecord> };
  clock: Clock;
  random: (bytes: number) => Buffer;
}

export class Sessions {
  readonly #state: SessionState;
  readonly #parts: SessionsParts;
  /** By run. */
  readonly #streams = new Map<string, SessionStream>();
  readonly #opening = new Map<string, Promise<SessionInfo>>();
  readonly #openingOf = new Map<string, number>();
  /** Commits in flight, by run: the next waits for the one before. */
  readonly #committing = new Map<string, Promise<unknown>>();
  /** Packs that are being journalled as written, by session and pack. */
  readonly #writing = new Map<string, Promise<unknown>>();
  /** Plain bytes that did not compress, by run: of its frames since this process began. */
  readonly #incompressible = new Map<string, number>();
  /** Sessions whose end is being journalled. */
  readonly #ending = new Set<string>();

  constructor(state: SessionState, parts: SessionsParts) {
    this.#state = state;
    this.#parts = parts;
    state.onEnded = (session, how) => {
      this.#incompressible.delete(session.runId);
      if (how === 'ended') this.#streams.get(session.runId)?.revoke(new FarvaultError('CANCELLED', 'the run of this session has ended'));
    };
  }

  /** The snapshot that the run has committed, if that was a short while ago: whoever looked the run up just before does not know of it. */
  committedBy(runId: string): string | undefined {
    return this.#state.outcomeOf(runId) ?? undefined;
  }

  /** Opens the run's session, or finds it; `stream` holds it from now on, and a stream that held it is revoked with CONFLICT. A run that is over gets none: nobody would end it. */
  async attach(peer: PeerIdentity, runId: string, run: BackupRun, stream: SessionStream): Promise<SessionInfo> {
    if (this.#state.outcomeOf(runId) !== undefined) throw runIsOver();
    const session = await this.#findOrOpen(peer, runId, run);
    const before = this.#streams.get(runId);
    if (before === undefined && this.#streams.size >= MAX_STREAMS) throw new FarvaultError('UNAVAILABLE', `${MAX_STREAMS} backups are under way already`);
    if (this.#ending.has(session.id)) throw new FarvaultError('UNAVAILABLE', 'the session is just ending');
    this.#streams.set(runId, stream);
    this.#state.touch(runId);
    before?.revoke(new FarvaultError('CONFLICT', 'a newer stream of the same run has taken over', { remedy: 'Check that no two agents use the same identity.' }));
    return session;
  }

  /** The stream has ended; the session stays. */
  detach(runId: string, stream: SessionStream): void {
    if (this.#streams.get(runId) !== stream) return;
    this.#streams.delete(runId);
    this.#state.touch(runId);
  }

  /** Resolves when it is journalled that a pack holds chunks of the session: what is acknowledged is not collected while it is open, over restarts. */
  async wrote({ id, runId }: SessionInfo, pack: number): Promise<void> {
    if (this.#state.hasWritten(runId, pack)) return;
    const key = `${id} ${pack}`;
    const writing = this.#writing.get(key) ?? this.#parts.journal.appendJournal({ kind: 'session.wrote', session: id, pack }).finally(() => this.#writing.delete(key));
    this.#writing.set(key, writing);
    await writing;
  }

  /** Of an open session alone: what is counted goes with it. */
  countIncompressible(runId: string, bytes: number): void {
    if (this.#state.ofRun(runId) !== undefined) this.#incompressible.set(runId, this.incompressibleBytes(runId) + bytes);
  }

  incompressibleBytes(runId: string): number {
    return this.#incompressible.get(runId) ?? 0;
  }

  /** Whether `stream` may still commit in that session. */
  holds(session: SessionInfo, stream: SessionStream): boolean {
    return this.#streams.get(session.runId) === stream && this.#state.isOpen(session.id);
  }

  /** Runs `commit` when no other commit of the same run is in flight. */
  async exclusively<T>(runId: string, commit: () => Promise<T>): Promise<T> {
    const before = this.#committing.get(runId);
    const mine = (async () => {
      await before?.catch(() => undefined);
      return commit();
    })();
    this.#committing.set(runId, mine);
    try {
      return await mine;
    } finally {
      if (this.#committing.get(runId) === mine) this.#committing.delete(runId);
    }
  }

  /** Ends sessions that have been silent for too long, until the signal aborts. */
  async run(signal: AbortSignal, onError: (error: unknown) => void): Promise<void> {
    while (!signal.aborted) {
      try {
        await this.#parts.clock.sleep(SWEEP_MS, signal);
        await this.#endSilent();
      } catch (error) {
        if (!signal.aborted) onError(error);
      }
    }
  }

  /** The right to commit goes first, journalled; what the session kept may be collected from then on. */
  async #endSilent(): Promise<void> {
    for (const session of this.#state.idleFor(SESSION_IDLE_MS)) {
      if (this.#streams.has(session.runId)) {
        this.#state.touch(session.runId);
        continue;
      }
      this.#ending.add(session.id);
      try {
        await this.#parts.journal.appendJournal({ kind: 'session.ended', session: session.id, reason: 'silent' });
      } finally {
        this.#ending.delete(session.id);
      }
    }
  }

  /** No wait between looking and noting that it is being opened: two streams at once open one session. */
  async #findOrOpen(peer: PeerIdentity, runId: string, run: BackupRun): Promise<SessionInfo> {
    const found = this.#state.ofRun(runId) ?? this.#opening.get(runId);
    if (found !== undefined) return found;
    const opening = this.#open(peer, runId, run);
    this.#opening.set(runId, opening);
    try {
      return await opening;
    } finally {
      this.#opening.delete(runId);
    }
  }

  async #open(peer: PeerIdentity, runId: string, run: BackupRun): Promise<SessionInfo> {
    const { officeId, agentId } = peer;
    const opening = this.#openingOf.get(officeId) ?? 0;
    if (this.#state.countOf(officeId) + opening >= MAX_SESSIONS_PER_OFFICE) {
      throw new FarvaultError('NO_SPACE', `this office has ${MAX_SESSIONS_PER_OFFICE} open sessions`, { remedy: 'Cancel runs that no agent carries out any more.' });
    }
    const id = this.#parts.random(16).toString('hex');
    const session: SessionInfo = { id, officeId, agentId, runId, jobId: run.jobId, parentId: run.parentId };
    this.#openingOf.set(officeId, opening + 1);
    try {
      await this.#parts.journal.appendJournal({ kind: 'session.opened', session, tracked: true });
    } finally {
      const left = (this.#openingOf.get(officeId) ?? 1) - 1;
      if (left > 0) this.#openingOf.set(officeId, left);
      else this.#openingOf.delete(officeId);
    }
    failpoint('session.opened');
    if (this.#state.outcomeOf(runId) !== undefined) {
      // It ended meanwhile.
      await this.#parts.journal.appendJournal({ kind: 'session.ended', session: id, reason: 'run over' });
      throw runIsOver();
    }
    return session;
  }
}

function runIsOver(): FarvaultError {
  return new FarvaultError('CONFLICT', 'the run is over', { remedy: 'Start the job again.' });
}
