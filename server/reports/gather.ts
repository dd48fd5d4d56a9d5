// Brings together what the domains know into the rows that reports are made of. Reads the history of runs a day at a time: a report of a year must not hold it all.
import type { Clock } from '../../shared/time/clock.js';
import type { Schedule } from '../../shared/schedule/index.js';
import type { RpoJob } from './rpo.js';
import type { RtoDrill } from './rto.js';
import type { DistinctBytes, StorageDay, StorageJob } from './storage.js';
import type { Period, ReportRun } from './types.js';

/** Of a run, as the history gives it. */
export interface HistoryRun {
  id: string;
  kind: string;
  jobId: string;
  jobName: string;
  agentId: string;
  agentName: string;
  officeId: string;
  dueMs: number;
  startedMs: number;
  endedMs: number;
  state: string;
  snapshotId: string;
  counters: Record<string, number>;
  error: string;
  errorCode: string;
}

export interface JobRow {
  id: string;
  name: string;
  agent: string;
  officeId: string;
  office: string;
  createdMs: number;
  /** From then on its due times are those of `schedule`. */
  scheduleSinceMs: number;
  rpoMs: number;
  rtoMs: number;
  /** Null: by hand only, or paused. */
  schedule: Schedule | null;
}

/** What the listed snapshots of a job hold. */
export interface JobSums {
  jobId: string;
  jobName: string;
  agentName: string;
  officeId: string;
  officeName: string;
  snapshots: number;
  /** Of the newest snapshot. */
  protectedBytes: number;
  logicalBytes: number;
  uniqueBytes: number;
  storedBytes: number;
}

export interface ReportSources {
  jobs(): JobRow[];
  /** Newest first by the time of the order; `sinceMs` included, `untilMs` not. */
  history(filter: { officeId?: string; jobId?: string; kind?: string; states?: readonly string[]; sinceMs?: number; untilMs?: number; limit?: number }): Promise<HistoryRun[]>;
  /** What a run waited for most; empty: nothing in particular. */
  heldBackBy(counters: Record<string, number>, tookMs: number): string;
  agentName(id: string): string | undefined;
  officeName(id: string): string | undefined;
  jobStorage(): JobSums[];
  /** What jobs share counts once. Undefined id: of all offices. */
  distinct(officeId: string | undefined): DistinctBytes;
  /** Oldest first. */
  storageDays(): readonly StorageDay[];
  storageNow(): StorageDay;
  /** Those that are remembered. */
  drills(jobId: string): RtoDrill[];
  clock: Clock;
}

const DAY_MS = 86_400_000;
/** A run may have been ordered so long before it ended. */
const LONGEST_RUN_MS = 7 * DAY_MS;
const MAX_RUNS = 200_000;
/** Of one job in one report. */
const MAX_DUE_TIMES = 10_000;
const JOBS_AT_ONCE = 20;
const ERROR_CHARS = 300;
const GOOD = ['succeeded', 'partial'];

/** Runs that ended in the period, and those that go on. */
export async function runsOf(sources: ReportSources, { sinceMs, untilMs }: Period, officeId: string | undefined): Promise<{ runs: ReportRun[]; truncated: boolean }> {
  const runs: ReportRun[] = [];
  const from = Math.max(0, sinceMs - LONGEST_RUN_MS);
  for (let to = untilMs; to > from; to -= DAY_MS) {
    const some = await sources.history({ ...(officeId === undefined ? {} : { officeId }), sinceMs: Math.max(from, to - DAY_MS), untilMs: to, limit: MAX_RUNS - runs.length });
    for (const run of some) if (run.endedMs === 0 || run.endedMs >= sinceMs) runs.push(reportRun(sources, run));
    if (runs.length >= MAX_RUNS) return { runs, truncated: true };
  }
  return { runs, truncated: false };
}

