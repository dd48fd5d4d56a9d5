// What becomes of snapshots after their commit: to the trash, back, and for good; holds and locks. Each change is decided and appended to the journal in one step under one
// mutex, so that of a hold and a purge at the same time the first in the journal wins, and the other is told.
import { Mutex } from '../../shared/async/mutex.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { JournalBody } from '../repository/index.js';
import type { Hold, KeptSnapshot, SnapshotSet } from '../snapshots/index.js';
import { checkText, type Approved } from './approvals.js';
import { isInForce, keptBy, lastGoodOf, notExpired, notPurged, type Bars } from './bars.js';
import { largeShares, type LargeShare } from './large-share.js';
import type { LockState, RetentionLock } from './lock-state.js';

const DAY_MS = 24 * 3_600_000;
export const MIN_TRASH_MS = 14 * DAY_MS;
const MAX_HOLDS = 16;
/** The server itself, whatever anybody is called. */
const TAMPER = 'tamper';
const MAX_LOCKS = 10_000;
const MAX_LOCK_MS = 36_500 * DAY_MS;
/** The end of the year 9999: what is later cannot be written as a date. */
const MAX_TIME_MS = 253_402_300_799_999;
/** Ids a record of the journal. */
export const BATCH = 1_000;
const MAX_NAMED = 5;

export interface LifecycleDependencies {
  snapshots: Pick<SnapshotSet, 'get' | 'all'>;
  locks: LockState;
  steady: { now(): number; doubt(): string; record(body: JournalBody): Promise<void> };
  /** How long an expired snapshot stays in the trash, by the settings now in force. */
  trashForMs: (snapshot: KeptSnapshot) => number;
  isParent: (id: string) => boolean;
  isRead: (id: string) => boolean;
  random: (bytes: number) => Buffer;
}

export interface Kept {
  id: string;
  why: string;
}

export interface Changed {
  done: string[];
  /** What was left as it is. */
  kept: Kept[];
}

/** `retention`: also bars the last good one of a job, parents of open sessions, and everything while the time is in doubt. */
export interface TrashOrder {
  reason: string;
  by: 'retention' | 'administrator';
  approved?: Approved;
}

export class Lifecycle {
  readonly #changes = new Mutex();

  constructor(private readonly deps: LifecycleDependencies) {}

  /** Puts into the trash what nothing bars, a batch at a time; one that is there already is left so. Resolves when it is journalled. */
  async trashSnapshots(ids: readonly string[], { reason, by, approved }: TrashOrder): Promise<Changed> {
    checkText('reason', reason);
    const changed: Changed = { done: [], kept: [] };
    for (const batch of batches(ids)) {
      const part = await this.#changes.run(() => this.#trash(batch, reason, by === 'retention', approved));
      changed.done.push(...part.done);
      changed.kept.push(...part.kept);
    }
    return changed;
  }

  /** Offices of which these are so many that a second administrator must agree. */
  largeShares(ids: readonly string[]): LargeShare[] {
    const nowMs = this.deps.steady.now();
    return largeShares(this.deps.snapshots.all(), new Set(ids), nowMs, (snapshot) => this.deps.locks.committedMs(snapshot, nowMs));
  }

