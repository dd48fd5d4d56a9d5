// `report rto`: how long it would take to have everything of each job back, as its newest good restore drill says, against what is promised. A drill of everything
// has measured it; one of a part has an estimate. Pure.
import { byText, groupBy, head, seconds, time } from './figures.js';
import type { JobName, Period, ReportHead } from './types.js';

export interface RtoDrill {
  endedMs: number;
  passed: boolean;
  /** Everything was restored. */
  whole: boolean;
  files: number;
  bytes: number;
  restoreSeconds: number;
  /** Null: nothing was restored. */
  wholeSeconds: number | null;
}

export interface RtoJob extends JobName {
  /** The target, ms; 0: none is promised. */
  rtoMs: number;
  /** In any order. */
  drills: RtoDrill[];
}

/** failed: the newest drill has. never: none has passed. none: no target is promised. */
export type RtoStatus = 'failed' | 'never' | 'broken' | 'met' | 'none';

export interface RtoRow extends JobName {
  status: RtoStatus;
  targetSeconds: number | null;
  achievedSeconds: number | null;
  basis: 'measured' | 'estimated' | null;
  /** Of the drill that the figure comes from. */
  drilledAt: string | null;
  drilledFiles: number;
  drilledBytes: number;
  bytesPerSecond: number | null;
  /** Of the newest drill, good or not. */
  lastDrillAt: string | null;
}

export interface RtoSums {
  jobs: number;
  withTarget: number;
  met: number;
  broken: number;
  failed: number;
  never: number;
}

export interface RtoReport extends ReportHead {
  report: 'rto';
  totals: RtoSums;
  offices: (RtoSums & { office: string })[];
  jobs: RtoRow[];
  leavesOut: string;
}

const LEAVES_OUT = "Restored on the server: the line to the office and the disks there are left out.";

export function rtoReport(rows: readonly RtoJob[], period: Period, office: string | null, nowMs: number): RtoReport {
  const jobs = rows.map((row) => rtoRow(row, period)).sort((a, b) => badness(b) - badness(a) || byText(a.job, b.job));
  const offices = [...groupBy(jobs, (job) => job.office)].map(([name, own]) => ({ office: name, ...sums(own) }));
  offices.sort((a, b) => bad(b) - bad(a) || byText(a.office, b.office));
  return { report: 'rto', ...head(period, office, nowMs), totals: sums(jobs), offices, jobs, leavesOut: LEAVES_OUT };
}

function rtoRow({ job, agent, office, rtoMs, drills }: RtoJob, { sinceMs, untilMs }: Period): RtoRow {
  const known = drills.filter(({ endedMs }) => endedMs <= untilMs).sort((a, b) => b.endedMs - a.endedMs);
  const good = known.filter(({ passed, wholeSeconds }) => passed && wholeSeconds !== null);
  // What was measured in the period counts for more than a newer estimate.
  const from = good.find(({ whole, endedMs }) => whole && endedMs >= sinceMs) ?? good[0];
  const achieved = from === undefined ? null : Math.max(1, Math.round(from.wholeSeconds!));
  const target = rtoMs === 0 ? null : seconds(rtoMs);
  const status = known[0]?.passed === false ? 'failed' : achieved === null ? 'never' : target === null ? 'none' : achieved > target ? 'broken' : 'met';
  return {
    job,
    agent,
    office,
    status,
    targetSeconds: target,
    achievedSeconds: achieved,
    basis: from === undefined ? null : from.whole ? 'measured' : 'estimated',
    drilledAt: time(from?.endedMs ?? 0),
    drilledFiles: from?.files ?? 0,
    drilledBytes: from?.bytes ?? 0,
    bytesPerSecond: from === undefined || from.restoreSeconds === 0 ? null : Math.round(from.bytes / from.restoreSeconds),
    lastDrillAt: time(known[0]?.endedMs ?? 0),
  };
}

/** Failed drills first, then jobs with a target and no drill, then by how far they are beyond their target; those without a target last. */
function badness({ status, achievedSeconds, targetSeconds }: RtoRow): number {
  if (status === 'failed') return targetSeconds === null ? 3e12 : 4e12;
  if (status === 'never') return targetSeconds === null ? -2e12 : 2e12;
  if (targetSeconds === null) return -1e12 / (1 + (achievedSeconds ?? 0));
  return (achievedSeconds ?? 0) / Math.max(1, targetSeconds);
}

function bad({ broken, failed, never }: RtoSums): number {
  return broken + failed + never;
}

function sums(jobs: readonly RtoRow[]): RtoSums {
  const count = (status: RtoStatus): number => jobs.filter((job) => job.status === status).length;
  return { jobs: jobs.length, withTarget: jobs.filter((job) => job.targetSeconds !== null).length, met: count('met'), broken: count('broken'), failed: count('failed'), never: count('never') };
}
