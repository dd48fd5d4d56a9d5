// Reports as tables: the sums, then the rows that matter most. Everything is in JSON and CSV.
import { formatBytes, formatCount, formatTime } from './format.js';
import { fields, table, type Column } from './table.js';

interface JobName {
  job: string;
  agent: string;
  office: string;
}

interface Head {
  since: string;
  until: string;
  timezone: string;
  office: string | null;
}

interface RpoRow extends JobName {
  status: string;
  targetSeconds: number | null;
  achievedSeconds: number | null;
  worstSeconds: number;
  lastGoodAt: string | null;
  dueTimes: number;
  missedDueTimes: number;
}

interface RpoReport extends Head {
  report: 'rpo';
  totals: { jobs: number; withTarget: number; met: number; broken: number; never: number; missedDueTimes: number };
  jobs: RpoRow[];
}

interface RtoRow extends JobName {
  status: string;
  targetSeconds: number | null;
  achievedSeconds: number | null;
  basis: string | null;
  drilledAt: string | null;
  drilledBytes: number;
  bytesPerSecond: number | null;
}

interface RtoReport extends Head {
  report: 'rto';
  totals: { jobs: number; withTarget: number; met: number; broken: number; failed: number; never: number };
  jobs: RtoRow[];
  leavesOut: string;
}

interface StorageSums {
  snapshots: number;
  protectedBytes: number;
  uniqueBytes: number;
  storedBytes: number;
  deduplicationRatio: number | null;
  compressionRatio: number | null;
  growthBytes: number;
}

interface StorageReport extends Head {
  report: 'storage';
  repository: { storedBytes: number; diskFreeBytes: number; diskTotalBytes: number; growthBytesPerDay: number | null; daysUntilFull: number | null; deduplicationRatio: number | null; compressionRatio: number | null } | null;
  totals: StorageSums;
  offices: (StorageSums & { office: string; jobs: number })[];
  jobs: (StorageSums & JobName)[];
}

interface RunSums {
  runs: number;
  succeeded: number;
  partial: number;
  failed: number;
  cancelled: number;
  medianSeconds: number | null;
  longestSeconds: number | null;
  bytesSent: number;
  bytesStored: number;
}

interface RunsReport extends Head {
  report: 'runs';
  totals: RunSums & { p95Seconds: number | null };
  failures: { code: string; runs: number; jobs: number; example: string; exampleRun: string }[];
  heldBackBy: { what: string; runs: number }[];
  jobs: (RunSums & JobName)[];
  truncated: boolean;
}

const KINDS: readonly unknown[] = ['rpo', 'rto', 'storage', 'runs'];

export type Report = RpoReport | RtoReport | StorageReport | RunsReport;

export function isReport(value: unknown): value is Report {
  return typeof value === 'object' && value !== null && 'report' in value && KINDS.includes(value.report);
}

export function reportTable(report: Report): string {
  switch (report.report) {
    case 'rpo':
      return rpo(report);
    case 'rto':
      return rto(report);
    case 'storage':
      return storage(report);
    case 'runs':
      return runs(report);
  }
}

const STATUS: Record<string, string> = { none: 'no target', never: 'no backup yet' };

function period({ since, until, office }: Head): [string, string][] {
  return [
    ['Period', `${formatTime(Date.parse(since))} to ${formatTime(Date.parse(until))}`],
    ['Office', office ?? ''],
  ];
}

const names = <T extends JobName>(): Column<T>[] => [
  { title: 'job', value: (row) => row.job },
  { title: 'agent', value: (row) => row.agent },
  { title: 'office', value: (row) => row.office },
];

function rpo(report: RpoReport): string {
  const { totals, jobs } = report;
  return [
    fields([
      ...period(report),
      ['Jobs', `${formatCount(totals.jobs)}, ${formatCount(totals.withTarget)} with a target`],
      ['Met', formatCount(totals.met)],
      ['Broken', formatCount(totals.broken)],
      ['No backup yet', formatCount(totals.never)],
      ['Missed due times', formatCount(totals.missedDueTimes)],
    ]),
    table(jobs, [
      ...names<RpoRow>(),
      { title: 'status', value: (row) => STATUS[row.status] ?? row.status },
      { title: 'target', value: (row) => age(row.targetSeconds), align: 'right' },
      { title: 'achieved', value: (row) => age(row.achievedSeconds), align: 'right' },
      { title: 'worst', value: (row) => age(row.worstSeconds), align: 'right' },
      { title: 'last good', value: (row) => (row.lastGoodAt === null ? 'never' : formatTime(Date.parse(row.lastGoodAt))) },
      { title: 'missed', value: (row) => `${row.missedDueTimes}/${row.dueTimes}`, align: 'right' },
    ], 'no job'),
  ].join('\n\n');
}

const RTO_STATUS: Record<string, string> = { none: 'no target', never: 'no drill yet', failed: 'drill failed' };

