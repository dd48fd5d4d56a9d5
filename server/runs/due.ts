// Scheduled runs as agents ask for them and tell of them: what is to be done with a due time, and with the end of a run that the server never heard of. Pure.
// The id of a scheduled run follows from job, due time and attempt, so whatever is told twice is one run.
import type { RunDue__Output } from '../../shared/rpc/gen/farvault/v1/RunDue.js';
import { scheduledRunId } from '../../shared/schedule/index.js';
import { isScheduledReason, isWaiting, type RunRecord, type ScheduledReason } from './run-record.js';

const DAY_MS = 24 * 60 * 60_000;
/** Due times further away than this are a fault of the agent's clock. */
const OLDEST_DUE_MS = 400 * DAY_MS;
const NEWEST_DUE_MS = DAY_MS;
const MAX_ATTEMPT = 1_000;

/** What a job is to the one who decides. */
export interface DueJob {
  id: string;
  name: string;
  agentId: string;
  paused: boolean;
}

export type Due = Pick<RunDue__Output, 'runId' | 'jobId' | 'dueMs' | 'attempt' | 'reason'>;

/** A due time that was checked. */
export interface ScheduledRun {
  runId: string;
  job: DueJob;
  dueMs: number;
  attempt: number;
  reason: ScheduledReason;
}

export interface DueSurroundings {
  agentId: string;
  nowMs: number;
  job: DueJob | undefined;
}

/** The run that the agent speaks of, or why there can be none. */
export function checkDue(due: Due, { agentId, nowMs, job }: DueSurroundings): ScheduledRun | string {
  if (job === undefined || job.agentId !== agentId) return 'this agent has no such job';
  if (!isScheduledReason(due.reason)) return `'${due.reason.slice(0, 32)}' is no reason of a schedule`;
  if (!Number.isSafeInteger(due.attempt) || due.attempt < 1 || due.attempt > MAX_ATTEMPT) return `attempt ${due.attempt} is none`;
  if (!Number.isSafeInteger(due.dueMs) || due.dueMs < nowMs - OLDEST_DUE_MS || due.dueMs > nowMs + NEWEST_DUE_MS) return 'the due time is far from now by the server: compare the clocks of both machines';
  if (due.runId !== scheduledRunId(job.id, due.dueMs, due.attempt)) return 'the id does not follow from job, due time and attempt';
  return { runId: due.runId, job, dueMs: due.dueMs, attempt: due.attempt, reason: due.reason };
}

export type DueDecision = { what: 'order'; replaces: RunRecord | null } | { what: 'refuse'; why: string };

/** Of the runs of a job one at most goes on, and one at most of its schedule waits: the newest. `active`: those of the job that have not ended. */
export function decideDue(due: ScheduledRun, active: readonly RunRecord[]): DueDecision {
  if (due.job.paused) return { what: 'refuse', why: `job '${due.job.name}' is paused` };
  const waiting = active.find((run) => isWaiting(run) && run.dueMs > 0);
  if (waiting === undefined) return { what: 'order', replaces: null };
  if (isLater(due, waiting)) return { what: 'order', replaces: waiting };
  return { what: 'refuse', why: `run ${waiting.id}, due later, waits already` };
}

function isLater(due: ScheduledRun, waiting: RunRecord): boolean {
  return due.dueMs > waiting.dueMs || (due.dueMs === waiting.dueMs && due.attempt > waiting.attempt);
}

/** Times of a run that nobody saw but its agent: none in the future, the end not before the start. */
export function saneTimes(told: { dueMs: number; startedMs: number; endedMs: number }, nowMs: number): { queuedMs: number; startedMs: number; endedMs: number } {
  const oldest = nowMs - OLDEST_DUE_MS;
  const endedMs = told.endedMs > oldest ? Math.min(told.endedMs, nowMs) : nowMs;
  const startedMs = told.startedMs > oldest ? Math.min(told.startedMs, endedMs) : 0;
  return { queuedMs: Math.min(told.dueMs, startedMs === 0 ? endedMs : startedMs), startedMs, endedMs };
}