  /** Why it must not go to the trash by anybody's hand; null: nothing bars it. */
  keptBy(snapshot: KeptSnapshot): string | null {
    return keptBy(snapshot, this.#bars());
  }

  /** Throws REFUSED when any of these is held or locked. */
  checkNotKept(ids: readonly string[]): void {
    const bars = this.#bars();
    const kept = ids.flatMap((id) => {
      const snapshot = this.deps.snapshots.get(id);
      const why = snapshot === undefined ? null : keptBy(snapshot, bars);
      return why === null ? [] : [{ id, why }];
    });
    if (kept.length > 0) throw new FarvaultError('REFUSED', keptText(kept), { remedy: 'Nothing was changed. A hold can be released (backupctl snapshot release); a lock ends by itself, and in no other way.' });
  }

  async restoreFromTrash(ids: readonly string[]): Promise<string[]> {
    const done: string[] = [];
    for (const batch of batches(ids)) {
      await this.#changes.run(async () => {
        const back = batch.filter((id) => (this.deps.snapshots.get(id)?.trash ?? null) !== null);
        if (back.length > 0) await this.deps.steady.record({ kind: 'snapshots.restored', ids: back });
        done.push(...back);
      });
    }
    return done;
  }

  /** By two administrators, before their time. What is barred stays. */
  async purge(ids: readonly string[], approved: Approved): Promise<Changed> {
    const changed: Changed = { done: [], kept: [] };
    for (const batch of batches(ids)) {
      const part = await this.#changes.run(() => this.#purge(batch, { ...approved }));
      changed.done.push(...part.done);
      changed.kept.push(...part.kept);
    }
    return changed;
  }

  /** What has been in the trash for its time, and nothing bars. Nothing while the time is in doubt. */
  async purgeDue(signal: AbortSignal): Promise<number> {
    const { steady, snapshots } = this.deps;
    if (steady.doubt() !== '') return 0;
    const nowMs = steady.now();
    const due = [...snapshots.all()].flatMap(({ id, trash }) => (trash !== null && trash.purgeMs <= nowMs ? [id] : []));
    let purged = 0;
    for (const batch of batches(due)) {
      if (signal.aborted) break;
      // Looked at again: it may have been trashed anew, or the clock may have come into doubt.
      const isDue = (id: string): boolean => (snapshots.get(id)?.trash?.purgeMs ?? Infinity) <= steady.now();
      purged += (await this.#changes.run(async () => (steady.doubt() === '' ? this.#purge(batch.filter(isDue), {}) : { done: [], kept: [] }))).done.length;
    }
    return purged;
  }

  /** `untilMs` 0: until it is released. */
  hold(id: string, { owner, reason, untilMs = 0 }: { owner: string; reason: string; untilMs?: number }): Promise<Hold> {
    return this.#changes.run(async () => {
      checkText('reason', reason);
      if (reason.trim() === '') throw new FarvaultError('USAGE', 'a hold has a reason', { remedy: 'Say why with --reason.' });
      const nowMs = this.deps.steady.now();
      checkUntil(untilMs, nowMs, 'that hold would have ended already', 'Give a time to come, or none.');
      for (const ended of this.#get(id).holds.filter((hold) => !isInForce(hold, nowMs))) await this.#release(id, ended);
      // Those of administrators must not keep the server from its own.
      const bound = owner === TAMPER ? 2 * MAX_HOLDS : MAX_HOLDS;
      if (this.#get(id).holds.length >= bound) throw new FarvaultError('NO_SPACE', `snapshot ${id} has ${bound} holds already`, { remedy: 'backupctl snapshot show lists them.' });
      const hold: Hold = { id: this.deps.random(8).toString('hex'), owner, reason, sinceMs: nowMs, untilMs };
      await this.deps.steady.record({ kind: 'snapshot.held', id, hold });
      return hold;
    });
  }

  /** `holdId` empty: all of the caller's own. Those of others take all rights. */
  release(id: string, holdId: string, by: { name: string; allRights: boolean }): Promise<void> {
    return this.#changes.run(async () => {
      const { holds } = this.#get(id);
      const chosen = holds.filter((hold) => (holdId === '' ? isOwn(hold, by.name) : hold.id === holdId));
      if (chosen.length === 0) {
        const others = holds.map((hold) => `${hold.id} of ${hold.owner}`).slice(0, MAX_NAMED).join(', ');
        throw new FarvaultError('NOT_FOUND', holdId === '' ? `you hold nothing of snapshot ${id}` : `snapshot ${id} has no hold ${holdId.slice(0, 100)}`, { remedy: others === '' ? 'Nobody holds it.' : `There are: ${others}. Name one with --hold.` });
      }
      if (!by.allRights && chosen.some((hold) => !isOwn(hold, by.name))) throw new FarvaultError('REFUSED', `that hold is of ${chosen[0].owner}`, { remedy: 'Its owner releases it, or an administrator with all rights.' });
      for (const hold of chosen) await this.#release(id, hold);
    });
  }

  /** A lock can be raised, and by nobody lowered. */
  setLock({ scope, id, name, keepMs, untilMs }: Pick<RetentionLock, 'scope' | 'id' | 'name' | 'keepMs' | 'untilMs'>, by: string): Promise<RetentionLock> {
    return this.#changes.run(async () => {
      const { locks, steady } = this.deps;
      if (!(keepMs >= DAY_MS && keepMs <= MAX_LOCK_MS)) throw new FarvaultError('USAGE', 'a lock keeps each snapshot for a day at least, and for 36,500 days at most');
      const nowMs = steady.now();
      checkUntil(untilMs, nowMs, 'a lock is for snapshots to come: that time is over', 'Give a time to come with --until, or --for-ever.');
      const old = locks.get(scope, id);
      if (old === undefined && locks.list().length >= MAX_LOCKS) throw new FarvaultError('NO_SPACE', `there are ${MAX_LOCKS} locks already`);
      const shorter = old !== undefined && (keepMs < old.keepMs || (old.untilMs === 0 ? untilMs !== 0 : untilMs !== 0 && untilMs < old.untilMs));
      if (shorter) throw new FarvaultError('REFUSED', `the lock of ${scope} ${name} keeps for ${Math.round(old.keepMs / DAY_MS)} days, ${old.untilMs === 0 ? 'for ever' : `until ${new Date(old.untilMs).toISOString()}`}: it can be raised, and lowered by nobody`, { remedy: 'Give no less in either.' });
      await this.deps.steady.record({ kind: 'lock.set', lock: { scope, id, name, keepMs, untilMs, by, setMs: nowMs } });
      return locks.get(scope, id)!;
    });
  }

  /** By the steady clock; 0: no lock is over it. */
  lockedUntil(snapshot: Pick<KeptSnapshot, 'id' | 'timeMs' | 'officeId' | 'jobId'>): number {
    return this.deps.locks.lockedUntil(snapshot, this.deps.steady.now());
  }

  async #trash(ids: readonly string[], reason: string, isRetention: boolean, approved: Approved | undefined): Promise<Changed> {
    const { snapshots, steady, trashForMs } = this.deps;
    const bars = this.#bars();
    const there = ids.flatMap((id) => snapshots.get(id) ?? []).filter(({ trash }) => trash === null);
    const lastGood = isRetention ? lastGoodOf(snapshots.all(), new Set(there.map(({ jobId }) => jobId))) : new Set<string>();
    const doubt = isRetention ? steady.doubt() : '';
    const judged = there.map((snapshot) => ({ snapshot, why: doubt !== '' ? doubt : isRetention ? notExpired(snapshot, bars, lastGood) : keptBy(snapshot, bars) }));
    const going = judged.flatMap(({ snapshot, why }) => (why === null ? [snapshot] : []));
    // Each with the time that its settings give now: those that are the same share a record.
    const byPurge = new Map<number, string[]>();
    for (const snapshot of going) {
      const purgeMs = bars.nowMs + Math.max(MIN_TRASH_MS, trashForMs(snapshot));
      byPurge.set(purgeMs, [...(byPurge.get(purgeMs) ?? []), snapshot.id]);
    }
    for (const [purgeMs, some] of byPurge) await steady.record({ kind: 'snapshots.trashed', ids: some, reason, sinceMs: bars.nowMs, purgeMs, ...(isRetention ? {} : { byHand: true }), ...approved });
    return { done: going.map(({ id }) => id), kept: judged.flatMap(({ snapshot, why }) => (why === null ? [] : [{ id: snapshot.id, why }])) };
  }

  async #purge(ids: readonly string[], approved: Partial<Approved>): Promise<Changed> {
    const bars = this.#bars();
    const judged = ids.map((id) => {
      const snapshot = this.deps.snapshots.get(id);
      return { id, why: snapshot === undefined ? 'it is gone' : notPurged(snapshot, bars) };
    });
    const done = judged.flatMap(({ id, why }) => (why === null ? [id] : []));
    if (done.length > 0) await this.deps.steady.record({ kind: 'snapshots.purged', ids: done, ...approved });
    return { done, kept: judged.flatMap(({ id, why }) => (why === null ? [] : [{ id, why }])) };
  }

  #bars(): Bars {
    const { locks, steady, isParent, isRead } = this.deps;
    const nowMs = steady.now();
    return { nowMs, lockedUntil: (snapshot) => locks.lockedUntil(snapshot, nowMs), isParent, isRead };
  }

  async #release(id: string, { id: hold, owner, reason }: Hold): Promise<void> {
    await this.deps.steady.record({ kind: 'snapshot.released', id, hold, owner, reason });
  }

  #get(id: string): KeptSnapshot {
    const snapshot = this.deps.snapshots.get(id);
    if (snapshot === undefined) throw new FarvaultError('NOT_FOUND', `there is no snapshot ${id}`);
    return snapshot;
  }
}

/** 0: without an end. */
function checkUntil(untilMs: number, nowMs: number, over: string, remedy: string): void {
  if (untilMs === 0) return;
  if (!(untilMs > nowMs)) throw new FarvaultError('USAGE', over, { remedy });
  if (untilMs > MAX_TIME_MS) throw new FarvaultError('USAGE', 'a time ends with the year 9999', { remedy });
}

function isOwn(hold: Hold, name: string): boolean {
  return hold.owner === name && name !== TAMPER;
}

export function keptText(kept: readonly Kept[]): string {
  const named = kept.slice(0, MAX_NAMED).map(({ id, why }) => `${id.slice(0, 8)} (${why})`).join(', ');
  return `${kept.length === 1 ? 'a snapshot is kept' : `${kept.length} snapshots are kept`}: ${named}${kept.length > MAX_NAMED ? ', ...' : ''}`;
}

function* batches(ids: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < ids.length; at += BATCH) yield ids.slice(at, at + BATCH);
}
