// `report storage`: what jobs and offices hold, how fast it grows, and when the disk is full. What several share counts for each of them, and once in their sums. Pure.
import { daysLeft } from '../alerts/index.js';
import { byText, groupBy, head, ratio, sum, time } from './figures.js';
import type { JobName, Period, ReportHead } from './types.js';

export interface StorageJob extends JobName {
  snapshots: number;
  /** The newest snapshot as its office sees it. */
  protectedBytes: number;
  /** All its snapshots together. */
  logicalBytes: number;
  /** Of its distinct chunks, before and after compression. */
  uniqueBytes: number;
  storedBytes: number;
  /** Brought in the period. */
  periodUniqueBytes: number;
  periodStoredBytes: number;
}

/** The repository as it was first seen on a day (UTC). */
export interface StorageDay {
  day: string;
  measuredMs: number;
  logicalBytes: number;
  uniqueBytes: number;
  storedBytes: number;
  diskFreeBytes: number;
  diskTotalBytes: number;
}

export interface StorageSums {
  snapshots: number;
  protectedBytes: number;
  logicalBytes: number;
  uniqueBytes: number;
  storedBytes: number;
  deduplicationRatio: number | null;
  compressionRatio: number | null;
  growthBytes: number;
}

export interface StorageReport extends ReportHead {
  report: 'storage';
  /** The whole repository; null in the report of one office. */
  repository: {
    logicalBytes: number;
    uniqueBytes: number;
    storedBytes: number;
    deduplicationRatio: number | null;
    compressionRatio: number | null;
    diskFreeBytes: number;
    diskTotalBytes: number;
    /** By a straight line through the days of the period; null: fewer than three are known. */
    growthBytesPerDay: number | null;
    /** By what was free on the disk in the last two weeks, as the alert on space has it. Null: not known yet, or it does not fill up. */
    daysUntilFull: number | null;
  } | null;
  totals: StorageSums;
  offices: (StorageSums & { office: string; jobs: number })[];
  jobs: (StorageSums & JobName)[];
  days: (Omit<StorageDay, 'measuredMs'> & { measuredAt: string | null })[];
}

/** Of the chunks of several jobs. */
export interface DistinctBytes {
  uniqueBytes: number;
  storedBytes: number;
}

/** By the names of offices, and of all that the report is about. */
export interface Distinct {
  total: DistinctBytes;
  offices: ReadonlyMap<string, DistinctBytes>;
}

const NOTHING: DistinctBytes = { uniqueBytes: 0, storedBytes: 0 };
const MIN_TREND_DAYS = 3;

/** `days` are those of the period that are known, oldest first; `now` is the repository at the end of the period. */
export function storageReport(rows: readonly StorageJob[], days: readonly StorageDay[], now: StorageDay, period: Period, office: string | null, nowMs: number, distinct: Distinct): StorageReport {
  const jobs = rows.map((row) => ({ job: row.job, agent: row.agent, office: row.office, ...sums([row], row) }));
  jobs.sort((a, b) => b.storedBytes - a.storedBytes || byText(a.job, b.job));
  const offices = [...groupBy(rows, (row) => row.office)].map(([name, own]) => ({ office: name, jobs: own.length, ...sums(own, distinct.offices.get(name) ?? NOTHING) }));
  offices.sort((a, b) => b.storedBytes - a.storedBytes || byText(a.office, b.office));
  const all = office === null ? [...days.filter((day) => day.day !== now.day), now] : [];
  return {
    report: 'storage',
    ...head(period, office, nowMs),
    repository: office === null ? repositoryOf(all, now) : null,
    totals: sums(rows, distinct.total),
    offices,
    jobs,
    days: all.map(({ measuredMs, ...day }) => ({ ...day, measuredAt: time(measuredMs) })),
  };
}

function repositoryOf(days: readonly StorageDay[], now: StorageDay): StorageReport['repository'] {
  const growth = perDay(days);
  const space = ({ measuredMs, diskFreeBytes, diskTotalBytes }: StorageDay) => ({ timeMs: measuredMs, freeBytes: diskFreeBytes, totalBytes: diskTotalBytes });
  const left = daysLeft(days.slice(0, -1).map(space), space(now));
  return {
    logicalBytes: now.logicalBytes,
    uniqueBytes: now.uniqueBytes,
    storedBytes: now.storedBytes,
    deduplicationRatio: ratio(now.logicalBytes, now.uniqueBytes),
    compressionRatio: ratio(now.uniqueBytes, now.storedBytes),
    diskFreeBytes: now.diskFreeBytes,
    diskTotalBytes: now.diskTotalBytes,
    growthBytesPerDay: growth === null ? null : Math.round(growth),
    daysUntilFull: left === null || !Number.isFinite(left) ? null : Math.floor(left),
  };
}

function sums(rows: readonly StorageJob[], { uniqueBytes, storedBytes }: DistinctBytes): StorageSums {
  const logicalBytes = sum(rows, (row) => row.logicalBytes);
  return {
    snapshots: sum(rows, (row) => row.snapshots),
    protectedBytes: sum(rows, (row) => row.protectedBytes),
    logicalBytes,
    uniqueBytes,
    storedBytes,
    deduplicationRatio: ratio(logicalBytes, uniqueBytes),
    compressionRatio: ratio(uniqueBytes, storedBytes),
    growthBytes: sum(rows, (row) => row.periodStoredBytes),
  };
}

/** Slope of the least-squares line through stored bytes by day. */
function perDay(days: readonly StorageDay[]): number | null {
  if (days.length < MIN_TREND_DAYS) return null;
  const at = days.map((day) => day.measuredMs / 86_400_000);
  const middle = sum(at, (x) => x) / at.length;
  const mean = sum(days, (day) => day.storedBytes) / days.length;
  let over = 0;
  let under = 0;
  for (const [i, day] of days.entries()) {
    over += (at[i] - middle) * (day.storedBytes - mean);
    under += (at[i] - middle) ** 2;
  }
  return over / under;
}
