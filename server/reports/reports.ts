// Reports on demand: checks what is asked for, gathers the rows, makes the report, and writes it in the format asked for. One at a time, so that several who ask
// at once do not hold several histories in memory.
import { Mutex } from '../../shared/async/mutex.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { AnyReport } from './any-report.js';
import { csvOf } from './csv.js';
import { isTimezone, utcDay } from './days.js';
import { rpoRows, runsOf, storageRows, type JobRow, type ReportSources } from './gather.js';
import { htmlOf } from './pages.js';
import { rpoReport } from './rpo.js';
import { rtoReport } from './rto.js';
import { runsReport } from './runs.js';
import { storageReport } from './storage.js';
import { REPORTS, type Period, type ReportName } from './types.js';

export const FORMATS = ['json', 'csv', 'html'] as const;
export type ReportFormat = (typeof FORMATS)[number];

export interface ReportRequest {
  report: ReportName;
  sinceMs: number;
  untilMs: number;
  timezone: string;
  /** Null: all. */
  office: { id: string; name: string } | null;
}

const DAY_MS = 86_400_000;
/** As long as the history of runs is kept. */
const MAX_PERIOD_MS = 400 * DAY_MS;

export class Reports {
  readonly #one = new Mutex();

  constructor(private readonly sources: ReportSources) {}

  async make(request: ReportRequest, signal?: AbortSignal): Promise<AnyReport> {
    checkPeriod(request);
    return this.#one.run(() => {
      signal?.throwIfAborted();
      return this.#make(request);
    });
  }

  async #make({ report, office, ...period }: ReportRequest): Promise<AnyReport> {
    const { sources } = this;
    const nowMs = sources.clock.now();
    const name = office?.name ?? null;
    const jobsOf = (): JobRow[] => sources.jobs().filter((job) => office === null || job.officeId === office.id);
    if (report === 'rto') {
      const rows = jobsOf().map((job) => ({ job: job.name, agent: job.agent, office: job.office, rtoMs: job.rtoMs, drills: sources.drills(job.id) }));
      return rtoReport(rows, period, name, nowMs);
    }
    const { runs, truncated } = await runsOf(sources, period, office?.id);
    switch (report) {
      case 'rpo':
        return rpoReport(await rpoRows(sources, runs, period, jobsOf()), period, name, nowMs);
      case 'storage': {
        const days = sources.storageDays().filter((day) => day.measuredMs >= period.sinceMs && day.measuredMs < period.untilMs);
        const past = utcDay(period.untilMs) < utcDay(nowMs) ? days.at(-1) : undefined;
        const now = past ?? sources.storageNow();
        const jobs = storageRows(sources, runs, period, office?.id);
        const offices = new Map(sources.jobStorage().map(({ officeId, officeName }) => [sources.officeName(officeId) ?? officeName, sources.distinct(officeId)]));
        return storageReport(jobs, days, now, period, name, nowMs, { total: sources.distinct(office?.id), offices });
      }
      case 'runs':
        return runsReport(runs, period, name, nowMs, truncated);
    }
  }
}

export function render(report: AnyReport, format: ReportFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report)}\n`;
    case 'csv':
      return csvOf(report);
    case 'html':
      return htmlOf(report);
  }
}

export function reportName(text: string): ReportName {
  const name = REPORTS.find((report) => report === text);
  if (name === undefined) throw new FarvaultError('USAGE', `'${text.slice(0, 60)}' is not a report`, { remedy: `There are ${REPORTS.join(', ')}.` });
  return name;
}

export function reportFormat(text: string): ReportFormat {
  const format = FORMATS.find((one) => one === text);
  if (format === undefined) throw new FarvaultError('USAGE', `'${text.slice(0, 60)}' is not a format of a report`, { remedy: `There are ${FORMATS.join(', ')}.` });
  return format;
}

function checkPeriod({ sinceMs, untilMs, timezone }: Period): void {
  const faults: string[] = [];
  if (!(sinceMs >= 0 && untilMs > sinceMs)) faults.push('the period ends before it begins');
  else if (untilMs - sinceMs > MAX_PERIOD_MS) faults.push('the period is longer than 400 days: the history of runs goes no further back');
  if (timezone.length > 64 || !isTimezone(timezone)) faults.push(`'${timezone.slice(0, 64)}' is not the name of a time zone`);
  if (faults.length > 0) throw new FarvaultError('USAGE', faults.join('; '));
}
