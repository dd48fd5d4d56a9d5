// The open upload sessions, as they follow from the journal. A session begins with `session.opened`, and ends with `session.ended`
// (abort, silence), with `snapshot.committed` of its run, or with `run.ended` of its run.
import type { JournalRecord, StateReducer } from '../repository/types.js';

/** So many runs that ended last are remembered: a stream may have asked for its run just before. */
const REMEMBERED_RUNS = 1_024;

export interface SessionInfo {
  id: string;
  officeId: string;
  agentId: string;
  runId: string;
  jobId: string;
  /** Cannot be expired while the session is open. */
  parentId: string | null;
}

interface SavedSession extends SessionInfo {
  idleMs: number;
}

interface Tracked {
  info: SessionInfo;
  /** Idle time up to `since`, which is monotonic and does not outlive the process: time down is not counted against a session. */
  idleMs: number;
  since: number;
}

export class SessionState implements StateReducer {
  readonly name = 'sessions';
  readonly #monotonic: () => number;
  readonly #byRun = new Map<string, Tracked>();
  readonly #runOf = new Map<string, string>();
  readonly #perOffice = new Map<string, number>();
  /** Runs over, the latest last, with the snapshots that they have committed. In memory only. */
  readonly #over = new Map<string, string | null>();
  /** Told of each session that has ended, after it is gone from here. */
  onEnded: ((session: SessionInfo, how: 'committed' | 'ended') => void) | null = null;

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic;
  }

  apply(record: JournalRecord): void {
    const { body } = record;
    if (body.kind === 'session.opened') this.#insert(body['session'] as SessionInfo, 0);
    if (body.kind === 'session.ended') this.#remove(this.#runOf.get(body['session'] as string), 'ended');
    if (body.kind === 'run.ended') {
      this.#remember(body['id'] as string, null);
      this.#remove(body['id'] as string, 'ended');
    }
    if (body.kind === 'snapshot.committed') {
      const { id, runId } = body['snapshot'] as { id: string; runId: string };
      this.#remember(runId, id);
      this.#remove(runId, 'committed');
    }
  }

  /** The snapshot that the run has committed, null when it ended without one, undefined when it is not known to be over. */
  outcomeOf(runId: string): string | null | undefined {
    return this.#over.get(runId);
  }

  save(): unknown {
    const now = this.#monotonic();
    return [...this.#byRun.values()].map(({ info, idleMs, since }): SavedSession => ({ ...info, idleMs: idleMs + now - since }));
  }

  load(saved: unknown): void {
    this.#byRun.clear();
    this.#runOf.clear();
    this.#perOffice.clear();
    for (const { idleMs, ...info } of saved as SavedSession[]) this.#insert(info, idleMs);
  }

  ofRun(runId: string): SessionInfo | undefined {
    return this.#byRun.get(runId)?.info;
  }

  isOpen(sessionId: string): boolean {
    return this.#runOf.has(sessionId);
  }

  countOf(officeId: string): number {
    return this.#perOffice.get(officeId) ?? 0;
  }

  /** A stream of this session lives, or has just ended. */
  touch(runId: string): void {
    const tracked = this.#byRun.get(runId);
    if (tracked === undefined) return;
    tracked.idleMs = 0;
    tracked.since = this.#monotonic();
  }

  /** Sessions that no stream has touched for `ms`. */
  idleFor(ms: number): SessionInfo[] {
    const now = this.#monotonic();
    return [...this.#byRun.values()].filter(({ idleMs, since }) => idleMs + now - since >= ms).map(({ info }) => info);
  }

  #remember(runId: string, snapshotId: string | null): void {
    // A run ends behind its commit, too.
    this.#over.set(runId, snapshotId ?? this.#over.get(runId) ?? null);
    if (this.#over.size > REMEMBERED_RUNS) this.#over.delete(this.#over.keys().next().value!);
  }

  #insert(info: SessionInfo, idleMs: number): void {
    this.#byRun.set(info.runId, { info, idleMs, since: this.#monotonic() });
    this.#runOf.set(info.id, info.runId);
    this.#perOffice.set(info.officeId, this.countOf(info.officeId) + 1);
  }

  #remove(runId: string | undefined, how: 'committed' | 'ended'): void {
    const tracked = runId === undefined ? undefined : this.#byRun.get(runId);
    if (tracked === undefined) return;
    const { info } = tracked;
    this.#byRun.delete(info.runId);
    this.#runOf.delete(info.id);
    const left = this.countOf(info.officeId) - 1;
    if (left > 0) this.#perOffice.set(info.officeId, left);
    else this.#perOffice.delete(info.officeId);
    this.onEnded?.(info, how);
  }
}
