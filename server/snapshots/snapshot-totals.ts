// What became of the repository: for the status.
import type { JournalRecord, StateReducer } from '../repository/index.js';

/** The last time that the journal was lost and made anew from the packs. */
export interface Recovery {
  timeMs: number;
  /** Those that only the packs told of. */
  snapshots: number;
}

interface Saved {
  recovery: Recovery | null;
}

export class SnapshotTotals implements StateReducer {
  readonly name = 'snapshot-totals';
  #state: Saved = { recovery: null };

  get recovery(): Recovery | null {
    return this.#state.recovery;
  }

  apply({ body, timeMs }: JournalRecord): void {
    if (body.kind === 'repository.recovered') this.#state.recovery = { timeMs, snapshots: body['snapshots'] as number };
  }

  save(): unknown {
    return this.#state;
  }

  load(saved: unknown): void {
    this.#state = { recovery: (saved as Saved).recovery };
  }
}
