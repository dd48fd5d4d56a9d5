// Sums over all snapshots, and what became of the repository: for the status, which must not read the catalog for it.
import type { JournalRecord, SnapshotRecord, StateReducer } from '../repository/index.js';

/** The last time that the journal was lost and made anew from the packs. */
export interface Recovery {
  timeMs: number;
  /** Those that only the packs told of. */
  snapshots: number;
}

interface Saved {
  bytesLogical: number;
  recovery: Recovery | null;
}

export class SnapshotTotals implements StateReducer {
  readonly name = 'snapshot-totals';
  #state: Saved = { bytesLogical: 0, recovery: null };

  get bytesLogical(): number {
    return this.#state.bytesLogical;
  }

  get recovery(): Recovery | null {
    return this.#state.recovery;
  }

  apply({ body, timeMs }: JournalRecord): void {
    if (body.kind === 'snapshot.committed') this.#state.bytesLogical += (body['snapshot'] as SnapshotRecord).counters['bytesLogical'] ?? 0;
    if (body.kind === 'repository.recovered') this.#state.recovery = { timeMs, snapshots: body['snapshots'] as number };
  }

  save(): unknown {
    return this.#state;
  }

  load(saved: unknown): void {
    this.#state = { ...(saved as Saved) };
  }
}
