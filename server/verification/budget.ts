// How fast the background reads, and what next: pure decisions over what was verified when.
import type { PackCoverage } from './verification-state.js';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** All data is read again within this time; planned with headroom. */
const PERIOD_MS = 30 * DAY_MS;
const PLANNED_MS = 24 * DAY_MS;
/** New data is read back within this time; planned for much less. */
const NEW_WITHIN_MS = DAY_MS;
const NEW_PLANNED_MS = 6 * HOUR_MS;
/** Behind the plan, what is overdue is caught up with in so long. */
const CATCH_UP_MS = 2 * DAY_MS;
const LEAST_FOR_NEW = 1 << 20;
const MOST_BYTES_PER_SECOND = 64 << 20;
/** So late the reading no longer waits for quiet hours. */
const NEW_LATE_MS = 18 * HOUR_MS;
const OLD_LATE_MS = 27 * DAY_MS;

export type Packs = Iterable<readonly [number, PackCoverage]>;

export interface Budget {
  bytesPerSecond: number;
  next: { pack: number; from: number } | null;
}

/** `busy`: backups or restores go on. Then nothing is read, unless it has become late; and no faster than the plan needs. */
export function budgetOf(packs: Packs, nowMs: number, busy: boolean): Budget {
  let total = 0;
  let newBytes = 0;
  let lateOld = 0;
  let newest: { pack: number; from: number; sinceMs: number } | null = null;
  let oldest: { pack: number; from: number; sinceMs: number } | null = null;
  for (const [pack, { end, verifiedTo, verifiedMs, newSinceMs }] of packs) {
    total += end;
    if (end > verifiedTo) {
      newBytes += end - verifiedTo;
      if (newest === null || newSinceMs < newest.sinceMs) newest = { pack, from: verifiedTo, sinceMs: newSinceMs };
    } else {
      if (nowMs - verifiedMs > PLANNED_MS) lateOld += end;
      if (oldest === null || verifiedMs < oldest.sinceMs) oldest = { pack, from: 0, sinceMs: verifiedMs };
    }
  }
  const steady = (total * 1000) / PLANNED_MS;
  const late = (newest !== null && nowMs - newest.sinceMs > NEW_LATE_MS) || (oldest !== null && nowMs - oldest.sinceMs > OLD_LATE_MS);
  if (busy && !late) return { bytesPerSecond: 0, next: null };
  const forNew = newest === null ? 0 : Math.max(LEAST_FOR_NEW, (newBytes * 1000) / NEW_PLANNED_MS);
  const wanted = Math.max(steady, forNew, (lateOld * 1000) / CATCH_UP_MS);
  const chosen = newest ?? oldest;
  return { bytesPerSecond: Math.min(wanted, MOST_BYTES_PER_SECOND), next: chosen === null ? null : { pack: chosen.pack, from: chosen.from } };
}

export interface Coverage {
  packs: number;
  bytes: number;
  /** Read within PERIOD_MS. */
  bytesVerified: number;
  bytesNever: number;
  /** Read longer ago than PERIOD_MS, or new for longer than NEW_WITHIN_MS. */
  bytesOverdue: number;
  /** When the bytes that were verified longest ago were; and since when the oldest new ones wait. 0: there are none. */
  oldestMs: number;
  newSinceMs: number;
}

export function coverageOf(packs: Packs, nowMs: number): Coverage {
  const coverage: Coverage = { packs: 0, bytes: 0, bytesVerified: 0, bytesNever: 0, bytesOverdue: 0, oldestMs: 0, newSinceMs: 0 };
  for (const [, { end, verifiedTo, verifiedMs, newSinceMs }] of packs) {
    const left = Math.max(0, end - verifiedTo);
    coverage.packs++;
    coverage.bytes += end;
    coverage.bytesNever += left;
    if (left > 0) {
      coverage.newSinceMs = earlier(coverage.newSinceMs, newSinceMs);
      if (nowMs - newSinceMs > NEW_WITHIN_MS) coverage.bytesOverdue += left;
    }
    if (verifiedTo === 0) continue;
    coverage.oldestMs = earlier(coverage.oldestMs, verifiedMs);
    if (nowMs - verifiedMs <= PERIOD_MS) coverage.bytesVerified += end - left;
    else coverage.bytesOverdue += end - left;
  }
  return coverage;
}

function earlier(a: number, b: number): number {
  return a === 0 ? b : Math.min(a, b);
}
