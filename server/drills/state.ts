// The newest drills of each job as the journal tells; the evidence itself lies in files and in the journal.
import type { JournalRecord, StateReducer } from '../repository/index.js';
import type { DrillKind } from './evidence.js';

export interface DrillSummary {
  id: string;
  run: string;
  jobId: string;
  officeId: string;
  snapshotId: string;
  kind: DrillKind;
  startedMs: number;
  endedMs: number;
  passed: boolean;
  /** By schedule, not by hand. */
  scheduled: boolean;
  files: number;
  bytes: number;
  restoreSeconds: number;
  /** Null: nothing was restored. */
  wholeSeconds: number | null;
  differences: number;
  error: string;
}

export interface JobDrills {
  /** Newest first. */
  newest: DrillSummary[];
  good: DrillSummary | null;
  /** The newest good one of everything. */
  wholeGood: DrillSummary | null;
  /** When the newest one by schedule began; 0: there was none. */
  scheduledMs: number;
}

/** Of each job. */
const KEPT = 10;
const NONE: JobDrills = { newest: [], good: null, wholeGood: null, scheduledMs: 0 };

export class DrillState implements StateReducer {
  readonly name = 'drills';
  readonly mayBeAbsent = true as const;
  readonly #jobs = new Map<string, JobDrills>();

  apply({ body }: JournalRecord): void {
    if (body.kind === 'job.deleted') this.#jobs.delete(body['id'] as string);
    if (body.kind !== 'drill.done') return;
    const drill = body['drill'] as DrillSummary;
    const before = this.ofJob(drill.jobId);
    this.#jobs.set(drill.jobId, {
      newest: [drill, ...before.newest].slice(0, KEPT),
      good: drill.passed ? drill : before.good,
      wholeGood: drill.passed && drill.kind === 'whole' ? drill : before.wholeGood,
      scheduledMs: drill.scheduled ? drill.startedMs : before.scheduledMs,
    });
  }

  ofJob(jobId: string): JobDrills {
    return this.#jobs.get(jobId) ?? NONE;
  }

  /** Newest first. */
  all(): DrillSummary[] {
    return [...this.#jobs.values()].flatMap(({ newest }) => newest).sort((a, b) => (a.id < b.id ? 1 : -1));
  }

  save(): unknown {
    return [...this.#jobs];
  }

  load(saved: unknown): void {
    this.#jobs.clear();
    for (const [id, drills] of saved as [string, JobDrills][]) this.#jobs.set(id, drills);
  }
}