function rto(report: RtoReport): string {
  const { totals, jobs } = report;
  return [
    fields([
      ...period(report),
      ['Jobs', `${formatCount(totals.jobs)}, ${formatCount(totals.withTarget)} with a target`],
      ['Met', formatCount(totals.met)],
      ['Broken', formatCount(totals.broken)],
      ['Drill failed', formatCount(totals.failed)],
      ['No drill yet', formatCount(totals.never)],
    ]),
    table(jobs, [
      ...names<RtoRow>(),
      { title: 'status', value: (row) => RTO_STATUS[row.status] ?? row.status },
      { title: 'target', value: (row) => age(row.targetSeconds), align: 'right' },
      { title: 'achieved', value: (row) => age(row.achievedSeconds), align: 'right' },
      { title: 'basis', value: (row) => row.basis ?? '' },
      { title: 'drilled', value: (row) => (row.drilledAt === null ? 'never' : formatTime(Date.parse(row.drilledAt))) },
      { title: 'bytes', value: (row) => (row.drilledAt === null ? '' : formatBytes(row.drilledBytes)), align: 'right' },
      { title: 'rate', value: (row) => (row.bytesPerSecond === null ? '' : `${formatBytes(row.bytesPerSecond)}/s`), align: 'right' },
    ], 'no job'),
    report.leavesOut,
  ].join('\n\n');
}

function storage(report: StorageReport): string {
  const { totals, repository, offices, jobs } = report;
  const sizes = <T extends StorageSums>(): Column<T>[] => [
    { title: 'snapshots', value: (row) => formatCount(row.snapshots), align: 'right' },
    { title: 'protected', value: (row) => formatBytes(row.protectedBytes), align: 'right' },
    { title: 'unique', value: (row) => formatBytes(row.uniqueBytes), align: 'right' },
    { title: 'stored', value: (row) => formatBytes(row.storedBytes), align: 'right' },
    { title: 'dedup', value: (row) => String(row.deduplicationRatio ?? ''), align: 'right' },
    { title: 'growth', value: (row) => formatBytes(row.growthBytes), align: 'right' },
  ];
  const { deduplicationRatio, compressionRatio, storedBytes } = repository ?? totals;
  return [
    fields([
      ...period(report),
      ['Protected', formatBytes(totals.protectedBytes)],
      ['Stored', `${formatBytes(storedBytes)}${deduplicationRatio === null ? '' : ` · deduplication ${deduplicationRatio}`}${compressionRatio === null ? '' : ` · compression ${compressionRatio}`}`],
      ...((repository === null
        ? []
        : [
            ['Disk', `${formatBytes(repository.diskFreeBytes)} free of ${formatBytes(repository.diskTotalBytes)}`],
            ['Growth a day', repository.growthBytesPerDay === null ? 'not known yet: needs three days' : formatBytes(Math.max(0, repository.growthBytesPerDay))],
            ['Full in', repository.daysUntilFull === null ? '' : `${formatCount(repository.daysUntilFull)} days`],
          ]) as [string, string][]),
    ]),
    table(offices, [{ title: 'office', value: (row) => row.office }, { title: 'jobs', value: (row) => formatCount(row.jobs), align: 'right' }, ...sizes<StorageReport['offices'][number]>()], 'nothing is stored yet'),
    ...(jobs.length === 0 ? [] : [table(jobs, [...names<StorageReport['jobs'][number]>(), ...sizes<StorageReport['jobs'][number]>()], '')]),
  ].join('\n\n');
}

function runs(report: RunsReport): string {
  const { totals, failures, heldBackBy, jobs } = report;
  return [
    fields([
      ...period(report),
      ['Runs', `${formatCount(totals.runs)}: ${totals.succeeded} succeeded, ${totals.partial} partial, ${totals.failed} failed, ${totals.cancelled} cancelled`],
      ['Took', totals.medianSeconds === null ? '' : `median ${age(totals.medianSeconds)}, 95 % within ${age(totals.p95Seconds)}, longest ${age(totals.longestSeconds)}`],
      ['Sent', formatBytes(totals.bytesSent)],
      ['Stored', formatBytes(totals.bytesStored)],
      ['Held back by', heldBackBy.map(({ what, runs: held }) => `${what} (${held})`).join(', ')],
      ['Left out', report.truncated ? 'the oldest runs: there were more than a report reads' : ''],
    ]),
    ...(failures.length === 0
      ? []
      : [
          table(failures, [
            { title: 'failed with', value: (row) => row.code },
            { title: 'runs', value: (row) => formatCount(row.runs), align: 'right' },
            { title: 'jobs', value: (row) => formatCount(row.jobs), align: 'right' },
            { title: 'newest', value: (row) => row.exampleRun },
            { title: 'message', value: (row) => row.example.slice(0, 100) },
          ], ''),
        ]),
    table(jobs, [
      ...names<RunsReport['jobs'][number]>(),
      { title: 'runs', value: (row) => formatCount(row.runs), align: 'right' },
      { title: 'ok', value: (row) => formatCount(row.succeeded), align: 'right' },
      { title: 'partial', value: (row) => formatCount(row.partial), align: 'right' },
      { title: 'failed', value: (row) => formatCount(row.failed), align: 'right' },
      { title: 'median', value: (row) => age(row.medianSeconds), align: 'right' },
      { title: 'longest', value: (row) => age(row.longestSeconds), align: 'right' },
      { title: 'sent', value: (row) => formatBytes(row.bytesSent), align: 'right' },
    ], 'no backup ended in the period'),
  ].join('\n\n');
}

/** `45 s`, `12 min`, `5 h 20 min`, `3 d 4 h`; empty: nothing was measured. */
function age(seconds: number | null): string {
  if (seconds === null) return '';
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h${minutes % 60 === 0 ? '' : ` ${minutes % 60} min`}`;
  return `${Math.floor(hours / 24)} d${hours % 24 === 0 ? '' : ` ${hours % 24} h`}`;
}
