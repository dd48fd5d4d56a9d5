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

export function logBounds(diskBytes: number): LogBounds {
  return { ageMs: 90 * DAY_MS, totalBytes: Math.min(DEFAULT_BYTES, Math.floor(diskBytes * DISK_SHARE)), segmentBytes: 16 * MIB, segmentMs: DAY_MS };
}
