// What a run is, as it is kept: of any kind, on an agent or (agentId '') on the server itself.
import type { RestoreSpec } from '../../shared/rpc/gen/farvault/v1/RestoreSpec.js';

const OUTCOMES = ['succeeded', 'partial', 'failed', 'cancelled'] as const;
export type RunOutcome = (typeof OUTCOMES)[number];
export type RunStateName = 'queued' | 'running' | RunOutcome;

/** Why a run was asked for. */
export type RunReason = 'manual' | ScheduledReason;
const SCHEDULED_REASONS = ['schedule', 'catch-up', 'retry'] as const;
export type ScheduledReason = (typeof SCHEDULED_REASONS)[number];

/** The order of a restore, as JSON: `pathHex` is the path inside the snapshot. */
export interface RestoreOrder extends Required<Omit<RestoreSpec, 'path'>> {
  pathHex: string;
}

export interface RunRecord {
  /** 16 hexadecimal digits. */
  id: string;
  /** backup, restore, and what comes later. */
  kind: string;
  jobId: string;
  jobName: string;
  /** Empty: the server itself carries it out. */
  agentId: string;
  /** As of the order: a name for when the agent is gone. */
  agentName: string;
  officeId: string;
  /** An administrator's name, or `schedule`. */
  startedBy: string;
  queuedMs: number;
  /** 0: not by a schedule. */
  dueMs: number;
  /** From 1. */
  attempt: number;
  reason: RunReason;
  /** When its turn came, 0: it waits. */
  dispatchedMs: number;
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

const ORDERED: Omit<RunRecord, 'id' | 'kind' | 'agentId' | 'queuedMs'> = {
  jobId: '',
  jobName: '',
  agentName: '',
  officeId: '',
  startedBy: '',
  dueMs: 0,
  attempt: 1,
  reason: 'manual',
  dispatchedMs: 0,
  startedMs: 0,
  endedMs: 0,
  state: 'queued',
  cancelRequested: false,
  restore: null,
  counters: {},
  error: '',
  errorCode: '',
  snapshotId: '',
  exitCode: 0,
};

/** A record with what it lacks: of an order, or as earlier versions wrote it. */
export function wholeRun(given: Pick<RunRecord, 'id' | 'kind' | 'agentId' | 'queuedMs'> & Partial<RunRecord>): RunRecord {
  return { ...ORDERED, ...given };
}

export function hasEnded(run: Pick<RunRecord, 'state'>): boolean {
  return run.state !== 'queued' && run.state !== 'running';
}

/** Waits for its turn. */
export function isWaiting(run: RunRecord): boolean {
  return run.state === 'queued' && run.dispatchedMs === 0;
}

export function isOutcome(text: string): text is RunOutcome {
  return OUTCOMES.some((outcome) => outcome === text);
}

export function isScheduledReason(text: string): text is ScheduledReason {
  return SCHEDULED_REASONS.some((reason) => reason === text);
}

/** It left a snapshot that can be restored. */
export function isGood(run: Pick<RunRecord, 'state' | 'snapshotId'>): boolean {
  return run.state === 'succeeded' || (run.state === 'partial' && run.snapshotId !== '');
}

/** Newest first; the id decides between two of one moment. */
export function newestFirst(a: RunRecord, b: RunRecord): number {
  return b.queuedMs - a.queuedMs || (a.id < b.id ? 1 : -1);
}
