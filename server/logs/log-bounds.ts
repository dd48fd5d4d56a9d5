// How much of what happened is kept.
import type { LogBounds } from './segments.js';

const MIB = 1 << 20;
const DAY_MS = 24 * 60 * 60_000;

/** Of one run: what comes after is dropped, with a line that says so. */
export const MAX_RUN_BYTES = 16 * MIB;
/** Waiting to be written; beyond, lines are dropped and counted. */
export const MAX_QUEUE_BYTES = 8 * MIB;

const DEFAULT_BYTES = 2048 * MIB;
/** Of a small disk the log takes no more than this share. */
const DISK_SHARE = 0.05;

/** What an administrator may choose; `mib` 0: by the disk. */
export interface LogKept {
  days: number;
  mib: number;
}

export const KEPT: LogKept = { days: 90, mib: 0 };

export function logBounds(kept: LogKept, diskBytes: number): LogBounds {
  const totalBytes = kept.mib > 0 ? kept.mib * MIB : Math.min(DEFAULT_BYTES, Math.floor(diskBytes * DISK_SHARE));
  // The log is dropped by whole segments.
  return { ageMs: kept.days * DAY_MS, totalBytes, segmentBytes: Math.min(16 * MIB, Math.ceil(totalBytes / 8)), segmentMs: DAY_MS };
}
