// Notices that the wall clock went another way than time did: it was set, or the machine slept.
import type { Clock } from '../../shared/time/clock.js';
import { isoTime } from './plan.js';

/** From here on due times are looked at anew. */
const STEP_MS = 5_000;
/** From here on it is worth a word. */
const TOLD_MS = 60_000;
const DAY_MS = 24 * 3_600_000;

export interface ClockStep {
  byMs: number;
  /** For the log; null: too small to speak of. */
  text: string | null;
  /** No sleep explains it. */
  suspicious: boolean;
}

export class ClockWatch {
  #wall: number;
  #monotonic: number;

  constructor(private readonly clock: Clock) {
    this.#wall = clock.now();
    this.#monotonic = clock.monotonic();
  }

  /** Null: the clock went on as it should since the last look. */
  look(): ClockStep | null {
    const [wall, monotonic] = [this.clock.now(), this.clock.monotonic()];
    const byMs = wall - this.#wall - (monotonic - this.#monotonic);
    const from = this.#wall;
    this.#wall = wall;
    this.#monotonic = monotonic;
    if (Math.abs(byMs) < STEP_MS) return null;
    const text = Math.abs(byMs) < TOLD_MS ? null : `the clock of this machine went ${byMs < 0 ? 'back' : 'forward'} by ${inWords(Math.abs(byMs))}, from ${isoTime(from)} to ${isoTime(wall)}${byMs > 0 ? ' (or it slept)' : ''}`;
    return { byMs, text, suspicious: text !== null && (byMs < 0 || byMs > 30 * DAY_MS) };
  }
}

function inWords(ms: number): string {
  if (ms >= 2 * DAY_MS) return `${Math.round(ms / DAY_MS)} days`;
  return ms >= 2 * 3_600_000 ? `${Math.round(ms / 3_600_000)} hours` : `${Math.round(ms / 60_000)} minutes`;
}
