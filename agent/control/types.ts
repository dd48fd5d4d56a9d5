// What the control loop hands runs to, and what a run may say while it goes on.
import type { BackupSpec__Output } from '../../shared/rpc/gen/farvault/v1/BackupSpec.js';
import type { RestoreSpec__Output } from '../../shared/rpc/gen/farvault/v1/RestoreSpec.js';
import type { RunCounters } from '../../shared/rpc/gen/farvault/v1/RunCounters.js';

export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

export interface RunReporter {
  progress(counters: RunCounters, currentPath: Buffer | null, phase: string): void;
  log(level: LogLevel, message: string, path?: Buffer): void;
}

export interface RunResult {
  state: 'succeeded' | 'partial' | 'failed' | 'cancelled';
  error: string;
  errorCode: string;
  snapshotId: string;
  counters: RunCounters;
  exitCode: number;
}

/** A run that rejects counts as failed, with the error's code. The signal asks it to stop; it may take a moment to do so in order. */
export interface Runners {
  startBackup(run: { runId: string; spec: BackupSpec__Output }, reporter: RunReporter, signal: AbortSignal): Promise<RunResult>;
  startRestore(run: { runId: string; spec: RestoreSpec__Output }, reporter: RunReporter, signal: AbortSignal): Promise<RunResult>;
}
