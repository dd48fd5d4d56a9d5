// When a job is due. Pure: agent and server work out the same due times from the same settings, with or without a line.
import { FarvaultError } from '../errors/errors.js';
import { blake3 } from '../hash/hash.js';
import type { OpenTime } from './open-time.js';
import { readSettings, type ScheduleSettings } from './settings.js';
import type { RawTimes } from './raw-times.js';

export interface WindowState {
  open: boolean;
  /** When it closes or opens next; null: never. */
  changesMs: number | null;
}

export interface Schedule {
  /** The first due time strictly after `afterMs`; null: none, it runs by hand alone. */
  next(afterMs: number): number | null;
  /** Due times in [fromMs, toMs), at most `limit`. */
  between(fromMs: number, toMs: number, limit: number): number[];
  /** The newest due time in (afterMs, nowMs]. */
  latest(afterMs: number, nowMs: number): number | null;
  /** The backup window alone: a blackout keeps runs from starting, not from going on. */
  window(nowMs: number): WindowState;
  /** Whether a run may start: the window without the blackouts. */
  starts(nowMs: number): WindowState;
}

/** `seed`: the job's id; its share of the jitter follows from it. */
export function compileSchedule(settings: ScheduleSettings, seed: string): Schedule {
  const read = readSettings(settings);
  if (Array.isArray(read)) throw new FarvaultError('USAGE', read.join('\n'));
  return new JobSchedule(read.times, read.starts, read.window, read.jitter, shareOf(seed));
}

/** In [0, 1). */
function shareOf(seed: string): number {
  return blake3(Buffer.from(`jitter\0${seed}`)).readUIntBE(0, 6) / 2 ** 48;
}

class JobSchedule implements Schedule {
  constructor(
    private readonly times: RawTimes,
    private readonly openings: OpenTime,
    private readonly hours: OpenTime | null,
    private readonly jitter: number,
    private readonly share: number,
  ) {}

  // A later raw time never gets an earlier due time (#due), so the first raw time that is moved beyond `afterMs` gives the answer.
  next(afterMs: number): number | null {
    const opening = this.openings.around(afterMs);
    if (opening.from === Infinity) return null;
    // Raw times while it was closed are all due at the same moment.
    const atOpening = opening.from + this.#moved(opening.from, opening.to);
    if (atOpening > afterMs) {
      const waiting = this.times.after(opening.previousTo - 1);
      if (waiting === null) return null;
      if (waiting < opening.from) return atOpening;
    }
    let raw = this.times.after(Math.max(opening.from, afterMs - this.jitter) - 1);
    for (;;) {
      if (raw === null) return null;
      const due = this.#due(raw);
      if (due > afterMs) return due;
      raw = this.times.after(raw);
    }
  }

  between(fromMs: number, toMs: number, limit: number): number[] {
    const found: number[] = [];
    let due = this.next(fromMs - 1);
    while (due !== null && due < toMs && found.length < limit) {
      found.push(due);
      due = this.next(due);
    }
    return found;
  }

  // Halves the stretch until it holds one due time: an agent that was off for a year need not walk through it.
  latest(afterMs: number, nowMs: number): number | null {
    const first = this.next(afterMs);
    if (first === null || first > nowMs) return null;
    let low = first;
    let high = nowMs;
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      const due = this.next(middle);
      if (due !== null && due <= nowMs) low = due;
      else high = middle;
    }
    return low;
  }

  window(nowMs: number): WindowState {
    return this.hours === null ? { open: true, changesMs: null } : stateOf(this.hours, nowMs);
  }

  starts(nowMs: number): WindowState {
    return stateOf(this.openings, nowMs);
  }

  #due(raw: number): number {
    const { from, to } = this.openings.around(raw);
    const start = Math.max(raw, from);
    return start + this.#moved(start, to);
  }

  /** The jitter, in whole seconds, cut so that it never leads out of the opening. */
  #moved(from: number, to: number): number {
    return Math.floor((this.share * Math.min(this.jitter, to - from)) / 1000) * 1000;
  }
}

function stateOf(openings: OpenTime, nowMs: number): WindowState {
  const { from, to } = openings.around(nowMs);
  const open = from <= nowMs;
  const changesMs = open ? to : from;
  return { open, changesMs: Number.isFinite(changesMs) ? changesMs : null };
}
