// From what the domains know to reports: which runs belong to a period, what counts as a recovery point, and what a large company costs.
import { performance } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import { compileSchedule } from '../../shared/schedule/index.js';
import type { HistoryRun, JobRow, ReportSources } from './gather.js';
import { Reports, type ReportRequest } from './reports.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.UTC(2026, 10, 21, 12);
const LYON = { id: 'o1', name: 'lyon' };

const schedule = (text: string, id: string) => compileSchedule({ schedule: [text], timezone: 'UTC', jitter: 0, window: [], blackout: [] }, id);
const job = (id: string, changes: Partial<JobRow> = {}): JobRow => ({ id, name: `job-${id}`, agent: 'one', officeId: 'o1', office: 'lyon', createdMs: NOW - 100 * DAY, scheduleSinceMs: 0, rpoMs: DAY, rtoMs: 0, schedule: null, ...changes });
const run = (id: string, jobId: string, startedMs: number, changes: Partial<HistoryRun> = {}): HistoryRun & { queuedMs: number } => ({
  id,
  kind: 'backup',
  jobId,
  jobName: `job-${jobId}`,
  agentId: 'a1',
  agentName: 'one',
  officeId: 'o1',
  queuedMs: startedMs,
  dueMs: 0,
  startedMs,
  endedMs: startedMs + HOUR,
  state: 'succeeded',
  snapshotId: 's',
  counters: { bytesStored: 100, bytesUnique: 200, bytesSent: 90, bytesRead: 1_000 },
  error: '',
  errorCode: '',
  ...changes,
});

function setUp(jobs: JobRow[], runs: (HistoryRun & { queuedMs?: number })[]): Reports {
  const sorted = [...runs].sort((a, b) => (b.queuedMs ?? 0) - (a.queuedMs ?? 0));
  const byJob = new Map<string, HistoryRun[]>();
  for (const one of sorted) byJob.set(one.jobId, [...(byJob.get(one.jobId) ?? []), one]);
  const sources: ReportSources = {
    jobs: () => jobs,
    history: ({ jobId, officeId, kind, states, sinceMs = 0, untilMs = Infinity, limit = Infinity }) =>
      Promise.resolve(
        ((jobId === undefined ? sorted : (byJob.get(jobId) ?? [])) as (HistoryRun & { queuedMs: number })[])
          .filter((one) => one.queuedMs >= sinceMs && one.queuedMs < untilMs && (officeId === undefined || one.officeId === officeId) && (kind === undefined || one.kind === kind) && (states === undefined || states.includes(one.state)))
          .slice(0, limit),
      ),
    heldBackBy: () => 'line',
    agentName: () => undefined,
    officeName: (id) => (id === 'o1' ? 'lyon' : undefined),
    jobStorage: () => jobs.map((one) => ({ jobId: one.id, jobName: 'as it was', agentName: 'one', officeId: one.officeId, officeName: 'lyon', snapshots: 1, protectedBytes: 10, logicalBytes: 10, uniqueBytes: 5, storedBytes: 4 })),
    distinct: () => ({ uniqueBytes: 5, storedBytes: 4 }),
    storageDays: () => [2, 0].map((ago) => ({ day: new Date(NOW - ago * DAY).toISOString().slice(0, 10), measuredMs: NOW - ago * DAY - HOUR, logicalBytes: 0, uniqueBytes: 0, storedBytes: ago, diskFreeBytes: 9, diskTotalBytes: 9 })),
    drills: () => [],
    storageNow: () => ({ day: '2026-11-21', measuredMs: NOW, logicalBytes: 10, uniqueBytes: 5, storedBytes: 4, diskFreeBytes: 1, diskTotalBytes: 2 }),
    clock: { now: () => NOW, monotonic: () => NOW, sleep: () => Promise.resolve() },
  };
  return new Reports(sources);
}

const request = (report: ReportRequest['report'], changes: Partial<ReportRequest> = {}): ReportRequest => ({ report, sinceMs: NOW - 7 * DAY, untilMs: NOW, timezone: 'UTC', office: null, ...changes });

