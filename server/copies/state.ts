// Which copies are made by schedule, as the journal tells. How they ended lies beside it: outcomes.ts.
import type { JournalRecord, StateReducer } from '../repository/index.js';

export interface CopyPlan {
  name: string;
  folder: string;
  /** Cron, in the server's time zone; empty: by hand only. */
  schedule: string;
  lateAfterMs: number;
}

export interface PlannedCopy extends CopyPlan {
  /** When it got its folder. */
  setMs: number;
}

export class CopyState implements StateReducer {
  readonly name = 'copies';
  readonly mayBeAbsent = true as const;
  readonly #byName = new Map<string, PlannedCopy>();

  apply({ body, timeMs }: JournalRecord): void {
    if (body.kind === 'copy.set') {
      const plan = body['copy'] as CopyPlan;
      const before = this.#byName.get(plan.name);
      this.#byName.set(plan.name, { ...plan, setMs: before?.folder === plan.folder ? before.setMs : timeMs });
    }
    if (body.kind === 'copy.deleted') this.#byName.delete(body['name'] as string);
  }

  save(): unknown {
    return [...this.#byName.values()];
  }

  load(saved: unknown): void {
    this.#byName.clear();
    for (const copy of saved as PlannedCopy[]) this.#byName.set(copy.name, copy);
  }

  get(name: string): PlannedCopy | undefined {
    return this.#byName.get(name);
  }

  all(): PlannedCopy[] {
    return [...this.#byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
