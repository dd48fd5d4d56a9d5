// Retention locks, and when each snapshot was committed by the steady clock, as the journal tells. A lock is a fact about the id of an office or a job, and outlives both.
import type { JournalRecord, SnapshotRecord, StateReducer } from '../repository/index.js';
import type { KeptSnapshot } from '../snapshots/index.js';
import type { ClockMark } from './steady-clock-state.js';

export interface RetentionLock {
  scope: 'office' | 'job';
  /** Of the office or job. */
  id: string;
  /** What it was called when the lock was set last; for people. */
  name: string;
  /** From the commit. */
  keepMs: number;
  /** Snapshots that are committed before are locked; 0: all. */
  untilMs: number;
  by: string;
  setMs: number;
}

interface Saved {
  locks: RetentionLock[];
  committed: [string, number][];
  unmarked: string[];
  firstMarkMs: number | null;
}

const keyOf = ({ scope, id }: Pick<RetentionLock, 'scope' | 'id'>): string => `${scope}:${id}`;

export class LockState implements StateReducer {
  readonly name = 'retention-locks';
  readonly mayBeAbsent = true as const;
  readonly #locks = new Map<string, RetentionLock>();
  /** By the mark that follows the commit: no earlier than it was, and at most an hour late. */
  readonly #committed = new Map<string, number>();
  readonly #unmarked = new Set<string>();
  #firstMarkMs: number | null = null;

  apply({ body }: JournalRecord): void {
    switch (body.kind) {
      case 'lock.set': {
        const lock = body['lock'] as RetentionLock;
        this.#locks.set(keyOf(lock), longer(this.#locks.get(keyOf(lock)), lock));
        return;
      }
      case 'clock.marked':
      case 'clock.confirmed': {
        const { steadyMs } = body as unknown as ClockMark;
        this.#firstMarkMs ??= steadyMs;
        for (const id of this.#unmarked) this.#committed.set(id, steadyMs);
        this.#unmarked.clear();
        return;
      }
      case 'snapshot.committed':
        this.#unmarked.add((body['snapshot'] as SnapshotRecord).id);
        return;
      case 'snapshots.purged':
        for (const id of body['ids'] as string[]) {
          this.#committed.delete(id);
          this.#unmarked.delete(id);
        }
        return;
      default:
    }
  }

  get(scope: RetentionLock['scope'], id: string): RetentionLock | undefined {
    return this.#locks.get(keyOf({ scope, id }));
  }

  list(): RetentionLock[] {
    return [...this.#locks.values()];
  }

  /** By the steady clock, of which it is `nowMs` now. */
  committedMs({ id, timeMs }: Pick<KeptSnapshot, 'id' | 'timeMs'>, nowMs: number): number {
    // Of before there was a steady clock: as the wall clock told, but not later than when the steady one began.
    return this.#committed.get(id) ?? (this.#unmarked.has(id) ? nowMs : Math.min(timeMs, this.#firstMarkMs ?? nowMs));
  }

  /** 0: no lock is over it. Infinite never. */
  lockedUntil(snapshot: Pick<KeptSnapshot, 'id' | 'timeMs' | 'officeId' | 'jobId'>, nowMs: number): number {
    const locks = [this.get('office', snapshot.officeId), this.get('job', snapshot.jobId)];
    if (locks[0] === undefined && locks[1] === undefined) return 0;
    const committedMs = this.committedMs(snapshot, nowMs);
    return Math.max(...locks.map((lock) => (lock === undefined || (lock.untilMs !== 0 && committedMs >= lock.untilMs) ? 0 : committedMs + lock.keepMs)));
  }

  save(): unknown {
    return { locks: this.list(), committed: [...this.#committed], unmarked: [...this.#unmarked], firstMarkMs: this.#firstMarkMs } satisfies Saved;
  }

  load(saved: unknown): void {
    const { locks, committed, unmarked, firstMarkMs } = saved as Saved;
    for (const state of [this.#locks, this.#committed, this.#unmarked]) state.clear();
    for (const lock of locks) this.#locks.set(keyOf(lock), lock);
    for (const [id, ms] of committed) this.#committed.set(id, ms);
    for (const id of unmarked) this.#unmarked.add(id);
    this.#firstMarkMs = firstMarkMs;
  }
}

/** Whatever a record says, no lock gets shorter. */
function longer(old: RetentionLock | undefined, lock: RetentionLock): RetentionLock {
  if (old === undefined) return lock;
  const untilMs = old.untilMs === 0 || lock.untilMs === 0 ? 0 : Math.max(old.untilMs, lock.untilMs);
  return { ...lock, keepMs: Math.max(old.keepMs, lock.keepMs), untilMs };
}
