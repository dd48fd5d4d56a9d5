// `report runs`: how runs ended, how long they took, what they moved, why they failed, and what held them back. A run belongs to the period in which it ended. Pure.
import { daysOf } from './days.js';
import { byText, groupBy, head, quantile, seconds, sum, time } from './figures.js';
import type { JobName, Period, ReportHead, ReportRun } from './types.js';

const SHOWN = 10;
const MAX_FAILURES = 50;
const OUTCOMES = ['succeeded', 'partial', 'failed', 'cancelled'] as const;

type Outcomes = Record<(typeof OUTCOMES)[number], number>;

export interface RunSums extends Outcomes {
  runs: number;
  /** Of backups and restores that went on. */
  medianSeconds: number | null;
  longestSeconds: number | null;
  bytesRead: number;
  bytesSent: number;
  bytesStored: number;
}

export interface RunsReport extends ReportHead {
  report: 'runs';
  totals: RunSums & { p95Seconds: number | null };
  failures: { code: string; runs: number; jobs: number; example: string; exampleRun: string }[];
  heldBackBy: { what: string; runs: number }[];
  slowest: (JobName & { run: string; kind: string; state: string; startedAt: string | null; seconds: number; bytesRead: number; bytesSent: number; heldBackBy: string })[];
  offices: (RunSums & { office: string })[];
  jobs: (RunSums & JobName)[];
  days: (Outcomes & { day: string; bytesSent: number })[];
  /** True: there were more runs than a report reads; the oldest are left out. */
  truncated: boolean;
}

export function runsReport(rows: readonly ReportRun[], period: Period, office: string | null, nowMs: number, truncated = false): RunsReport {
  const runs = rows.filter((run) => run.endedMs >= period.sinceMs && run.endedMs < period.untilMs);
  const worked = runs.filter((run) => run.startedMs > 0);
  const offices = [...groupBy(runs, (run) => run.office)].map(([name, own]) => ({ office: name, ...sums(own) }));
  const jobs = [...groupBy(runs.filter((run) => run.kind === 'backup'), (run) => run.jobId)].map(([, own]) => ({ job: own[0].job, agent: own[0].agent, office: own[0].office, ...sums(own) }));
  return {
    report: 'runs',
    ...head(period, office, nowMs),
    totals: { ...sums(runs), p95Seconds: secondsAt(runs, 0.95) },
    failures: failures(runs),
    heldBackBy: [...groupBy(worked.filter((run) => run.heldBackBy !== ''), (run) => run.heldBackBy)].map(([what, own]) => ({ what, runs: own.length })).sort((a, b) => b.runs - a.runs || byText(a.what, b.what)),
    slowest: [...worked].sort((a, b) => took(b) - took(a) || byText(a.id, b.id)).slice(0, SHOWN).map((run) => ({
      run: run.id,
      job: run.job,
      agent: run.agent,
      office: run.office,
      kind: run.kind,
      state: run.state,
      startedAt: time(run.startedMs),
      seconds: seconds(took(run)),
      bytesRead: run.bytesRead,
      bytesSent: run.bytesSent,
      heldBackBy: run.heldBackBy,
    })),
    offices: offices.sort((a, b) => byText(a.office, b.office)),
    jobs: jobs.sort((a, b) => b.failed - a.failed || b.partial - a.partial || byText(a.job, b.job)),
    days: days(runs, period),
    truncated,
  };
}

function took(run: ReportRun): number {
  return Math.max(0, run.endedMs - run.startedMs);
}

function secondsAt(runs: readonly ReportRun[], share: number): number | null {
  const sorted = runs.filter((run) => run.startedMs > 0).map(took).sort((a, b) => a - b);
  const ms = quantile(sorted, share);
  return ms === null ? null : seconds(ms);
}

function outcomes(runs: readonly ReportRun[]): Outcomes {
  const counts: Outcomes = { succeeded: 0, partial: 0, failed: 0, cancelled: 0 };
  for (const { state } of runs) for (const outcome of OUTCOMES) if (state === outcome) counts[outcome]++;
  return counts;
}

function sums(runs: readonly ReportRun[]): RunSums {
  return {
    runs: runs.length,
    ...outcomes(runs),
    medianSeconds: secondsAt(runs, 0.5),
    longestSeconds: secondsAt(runs, 1),
    bytesRead: sum(runs, (run) => run.bytesRead),
    bytesSent: sum(runs, (run) => run.bytesSent),
    bytesStored: sum(runs, (run) => run.bytesStored),
  };
}

/** By code; the example is the newest. */
function failures(runs: readonly ReportRun[]): RunsReport['failures'] {
  const failed = runs.filter((run) => run.state === 'failed' || (run.state === 'partial' && run.errorCode !== '')).sort((a, b) => b.endedMs - a.endedMs);
  return [...groupBy(failed, (run) => (run.errorCode === '' ? 'UNKNOWN' : run.errorCode))]
    .map(([code, own]) => ({ code, runs: own.length, jobs: new Set(own.map((run) => run.jobId)).size, example: own[0].error, exampleRun: own[0].id }))
    .sort((a, b) => b.runs - a.runs || byText(a.code, b.code))
    .slice(0, MAX_FAILURES);
}

function days(runs: readonly ReportRun[], { sinceMs, untilMs, timezone }: Period): RunsReport['days'] {
  const sorted = [...runs].sort((a, b) => a.endedMs - b.endedMs);
  let next = 0;
  return daysOf(sinceMs, untilMs, timezone).map(({ day, toMs }) => {
    const first = next;
    while (next < sorted.length && sorted[next].endedMs < toMs) next++;
    const own = sorted.slice(first, next);
    return { day, ...outcomes(own), bytesSent: sum(own, (run) => run.bytesSent) };
  });
}
