// `report rpo`: what each job would have lost. A recovery point is the start of a good backup (what changed later is not in it), and counts from the moment
// it was committed. What could have been lost at a moment is the time since the newest point that could be restored then. Pure.
import { byText, groupBy, head, seconds, time } from './figures.js';
import type { JobName, Period, ReportHead } from './types.js';

export interface RecoveryPoint {
  startedMs: number;
  committedMs: number;
}

export interface RpoJob extends JobName {
  /** The target, ms; 0: none is promised. */
  rpoMs: number;
  createdMs: number;
  /** Good backups committed until the end of the period, oldest first; of those before the period the newest is enough. */
  points: RecoveryPoint[];
  /** Due times in the period by the job's schedule. */
  dueMs: number[];
  /** Of due times that had a run: a good one, or one that waits or goes on. */
  servedDueMs: number[];
}

/** never: there is no good backup. none: no target is promised. */
export type RpoStatus = 'never' | 'broken' | 'met' | 'none';

export interface RpoRow extends JobName {
  status: RpoStatus;
  targetSeconds: number | null;
  /** At the end of the period. */
  achievedSeconds: number | null;
  /** The longest that it was in the period. */
  worstSeconds: number;
  lastGoodAt: string | null;
  dueTimes: number;
  missedDueTimes: number;
}

export interface RpoSums {
  jobs: number;
  withTarget: number;
  met: number;
  broken: number;
  never: number;
  missedDueTimes: number;
}

export interface RpoReport extends ReportHead {
  report: 'rpo';
  totals: RpoSums;
  offices: (RpoSums & { office: string })[];
  jobs: RpoRow[];
}

export function rpoReport(rows: readonly RpoJob[], period: Period, office: string | null, nowMs: number): RpoReport {
  const jobs = rows.map((row) => rpoRow(row, period)).sort((a, b) => badness(b) - badness(a) || byText(a.job, b.job));
  const offices = [...groupBy(jobs, (job) => job.office)].map(([name, own]) => ({ office: name, ...sums(own) }));
  offices.sort((a, b) => b.broken + b.never - (a.broken + a.never) || byText(a.office, b.office));
  return { report: 'rpo', ...head(period, office, nowMs), totals: sums(jobs), offices, jobs };
}

function rpoRow(job: RpoJob, { sinceMs, untilMs }: Period): RpoRow {
  const points = job.points.filter((point) => point.committedMs <= untilMs);
  const last = Math.max(0, ...points.map((point) => point.startedMs));
  const achievedMs = last === 0 ? null : untilMs - last;
  const served = new Set(job.servedDueMs);
  return {
    job: job.job,
    agent: job.agent,
    office: job.office,
    status: achievedMs === null ? 'never' : job.rpoMs === 0 ? 'none' : achievedMs > job.rpoMs ? 'broken' : 'met',
    targetSeconds: job.rpoMs === 0 ? null : seconds(job.rpoMs),
    achievedSeconds: achievedMs === null ? null : seconds(achievedMs),
    worstSeconds: seconds(worstMs(job, sinceMs, untilMs)),
    lastGoodAt: time(last),
    dueTimes: job.dueMs.length,
    missedDueTimes: job.dueMs.filter((due) => !served.has(due)).length,
  };
}

/** Before the first point everything since the job was made could have been lost. */
function worstMs(job: RpoJob, sinceMs: number, untilMs: number): number {
  let point = Math.min(job.createdMs, untilMs);
  let worst = 0;
  for (const { startedMs, committedMs } of job.points) {
    if (committedMs > untilMs) break;
    if (committedMs >= sinceMs) worst = Math.max(worst, committedMs - point);
    point = Math.max(point, startedMs);
  }
  return Math.max(worst, untilMs - point);
}

/** Jobs without a backup first, then by how far they are beyond their target; those without a target last, by age. */
function badness({ status, achievedSeconds, targetSeconds }: RpoRow): number {
  if (status === 'never') return targetSeconds === null ? 2e12 : 3e12;
  if (targetSeconds === null) return -1e12 / (1 + (achievedSeconds ?? 0));
  return (achievedSeconds ?? 0) / Math.max(1, targetSeconds);
}

function sums(jobs: readonly RpoRow[]): RpoSums {
  const count = (status: RpoStatus): number => jobs.filter((job) => job.status === status).length;
  return {
    jobs: jobs.length,
    withTarget: jobs.filter((job) => job.targetSeconds !== null).length,
    met: count('met'),
    broken: count('broken'),
    never: count('never'),
    missedDueTimes: jobs.reduce((total, job) => total + job.missedDueTimes, 0),
  };
}
