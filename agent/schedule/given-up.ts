// The end of a run that never started: what the server is told of it later.
import { EXIT_CODE } from '../../shared/errors/errors.js';
import type { LogLine } from '../../shared/rpc/gen/farvault/v1/LogLine.js';
import type { RunEnded } from '../../shared/rpc/gen/farvault/v1/RunEnded.js';
import { isoTime, type GivenUp } from './plan.js';

export function endOf(jobId: string, { run, why }: GivenUp, lineLostMs: number, nowMs: number): RunEnded {
  const { runId, dueMs, attempt, reason, waitsMs } = run;
  const line = (number: number, timeMs: number, level: string, message: string): LogLine => ({ number, timeMs, level, message });
  return {
    runId,
    state: 'failed',
    error: why,
    errorCode: 'UNAVAILABLE',
    exitCode: EXIT_CODE.UNAVAILABLE,
    snapshotId: '',
    counters: {},
    startedMs: 0,
    endedMs: nowMs,
    jobId,
    dueMs,
    attempt,
    reason,
    log: [line(1, waitsMs, 'info', `due at ${isoTime(dueMs)}; no line to the server since ${isoTime(lineLostMs)}`), line(2, nowMs, 'error', `given up: ${why}`)],
  };
}
