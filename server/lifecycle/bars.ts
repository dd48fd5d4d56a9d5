// What keeps a snapshot where it is. Pure: decided in the same step, without a wait, in which the change is appended to the journal.
import type { Hold, KeptSnapshot } from '../snapshots/index.js';

export interface Bars {
  nowMs: number;
  /** By the steady clock; 0: no lock. */
  lockedUntil: (snapshot: KeptSnapshot) => number;
  /** An open session compares with it. */
  isParent: (id: string) => boolean;
  /** Somebody reads it. */
  isRead: (id: string) => boolean;
}

export function isInForce({ untilMs }: Hold, nowMs: number): boolean {
  return untilMs === 0 || untilMs > nowMs;
}

/** Why it must neither go to the trash nor from there; null: nothing bars it. */
export function keptBy(snapshot: KeptSnapshot, { nowMs, lockedUntil }: Bars): string | null {
  const hold = snapshot.holds.find((one) => isInForce(one, nowMs));
  if (hold !== undefined) return `held by ${hold.owner}: ${hold.reason}`;
  const lockedMs = lockedUntil(snapshot);
  return lockedMs > nowMs ? `locked until ${new Date(lockedMs).toISOString()}` : null;
}

/** Why retention must not expire it; null: nothing bars that. */
export function notExpired(snapshot: KeptSnapshot, bars: Bars, lastGood: ReadonlySet<string>): string | null {
  const why = keptBy(snapshot, bars);
  if (why !== null) return why;
  if (lastGood.has(snapshot.id)) return 'the last good snapshot of its job';
  return bars.isParent(snapshot.id) ? 'an open session compares with it' : null;
}

/** Why it must not go for good; null: nothing bars that. */
export function notPurged(snapshot: KeptSnapshot, bars: Bars): string | null {
  const why = keptBy(snapshot, bars);
  if (why !== null) return why;
  if (snapshot.trash === null) return 'not in the trash';
  if (bars.isParent(snapshot.id)) return 'an open session compares with it';
  return bars.isRead(snapshot.id) ? 'it is being read' : null;
}

/** Of each of these jobs the newest listed snapshot that is whole. */
export function lastGoodOf(snapshots: Iterable<KeptSnapshot>, jobIds: ReadonlySet<string>): Set<string> {
  const last = new Map<string, string>();
  for (const { id, jobId, partial, trash } of snapshots) if (jobIds.has(jobId) && !partial && trash === null) last.set(jobId, id);
  return new Set(last.values());
}
