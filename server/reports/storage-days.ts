// The repository day by day: measured once a day and journalled, because what was free on the disk then, nothing else can tell.
import type { JournalRecord, StateReducer } from '../repository/types.js';
import { utcDay } from './days.js';
import type { StorageDay } from './storage.js';

export type Measured = Omit<StorageDay, 'day' | 'measuredMs'>;

/** Somewhat more than two years. */
const MAX_DAYS = 800;

export class StorageDays implements StateReducer {
  readonly name = 'storage-days';
  readonly mayBeAbsent = true as const;
  #days: StorageDay[] = [];

  /** Oldest first. */
  get days(): readonly StorageDay[] {
    return this.#days;
  }

  apply({ body, timeMs }: JournalRecord): void {
    if (body.kind !== 'storage.measured') return;
    const day = utcDay(timeMs);
    if (this.has(timeMs)) return;
    this.#days.push({ day, measuredMs: timeMs, ...(body['measured'] as Measured) });
    if (this.#days.length > MAX_DAYS) this.#days.shift();
  }

  /** Also when the clock was set back to a day before the newest. */
  has(ms: number): boolean {
    const newest = this.#days.at(-1);
    return newest !== undefined && newest.day >= utcDay(ms);
  }

  save(): unknown {
    return this.#days;
  }

  load(saved: unknown): void {
    this.#days = [...(saved as StorageDay[])];
  }
}
