// Each report as a page.
import type { AnyReport } from './any-report.js';
import { page, section, table, tiles, type Column, type Tile } from './html.js';
import type { RpoReport, RpoRow } from './rpo.js';
import type { RtoReport, RtoRow } from './rto.js';
import type { RunsReport, RunSums } from './runs.js';
import type { StorageReport, StorageSums } from './storage.js';
import { bars, lineChart, stackedDays } from './svg.js';
import { bytes, count, duration, moment } from './words.js';

const BARS = 30;
const TITLES = { rpo: 'Recovery points', rto: 'Recovery times', storage: 'Storage', runs: 'Runs' };
const STATUS = { met: 'met', broken: 'broken', never: 'no backup yet', none: 'no target' };

export function htmlOf(report: AnyReport): string {
  const { timezone, office } = report;
  const about = `${office === null ? 'All offices' : `Office ${office}`}, ${moment(report.since, timezone)} to ${moment(report.until, timezone)} (${timezone}). Made ${moment(report.generatedAt, timezone)} by Farvault.`;
  return page(`${TITLES[report.report]} report`, about, sectionsOf(report));
}

function sectionsOf(report: AnyReport): string[] {
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

const names = <T extends { job: string; agent: string; office: string }>(): Column<T>[] => [
  { title: 'Job', value: (row) => row.job, long: true },
  { title: 'Agent', value: (row) => row.agent, long: true },
  { title: 'Office', value: (row) => row.office, long: true },
];

const bad = (value: number): Pick<Tile, 'mark'> => ({ mark: value > 0 ? 'bad' : 'good' });

const targetTiles = (totals: { jobs: number; withTarget: number; met: number; broken: number }): Tile[] => [
  { name: 'Jobs', value: count(totals.jobs) },
  { name: 'Target met', value: `${totals.met} of ${totals.withTarget}` },
  { name: 'Target broken', value: count(totals.broken), ...bad(totals.broken) },
];

function rpo({ totals, offices, jobs, timezone }: RpoReport): string[] {
  const status = (row: RpoRow): string => ({ met: 'good', broken: 'bad', never: 'bad', none: '' })[row.status];
  const dated = jobs.filter((job) => job.achievedSeconds !== null && job.targetSeconds !== null).slice(0, BARS);
  return [
    tiles([
      ...targetTiles(totals),
      { name: 'No backup yet', value: count(totals.never), ...bad(totals.never) },
      { name: 'Missed due times', value: count(totals.missedDueTimes), mark: totals.missedDueTimes > 0 ? 'warn' : 'good' },
    ]),
    section(
      'Achieved against target',
      bars(
        'Age of the newest recovery point of each job, with a mark at its target; worst first',
        dated.map((job) => ({ name: `${job.job} (${job.office})`, value: job.achievedSeconds ?? 0, mark: job.targetSeconds, kind: job.status === 'broken' ? 'bad' : 'good', shown: duration(job.achievedSeconds) })),
      ),
      table('Jobs, worst first', [
        ...names<RpoRow>(),
        { title: 'Status', value: (row) => STATUS[row.status], mark: status },
        { title: 'Target', value: (row) => duration(row.targetSeconds), number: true },
        { title: 'Achieved', value: (row) => duration(row.achievedSeconds), number: true },
        { title: 'Worst in the period', value: (row) => duration(row.worstSeconds), number: true, mark: (row) => (row.targetSeconds !== null && row.worstSeconds > row.targetSeconds ? 'warn' : '') },
        { title: 'Last good backup', value: (row) => moment(row.lastGoodAt, timezone) },
        { title: 'Missed due times', value: (row) => `${row.missedDueTimes} of ${row.dueTimes}`, number: true },
      ], jobs),
    ),
    section('Offices', table('Sums by office', [
      { title: 'Office', value: (row) => row.office, long: true },
      { title: 'Jobs', value: (row) => count(row.jobs), number: true },
      { title: 'With a target', value: (row) => count(row.withTarget), number: true },
      { title: 'Met', value: (row) => count(row.met), number: true },
      { title: 'Broken', value: (row) => count(row.broken), number: true, mark: (row) => (row.broken > 0 ? 'bad' : '') },
      { title: 'No backup yet', value: (row) => count(row.never), number: true, mark: (row) => (row.never > 0 ? 'bad' : '') },
      { title: 'Missed due times', value: (row) => count(row.missedDueTimes), number: true },
    ], offices)),
  ];
}

const RTO_STATUS = { met: 'met', broken: 'broken', failed: 'drill failed', never: 'no drill yet', none: 'no target' };

function rto({ totals, offices, jobs, leavesOut, timezone }: RtoReport): string[] {
  const status = ({ status: said, targetSeconds }: RtoRow): string => (said === 'met' ? 'good' : said === 'none' || (said === 'never' && targetSeconds === null) ? '' : 'bad');
  const timed = jobs.filter((job) => job.achievedSeconds !== null && job.targetSeconds !== null).slice(0, BARS);
  return [
    tiles([
      ...targetTiles(totals),
      { name: 'Drill failed', value: count(totals.failed), ...bad(totals.failed) },
      { name: 'No drill yet', value: count(totals.never), mark: totals.never > 0 ? 'warn' : 'good' },
    ]),
    section(
      'Achieved against target',
      `<p class="none">${leavesOut}</p>`,
      bars(
        'Time until everything of each job is back, with a mark at its target; worst first',
        timed.map((job) => ({ name: `${job.job} (${job.office})`, value: job.achievedSeconds ?? 0, mark: job.targetSeconds, kind: job.status === 'met' ? 'good' : 'bad', shown: duration(job.achievedSeconds) })),
      ),
      table('Jobs, worst first', [
        ...names<RtoRow>(),
        { title: 'Status', value: (row) => RTO_STATUS[row.status], mark: status },
        { title: 'Target', value: (row) => duration(row.targetSeconds), number: true },
        { title: 'Achieved', value: (row) => duration(row.achievedSeconds), number: true },
        { title: 'Basis', value: (row) => row.basis ?? '–' },
        { title: 'Drilled', value: (row) => moment(row.drilledAt, timezone) },
        { title: 'Files', value: (row) => count(row.drilledFiles), number: true },
        { title: 'Bytes', value: (row) => bytes(row.drilledBytes), number: true },
        { title: 'Bytes a second', value: (row) => bytes(row.bytesPerSecond), number: true },
        { title: 'Last drill', value: (row) => moment(row.lastDrillAt, timezone) },
      ], jobs),
    ),
    section('Offices', table('Sums by office', [
      { title: 'Office', value: (row) => row.office, long: true },
      { title: 'Jobs', value: (row) => count(row.jobs), number: true },
      { title: 'With a target', value: (row) => count(row.withTarget), number: true },
      { title: 'Met', value: (row) => count(row.met), number: true },
      { title: 'Broken', value: (row) => count(row.broken), number: true, mark: (row) => (row.broken > 0 ? 'bad' : '') },
      { title: 'Drill failed', value: (row) => count(row.failed), number: true, mark: (row) => (row.failed > 0 ? 'bad' : '') },
      { title: 'No drill yet', value: (row) => count(row.never), number: true },
    ], offices)),
  ];
}

function storage({ repository, totals, offices, jobs, days }: StorageReport): string[] {
  const sizes = <T extends StorageSums>(): Column<T>[] => [
    { title: 'Snapshots', value: (row) => count(row.snapshots), number: true },
    { title: 'Protected', value: (row) => bytes(row.protectedBytes), number: true },
    { title: 'Logical', value: (row) => bytes(row.logicalBytes), number: true },
    { title: 'Unique', value: (row) => bytes(row.uniqueBytes), number: true },
    { title: 'Stored', value: (row) => bytes(row.storedBytes), number: true },
    { title: 'Deduplication', value: (row) => count(row.deduplicationRatio), number: true },
    { title: 'Compression', value: (row) => count(row.compressionRatio), number: true },
    { title: 'Growth', value: (row) => bytes(row.growthBytes), number: true },
  ];
  return [
    tiles([{ name: 'Protected', value: bytes(totals.protectedBytes) }, ...(repository === null ? storageTiles(totals) : [...storageTiles(repository), ...diskTiles(repository)])]),
    ...(repository === null ? [] : [section('Growth', days.length < 2 ? '<p class="none">Fewer than two days are known yet.</p>' : lineChart('Stored and unique bytes of the repository by day', days.map((day) => day.day), [
      { name: 'stored', values: days.map((day) => day.storedBytes) },
      { name: 'unique, before compression', values: days.map((day) => day.uniqueBytes) },
    ], bytes))]),
    section('Offices', table('Sums by office, largest first', [{ title: 'Office', value: (row) => row.office, long: true }, { title: 'Jobs', value: (row) => count(row.jobs), number: true }, ...sizes<StorageReport['offices'][number]>()], offices)),
    section('Jobs', table('What each job holds; what several share counts for each of them', [...names<StorageReport['jobs'][number]>(), ...sizes<StorageReport['jobs'][number]>()], jobs)),
  ];
}

function storageTiles({ storedBytes, deduplicationRatio, compressionRatio }: Pick<StorageSums, 'storedBytes' | 'deduplicationRatio' | 'compressionRatio'>): Tile[] {
  return [
    { name: 'Stored', value: bytes(storedBytes) },
    { name: 'Deduplication', value: count(deduplicationRatio) },
    { name: 'Compression', value: count(compressionRatio) },
  ];
}

function diskTiles({ diskFreeBytes, diskTotalBytes, growthBytesPerDay, daysUntilFull: full }: NonNullable<StorageReport['repository']>): Tile[] {
  const mark = full === null || full >= 30 ? {} : { mark: full < 7 ? ('bad' as const) : ('warn' as const) };
  return [
    { name: 'Disk free', value: `${bytes(diskFreeBytes)} of ${bytes(diskTotalBytes)}` },
    { name: 'Growth a day', value: bytes(growthBytesPerDay) },
    { name: 'Full in', value: full === null ? 'not foreseeable' : `${count(full)} days`, ...mark },
  ];
}

function runs(report: RunsReport): string[] {
  const { totals, days, timezone } = report;
  const ends = <T extends RunSums>(): Column<T>[] => [
    { title: 'Runs', value: (row) => count(row.runs), number: true },
    { title: 'Succeeded', value: (row) => count(row.succeeded), number: true },
    { title: 'Partial', value: (row) => count(row.partial), number: true, mark: (row) => (row.partial > 0 ? 'warn' : '') },
    { title: 'Failed', value: (row) => count(row.failed), number: true, mark: (row) => (row.failed > 0 ? 'bad' : '') },
    { title: 'Cancelled', value: (row) => count(row.cancelled), number: true },
    { title: 'Median', value: (row) => duration(row.medianSeconds), number: true },
    { title: 'Longest', value: (row) => duration(row.longestSeconds), number: true },
    { title: 'Read', value: (row) => bytes(row.bytesRead), number: true },
    { title: 'Sent', value: (row) => bytes(row.bytesSent), number: true },
    { title: 'Stored', value: (row) => bytes(row.bytesStored), number: true },
  ];
  return [
    ...(report.truncated ? ['<p class="none">There were more runs than a report reads: the oldest are left out.</p>'] : []),
    tiles([
      { name: 'Runs', value: count(totals.runs) },
      { name: 'Succeeded', value: count(totals.succeeded), mark: 'good' },
      { name: 'Partial', value: count(totals.partial), ...(totals.partial > 0 ? { mark: 'warn' as const } : {}) },
      { name: 'Failed', value: count(totals.failed), ...(totals.failed > 0 ? { mark: 'bad' as const } : {}) },
      { name: 'Median / 95 % / longest', value: [totals.medianSeconds, totals.p95Seconds, totals.longestSeconds].map(duration).join(' / ') },
      { name: 'Sent', value: bytes(totals.bytesSent) },
      { name: 'Stored', value: bytes(totals.bytesStored) },
    ]),
    section('By day', stackedDays('Runs that ended each day, by outcome', days.map((day) => day.day), [
      { name: 'succeeded', values: days.map((day) => day.succeeded) },
      { name: 'partial', values: days.map((day) => day.partial) },
      { name: 'failed', values: days.map((day) => day.failed) },
      { name: 'cancelled', values: days.map((day) => day.cancelled) },
    ], (value) => count(Math.round(value * 10) / 10))),
    section('Why runs failed', table('By code, most frequent first', [
      { title: 'Code', value: (row) => row.code },
      { title: 'Runs', value: (row) => count(row.runs), number: true },
      { title: 'Jobs', value: (row) => count(row.jobs), number: true },
      { title: 'The newest', value: (row) => row.example, long: true },
      { title: 'Run', value: (row) => row.exampleRun },
    ], report.failures)),
    section('What held runs back', table('Runs by what they waited for most', [{ title: 'What', value: (row) => row.what }, { title: 'Runs', value: (row) => count(row.runs), number: true }], report.heldBackBy)),
    section('Slowest', table('The longest runs', [
      ...names<RunsReport['slowest'][number]>(),
      { title: 'Kind', value: (row) => row.kind },
      { title: 'State', value: (row) => row.state },
      { title: 'Started', value: (row) => moment(row.startedAt, timezone) },
      { title: 'Took', value: (row) => duration(row.seconds), number: true },
      { title: 'Sent', value: (row) => bytes(row.bytesSent), number: true },
      { title: 'Held back by', value: (row) => row.heldBackBy },
      { title: 'Run', value: (row) => row.run },
    ], report.slowest)),
    section('Offices', table('Sums by office', [{ title: 'Office', value: (row) => row.office, long: true }, ...ends<RunsReport['offices'][number]>()], report.offices)),
    section('Jobs', table('Backups by job, most failures first', [...names<RunsReport['jobs'][number]>(), ...ends<RunsReport['jobs'][number]>()], report.jobs)),
  ];
}
