// By which rules each job's snapshots were judged last, what changes of rules have expired of each office lately, and whether retention works, as the journal tells.
import type { JournalRecord, StateReducer } from '../repository/index.js';
import type { KeepRules } from './plan.js';

/** Rules with the calendar that they are read by. */
export interface JudgedBy extends KeepRules {
  timezone: string;
}

/** So many snapshots of an office have expired by a change of rules. */
export interface Extra {
  officeId: string;
  count: number;
}

/** `retention.applied`: of jobs only those whose rules are not those of before. `failed`: why it could not be applied; empty: it was, as far as one administrator may. */
export interface RetentionRecord {
  atMs: number;
  jobs: [string, JudgedBy][];
  extras: Extra[];
  /** False: rules that expire nothing more than those before, taken note of. */
  whole: boolean;
  failed: string;
}

interface Saved {
  jobs: [string, JudgedBy][];
  extras: (Extra & { atMs: number })[];
  appliedMs: number;
  failingSinceMs: number;
  failure: string;
}

/** So long what a change has expired counts with the next one, so that many small changes do not get around the second administrator. */
export const EXTRA_WINDOW_MS = 7 * 86_400_000;

export class RetentionState implements StateReducer {
  readonly name = 'retention';
  readonly mayBeAbsent = true as const;
  readonly #jobs = new Map<string, JudgedBy>();
  #extras: (Extra & { atMs: number })[] = [];
  /** When it was applied last, to everything and without a failure. By the steady clock, as all times here. */
  appliedMs = 0;
  /** 0: the last time all went well. */
  failingSinceMs = 0;
  failure = '';

  apply({ body }: JournalRecord): void {
    if (body.kind === 'job.deleted') this.#jobs.delete(body['id'] as string);
    if (body.kind !== 'retention.applied') return;
    const { atMs, jobs, extras, whole, failed } = body as unknown as RetentionRecord;
    for (const [id, rules] of jobs) this.#jobs.set(id, rules);
    this.#extras = [...this.#extras.filter((one) => one.atMs > atMs - EXTRA_WINDOW_MS), ...extras.map((extra) => ({ ...extra, atMs }))];
    if (failed !== '') {
      if (this.failingSinceMs === 0) this.failingSinceMs = atMs;
      this.failure = failed;
    } else if (whole) {
      this.appliedMs = atMs;
      this.failingSinceMs = 0;
      this.failure = '';
    }
  }

  /** Undefined: never judged, so that everything was kept. */
  judgedBy(jobId: string): JudgedBy | undefined {
    return this.#jobs.get(jobId);
  }

  extraOf(officeId: string, nowMs: number): number {
    return this.#extras.reduce((sum, one) => sum + (one.officeId === officeId && one.atMs > nowMs - EXTRA_WINDOW_MS ? one.count : 0), 0);
  }

  save(): unknown {
    const { appliedMs, failingSinceMs, failure } = this;
    return { jobs: [...this.#jobs], extras: this.#extras, appliedMs, failingSinceMs, failure } satisfies Saved;
  }

  load(saved: unknown): void {
    const { jobs, extras, appliedMs, failingSinceMs, failure } = saved as Saved;
    this.#jobs.clear();
    for (const [id, rules] of jobs) this.#jobs.set(id, rules);
    this.#extras = extras;
    Object.assign(this, { appliedMs, failingSinceMs, failure });
  }
}
