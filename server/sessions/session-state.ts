// The open upload sessions, as they follow from the journal, with the packs that hold their chunks (`session.wrote`). A session begins with `session.opened`, and ends with `session.ended`
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

/** Numbers of packs, from the first to the last. */
export type PackRange = [first: number, last: number];

export interface OpenSession {
  info: SessionInfo;
  /** Packs that hold what it has uploaded. */
  packs: readonly PackRange[];
  /** False: an earlier version opened it, and did not write down where its chunks went. */
  tracked: boolean;
}

interface SavedSession extends SessionInfo {
  idleMs: number;
  packs?: PackRange[];
}

interface Tracked {
  info: SessionInfo;
  packs: PackRange[];
  tracked: boolean;
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
    if (body.kind === 'session.opened') this.#insert(body['session'] as SessionInfo, 0, body['tracked'] === true ? [] : undefined);
    if (body.kind === 'session.wrote') this.#wrote(body['session'] as string, body['pack'] as number);
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
    return [...this.#byRun.values()].map(({ info, idleMs, since, packs, tracked }): SavedSession => ({ ...info, idleMs: idleMs + now - since, ...(tracked ? { packs } : {}) }));
  }

  load(saved: unknown): void {
    this.#byRun.clear();
    this.#runOf.clear();
    this.#perOffice.clear();
    for (const { idleMs, packs, ...info } of saved as SavedSession[]) this.#insert(info, idleMs, packs);
  }

  ofRun(runId: string): SessionInfo | undefined {
    return this.#byRun.get(runId)?.info;
  }

  isOpen(sessionId: string): boolean {
    return this.#runOf.has(sessionId);
  }

  /** What garbage collection has to leave alone. */
  *open(): Generator<OpenSession, void, undefined> {
    for (const { info, packs, tracked } of this.#byRun.values()) yield { info, packs, tracked };
  }

  /** Whether it is journalled that the session has chunks in that pack; also when it has ended: then nobody asks any more. */
  hasWritten(runId: string, pack: number): boolean {
    const session = this.#byRun.get(runId);
    return session === undefined || session.packs.some(([first, last]) => first <= pack && pack <= last);
  }

  /** Whether an open session builds on that snapshot: it must not be purged. */
  isParent(snapshotId: string): boolean {
    for (const { info } of this.#byRun.values()) if (info.parentId === snapshotId) return true;
    return false;
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

  #wrote(sessionId: string, pack: number): void {
    const session = this.#byRun.get(this.#runOf.get(sessionId) ?? '');
    if (session === undefined || this.hasWritten(session.info.runId, pack)) return;
    // Mostly the pack after the last: a session that writes alone has one range.
    const last = session.packs.at(-1);
    if (last !== undefined && last[1] + 1 === pack) last[1] = pack;
    else session.packs.push([pack, pack]);
  }

  /** Without `packs`: it is not known which it has written. */
  #insert(info: SessionInfo, idleMs: number, packs: PackRange[] | undefined): void {
    this.#byRun.set(info.runId, { info, idleMs, since: this.#monotonic(), packs: packs ?? [], tracked: packs !== undefined });
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
