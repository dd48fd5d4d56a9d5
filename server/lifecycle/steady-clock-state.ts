// The last mark of the steady clock, as the journal tells.
import type { JournalRecord, StateReducer } from '../repository/index.js';

export interface ClockMark {
  /** By which locks, the trash and holds are judged. */
  steadyMs: number;
  /** What the time is, as far as known: behind steadyMs when that ran ahead, which then stands still until this has caught up. */
  estimateMs: number;
  /** What the wall clock said at the mark. */
  wallMs: number;
  /** So much time without this process is believed at a start. */
  creditMs: number;
}

export class SteadyClockState implements StateReducer {
  readonly name = 'steady-clock';
  readonly mayBeAbsent = true as const;
  #mark: ClockMark | null = null;

  /** Null: nothing was ever marked. */
  get mark(): ClockMark | null {
    return this.#mark;
  }

  apply({ body }: JournalRecord): void {
    if (body.kind !== 'clock.marked' && body.kind !== 'clock.confirmed') return;
    const { steadyMs, estimateMs, wallMs, creditMs } = body as unknown as ClockMark;
    this.#mark = { steadyMs: Math.max(steadyMs, this.#mark?.steadyMs ?? steadyMs), estimateMs, wallMs, creditMs };
  }

  save(): unknown {
    return this.#mark;
  }

  load(saved: unknown): void {
    this.#mark = saved as ClockMark | null;
  }
}
