// Run records as they follow from the journal: what was ordered, and how it ended. Progress and logs are not state; see run-log.ts.
import type { RestoreSpec } from '../../shared/rpc/gen/farvault/v1/RestoreSpec.js';
import type { JournalRecord, StateReducer } from '../repository/types.js';

export type RunKind = 'backup' | 'restore';
export type RunOutcome = 'succeeded' | 'partial' | 'failed' | 'cancelled';
export type RunStateName = 'queued' | 'running' | RunOutcome;

/** The order of a restore, as JSON: `pathHex` is the path inside the snapshot. */
export interface RestoreOrder extends Required<Omit<RestoreSpec, 'path'>> {
  pathHex: string;
}

export interface RunRecord {
  id: string;
  kind: RunKind;
  jobId: string;
  jobName: string;
  agentId: string;
  startedBy: string;
  queuedMs: number;
  startedMs: number;
  endedMs: number;
  state: RunStateName;
  cancelRequested: boolean;
  restore: RestoreOrder | null;
  counters: Record<string, number>;
  error: string;
  errorCode: string;
  snapshotId: string;
  exitCode: number;
}

/** Ended runs kept in memory and in checkpoints; older ones are forgotten with their logs. */
export const MAX_ENDED_RUNS = 1000;

export class RunState implements StateReducer {
  readonly name = 'runs';
  readonly #runs = new Map<string, RunRecord>();
  /** Told which ended runs fell out, so that their logs can go. */
  onForgotten: ((id: string) => void) | null = null;

  apply(record: JournalRecord): void {
    const { body } = record;
    if (body.kind === 'run.ordered') {
      const run = body['run'] as RunRecord;
      this.#runs.set(run.id, { ...run });
      return;
    }
    if (body.kind === 'run.cancel-requested') {
      const run = this.#runs.get(body['id'] as string);
      if (run !== undefined) run.cancelRequested = true;
      return;
    }
    if (body.kind === 'run.ended') {
      const run = this.#runs.get(body['id'] as string);
      if (run === undefined) return;
      Object.assign(run, body['end'] as Partial<RunRecord>);
      // Newest last, so that the oldest ended one is the first found.
      this.#runs.delete(run.id);
      this.#runs.set(run.id, run);
      this.#forgetOldest();
    }
  }

  save(): unknown {
    return [...this.#runs.values()];
  }

  load(saved: unknown): void {
    this.#runs.clear();
    for (const run of saved as RunRecord[]) this.#runs.set(run.id, run);
  }

  get(id: string): RunRecord | undefined {
    return this.#runs.get(id);
  }

  /** Newest first. */
  all(): RunRecord[] {
    return [...this.#runs.values()].sort((a, b) => b.queuedMs - a.queuedMs || (a.id < b.id ? 1 : -1));
  }

  active(agentId?: string): RunRecord[] {
    return [...this.#runs.values()].filter((run) => !hasEnded(run) && (agentId === undefined || run.agentId === agentId));
  }

  #forgetOldest(): void {
    let ended = 0;
    for (const run of this.#runs.values()) if (hasEnded(run)) ended++;
    for (const run of this.#runs.values()) {
      if (ended <= MAX_ENDED_RUNS) return;
      if (!hasEnded(run)) continue;
      this.#runs.delete(run.id);
      this.onForgotten?.(run.id);
      ended--;
    }
  }
}

export function hasEnded(run: RunRecord): boolean {
  return run.state !== 'queued' && run.state !== 'running';
}
