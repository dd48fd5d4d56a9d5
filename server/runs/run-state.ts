// What must be known of runs at any moment, as it follows from the journal: those that wait or go on, and of each job how the last one and the last good one
// ended. Small, as it is kept in memory and in checkpoints; the history is a view (history.ts), progress and logs are not state.
import type { JournalRecord, StateReducer } from '../repository/types.js';
import { hasEnded, isGood, wholeRun, type RunRecord } from './run-record.js';

/** How a run of a job ended. */
export type RunEnd = Pick<RunRecord, 'id' | 'kind' | 'state' | 'reason' | 'attempt' | 'queuedMs' | 'dueMs' | 'startedMs' | 'endedMs' | 'snapshotId' | 'error' | 'errorCode'>;

interface JobEnds {
  last: RunEnd;
  good: RunEnd | null;
}

interface Saved {
  active: RunRecord[];
  jobs: [string, JobEnds][];
}

const ERROR_CHARS = 256;

export class RunState implements StateReducer {
  readonly name = 'runs';
  readonly #active = new Map<string, RunRecord>();
  readonly #jobs = new Map<string, JobEnds>();
  /** Called with each run as it ends, once the runs are in service. */
  onEnded: ((run: RunRecord) => void) | null = null;

  apply({ body, timeMs }: JournalRecord): void {
    switch (body.kind) {
      case 'run.ordered': {
        const run = wholeRun(body['run'] as RunRecord);
        this.#active.set(run.id, run);
        return;
      }
      case 'run.dispatched': {
        const run = this.#active.get(body['id'] as string);
        if (run !== undefined) run.dispatchedMs = timeMs;
        return;
      }
      case 'run.cancel-requested': {
        const run = this.#active.get(body['id'] as string);
        if (run !== undefined) run.cancelRequested = true;
        return;
      }
      case 'run.ended': {
        const run = this.#active.get(body['id'] as string);
        if (run === undefined) return;
        Object.assign(run, body['end'] as Partial<RunRecord>);
        this.#end(run);
        return;
      }
      case 'job.deleted':
        this.#jobs.delete(body['id'] as string);
        return;
      default:
    }
  }

  save(): Saved {
    return { active: [...this.#active.values()], jobs: [...this.#jobs] };
  }

  /** Earlier versions saved a list of runs, the ended ones in the order of their ends. */
  load(saved: unknown): void {
    this.#active.clear();
    this.#jobs.clear();
    const { active, jobs } = Array.isArray(saved) ? { active: saved as RunRecord[], jobs: [] } : (saved as Saved);
    for (const [id, ends] of jobs) this.#jobs.set(id, ends);
    for (const run of active.map(wholeRun)) {
      if (hasEnded(run)) this.#end(run);
      else this.#active.set(run.id, run);
    }
  }

  get(id: string): RunRecord | undefined {
    return this.#active.get(id);
  }

  active(): Iterable<RunRecord> {
    return this.#active.values();
  }

  get activeCount(): number {
    return this.#active.size;
  }

  endsOf(jobId: string): JobEnds | undefined {
    return this.#jobs.get(jobId);
  }

  #end(run: RunRecord): void {
    this.#active.delete(run.id);
    if (run.jobId !== '') {
      const end = endOf(run);
      this.#jobs.set(run.jobId, { last: end, good: isGood(run) ? end : (this.#jobs.get(run.jobId)?.good ?? null) });
    }
    this.onEnded?.(run);
  }
}

function endOf({ id, kind, state, reason, attempt, queuedMs, dueMs, startedMs, endedMs, snapshotId, error, errorCode }: RunRecord): RunEnd {
  return { id, kind, state, reason, attempt, queuedMs, dueMs, startedMs, endedMs, snapshotId, error: error.slice(0, ERROR_CHARS), errorCode };
}
