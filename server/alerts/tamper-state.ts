// What looked like an attack when it was committed, as the journal tells.
import type { JournalRecord, StateReducer } from '../repository/types.js';
import type { TamperFacts } from './world.js';

/** Snapshots of a job that are remembered as suspicious. */
const MAX_SUSPECTS = 1_000;

interface JobTamper {
  last: TamperFacts;
  /** Oldest first. */
  suspects: string[];
}

export class TamperState implements StateReducer {
  readonly name = 'tamper';
  readonly mayBeAbsent = true as const;
  readonly #jobs = new Map<string, JobTamper>();

  apply({ body, timeMs }: JournalRecord): void {
    if (body.kind === 'job.deleted') this.#jobs.delete(body['id'] as string);
    if (body.kind !== 'tamper.found') return;
    const { jobId, found } = body as unknown as { jobId: string; found: Omit<TamperFacts, 'foundMs'> };
    const suspects = this.#jobs.get(jobId)?.suspects ?? [];
    this.#jobs.set(jobId, { last: { ...found, foundMs: timeMs }, suspects: [...suspects, found.snapshotId].slice(-MAX_SUSPECTS) });
  }

  last(jobId: string): TamperFacts | null {
    return this.#jobs.get(jobId)?.last ?? null;
  }

  isSuspect(jobId: string, snapshotId: string): boolean {
    return this.#jobs.get(jobId)?.suspects.includes(snapshotId) === true;
  }

  save(): unknown {
    return [...this.#jobs];
  }

  load(saved: unknown): void {
    this.#jobs.clear();
    for (const [id, job] of saved as [string, JobTamper][]) this.#jobs.set(id, job);
  }
}