describe('reports of what the domains know', () => {
  it('recovery points: the newest before the period counts, failures do not, and what is partial has a snapshot', async () => {
    const due = NOW - 2 * DAY;
    const runs = [
      run('1', 'a', NOW - 40 * DAY),
      run('2', 'a', NOW - 3 * DAY, { state: 'failed', snapshotId: '' }),
      run('3', 'b', due + HOUR, { state: 'partial', dueMs: due }),
      run('4', 'c', NOW - DAY, { state: 'partial', snapshotId: '' }),
    ];
    const reports = setUp([job('a'), job('b', { schedule: schedule('0 12 * * *', 'b'), scheduleSinceMs: NOW - 3 * DAY }), job('c', { officeId: 'o2', office: 'oslo' })], runs);
    const report = await reports.make(request('rpo'));
    expect(report.report === 'rpo' && Object.fromEntries(report.jobs.map((row) => [row.job, [row.status, row.achievedSeconds, `${row.missedDueTimes}/${row.dueTimes}`]]))).toEqual({
      'job-a': ['broken', (40 * DAY) / 1000, '0/0'],
      'job-b': ['broken', (2 * DAY - HOUR) / 1000, '2/3'],
      'job-c': ['never', null, '0/0'],
    });
    const ofLyon = await reports.make(request('rpo', { office: LYON }));
    expect(ofLyon.report === 'rpo' && ofLyon.jobs.map((row) => row.job).sort()).toEqual(['job-a', 'job-b']);
  });

  it('runs: those that ended in the period, also when they were ordered before it', async () => {
    const runs = [run('1', 'a', NOW - 8 * DAY, { endedMs: NOW - 6 * DAY }), run('2', 'a', NOW - 8 * DAY), run('3', 'a', NOW - HOUR, { endedMs: 0, state: 'running' }), run('4', 'a', NOW - DAY)];
    const report = await setUp([job('a')], runs).make(request('runs'));
    expect(report).toMatchObject({ totals: { runs: 2, longestSeconds: (2 * DAY) / 1000, bytesSent: 180 }, heldBackBy: [{ what: 'line', runs: 2 }], truncated: false });
    expect(report.report === 'runs' && report.days).toHaveLength(8);
  });

  it('storage: by the names of now, with what came in the period', async () => {
    const report = await setUp([job('a')], [run('1', 'a', NOW - DAY), run('2', 'a', NOW - 20 * DAY)]).make(request('storage'));
    expect(report).toMatchObject({ jobs: [{ job: 'job-a', office: 'lyon', storedBytes: 4, growthBytes: 100 }], repository: { diskFreeBytes: 1 } });
    // A moment ago is now; a day that is over is as it was measured.
    expect(await setUp([], []).make(request('storage', { untilMs: NOW - 5 }))).toMatchObject({ repository: { storedBytes: 4 }, days: [{ storedBytes: 2 }, { storedBytes: 4 }] });
    expect(await setUp([], []).make(request('storage', { untilMs: NOW - DAY }))).toMatchObject({ repository: { storedBytes: 2 } });
  });

  it('refuses a period and a time zone that make no sense, all faults at once', async () => {
    const reports = setUp([], []);
    await expect(reports.make(request('rpo', { sinceMs: NOW, untilMs: NOW - 1, timezone: 'Mars/Base' }))).rejects.toThrow(/ends before it begins; 'Mars\/Base'/);
    await expect(reports.make(request('rpo', { sinceMs: NOW - 500 * DAY }))).rejects.toThrow(/400 days/);
  });

  it('of a thousand jobs with a month of runs are made within seconds', async () => {
    const jobs = Array.from({ length: 1_000 }, (_, i) => job(`j${i}`, { schedule: schedule(i % 10 === 0 ? '0 * * * *' : `${i % 60} 2 * * *`, `j${i}`) }));
    const runs = jobs.flatMap((one) => Array.from({ length: 30 }, (_, day) => run(`${one.id}-${day}`, one.id, NOW - day * DAY)));
    const reports = setUp(jobs, runs);
    for (const name of ['rpo', 'runs', 'storage'] as const) {
      const from = performance.now();
      await reports.make(request(name, { sinceMs: NOW - 30 * DAY }));
      if (process.env['SAY'] !== undefined) console.log(`${name}: ${Math.round(performance.now() - from)} ms`);
    }
  });
});
