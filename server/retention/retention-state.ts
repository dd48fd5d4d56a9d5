// By which rules each job's snapshots were judged last and within a week, and whether retention works, as the journal tells.
import type { JournalRecord, StateReducer } from '../repository/index.js';
import { hasRules, type KeepRules } from './plan.js';

/** Rules with the calendar that they are read by. */
export interface JudgedBy extends KeepRules {
  timezone: string;
}

/**
 * `retention.applied`: of jobs only those whose rules are not those of before. `agreed`: two administrators have, or there was nothing that the rules of before kept, so these
 * do not count any more. `failed`: why it could not be applied; empty: it was, as far as one administrator may.
 */
export interface RetentionRecord {
  atMs: number;
  jobs: [string, JudgedBy][];
  agreed: boolean;
  /** False: to a part, or rules that expire nothing more than those before, taken note of. */
  whole: boolean;
  failed: string;
}

/** Null: everything was kept. */
interface Former {
  rules: JudgedBy | null;
  untilMs: number;
}

interface Saved {
  jobs: [string, JudgedBy][];
  former?: [string, Former[]][];
  appliedMs: number;
  failingSinceMs: number;
  failure: string;
}

/** So long rules count beside those that take their place: neither many small changes nor many new snapshots under new rules get around the second administrator. */
export const FORMER_MS = 7 * 86_400_000;
/** Of a job. Who changes its rules more often is taken to have kept everything. */
const MAX_FORMER = 8;

export class RetentionState implements StateReducer {
  readonly name = 'retention';
  readonly mayBeAbsent = true as const;
  readonly #jobs = new Map<string, JudgedBy>();
  readonly #former = new Map<string, Former[]>();
  /** When it was applied last, to everything and without a failure. By the steady clock, as all times here. */
  appliedMs = 0;
  /** 0: the last time all went well. */
  failingSinceMs = 0;
  failure = '';

  apply({ body }: JournalRecord): void {
    if (body.kind === 'job.deleted') {
      this.#jobs.delete(body['id'] as string);
      this.#former.delete(body['id'] as string);
    }
    if (body.kind !== 'retention.applied') return;
    const { atMs, jobs, agreed, whole, failed } = body as unknown as RetentionRecord;
    for (const [id, rules] of jobs) this.#change(id, rules, agreed, atMs);
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

  /** Those by which it was judged last, and those that were in force within a week; null: everything was kept. */
  formerly(jobId: string, nowMs: number): (JudgedBy | null)[] {
    const former = (this.#former.get(jobId) ?? []).filter(({ untilMs }) => untilMs > nowMs - FORMER_MS);
    const all = [this.#jobs.get(jobId) ?? null, ...former.map(({ rules }) => rules)];
    return all.some((rules) => rules === null || !hasRules(rules)) ? [null] : all;
  }

  save(): unknown {
    const { appliedMs, failingSinceMs, failure } = this;
    return { jobs: [...this.#jobs], former: [...this.#former], appliedMs, failingSinceMs, failure } satisfies Saved;
  }

  load(saved: unknown): void {
    const { jobs, former = [], appliedMs, failingSinceMs, failure } = saved as Saved;
    this.#jobs.clear();
    this.#former.clear();
    for (const [id, rules] of jobs) this.#jobs.set(id, rules);
    for (const [id, some] of former) this.#former.set(id, some);
    Object.assign(this, { appliedMs, failingSinceMs, failure });
  }

  #change(id: string, rules: JudgedBy, agreed: boolean, atMs: number): void {
    const former = (this.#former.get(id) ?? []).filter(({ untilMs }) => untilMs > atMs - FORMER_MS);
    former.push({ rules: this.#jobs.get(id) ?? null, untilMs: atMs });
    this.#jobs.set(id, rules);
    if (agreed) this.#former.delete(id);
    else this.#former.set(id, former.length <= MAX_FORMER ? former : [{ rules: null, untilMs: atMs }]);
  }
}
