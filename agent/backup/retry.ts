// When a cut stream is worth another try, and after how long.
import type { ErrorCode, FarvaultError } from '../../shared/errors/errors.js';

const FIRST_MS = 500;
const LONGEST_MS = 60_000;
/** Times in a row that a fault of the server's own is met with another try. */
const FAULTS_TOLERATED = 3;

const ALWAYS: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['UNAVAILABLE', 'DEADLINE', 'POISONED']);
const SOMETIMES: ReadonlySet<ErrorCode> = new Set<ErrorCode>(['INTERNAL', 'CANCELLED', 'CONFLICT', 'IO']);

/** `failures`: streams in a row that ended without progress, this one included. */
export function mayRetry(error: FarvaultError, failures: number): boolean {
  return ALWAYS.has(error.code) || (SOMETIMES.has(error.code) && failures <= FAULTS_TOLERATED);
}

/** Full jitter over the upper half, so that many agents cut off at once do not come back at once. */
export function backoffMs(failures: number, random: number): number {
  const ceiling = Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(failures - 1, 10));
  return ceiling * (0.5 + random / 2);
}