export async function rpoRows(sources: ReportSources, runs: readonly ReportRun[], period: Period, jobs: readonly JobRow[]): Promise<RpoJob[]> {
  const ofJob = new Map<string, ReportRun[]>();
  for (const run of runs) if (run.kind === 'backup') (ofJob.get(run.jobId) ?? ofJob.set(run.jobId, []).get(run.jobId)!).push(run);
  const rows: RpoJob[] = [];
  for (const [i, job] of jobs.entries()) {
    // Due times are worked out without a pause: let others in between.
    if (i % JOBS_AT_ONCE === 0) await new Promise(setImmediate);
    const own = ofJob.get(job.id) ?? [];
    const before = (await sources.history({ jobId: job.id, kind: 'backup', states: GOOD, untilMs: Math.max(0, period.sinceMs - LONGEST_RUN_MS), limit: 3 })).filter(isGood);
    const good = [...own.filter((run) => run.good), ...before.slice(0, 1)];
    const dueFrom = Math.max(period.sinceMs, job.scheduleSinceMs);
    rows.push({
      job: job.name,
      agent: job.agent,
      office: job.office,
      rpoMs: job.rpoMs,
      createdMs: job.createdMs,
      points: good.map(({ startedMs, endedMs }) => ({ startedMs, committedMs: endedMs })).sort((a, b) => a.committedMs - b.committedMs),
      dueMs: job.schedule === null || dueFrom >= period.untilMs ? [] : job.schedule.between(dueFrom, period.untilMs, MAX_DUE_TIMES),
      servedDueMs: own.filter((run) => run.dueMs > 0 && (run.good || run.endedMs === 0)).map((run) => run.dueMs),
    });
  }
  return rows;
}

export function storageRows(sources: ReportSources, runs: readonly ReportRun[], period: Period, officeId: string | undefined): StorageJob[] {
  const brought = new Map<string, { unique: number; stored: number }>();
  for (const run of runs) {
    if (run.endedMs < period.sinceMs || run.endedMs >= period.untilMs) continue;
    const sum = brought.get(run.jobId) ?? { unique: 0, stored: 0 };
    brought.set(run.jobId, { unique: sum.unique + run.bytesUnique, stored: sum.stored + run.bytesStored });
  }
  const jobs = new Map(sources.jobs().map((job) => [job.id, job]));
  return sources
    .jobStorage()
    .filter((sums) => officeId === undefined || sums.officeId === officeId)
    .map((sums) => ({
      job: jobs.get(sums.jobId)?.name ?? sums.jobName,
      agent: jobs.get(sums.jobId)?.agent ?? sums.agentName,
      office: sources.officeName(sums.officeId) ?? sums.officeName,
      snapshots: sums.snapshots,
      protectedBytes: sums.protectedBytes,
      logicalBytes: sums.logicalBytes,
      uniqueBytes: sums.uniqueBytes,
      storedBytes: sums.storedBytes,
      periodUniqueBytes: brought.get(sums.jobId)?.unique ?? 0,
      periodStoredBytes: brought.get(sums.jobId)?.stored ?? 0,
    }));
}

function isGood(run: Pick<HistoryRun, 'state' | 'snapshotId'>): boolean {
  return GOOD.includes(run.state) && run.snapshotId !== '';
}

function reportRun(sources: ReportSources, run: HistoryRun): ReportRun {
  const of = (counter: string): number => run.counters[counter] ?? 0;
  return {
    id: run.id,
    jobId: run.jobId,
    job: run.jobName,
    agent: sources.agentName(run.agentId) ?? run.agentName,
    office: sources.officeName(run.officeId) ?? '',
    kind: run.kind,
    state: run.state,
    startedMs: run.startedMs,
    endedMs: run.endedMs,
    dueMs: run.dueMs,
    good: isGood(run),
    errorCode: run.errorCode,
    error: run.error.slice(0, ERROR_CHARS),
    heldBackBy: run.startedMs > 0 && run.endedMs > 0 ? sources.heldBackBy(run.counters, run.endedMs - run.startedMs) : '',
    bytesRead: of('bytesRead'),
    bytesSent: of('bytesSent'),
    bytesStored: of('bytesStored'),
    bytesUnique: of('bytesUnique'),
  };
}
