// A report in a few lines, for the text of a mail.
import type { AnyReport } from './any-report.js';
import { bytes, count, duration, moment } from './words.js';

const SHOWN = 10;

export interface Summary {
  /** `2 of 40 jobs are beyond their target`. */
  headline: string;
  lines: string[];
}

export function summaryOf(report: AnyReport): Summary {
  switch (report.report) {
    case 'rpo': {
      const { totals, jobs, timezone } = report;
      const bad = jobs.filter((job) => job.status === 'broken' || job.status === 'never');
      return {
        headline: bad.length === 0 ? `all ${totals.withTarget} jobs with a target meet it` : `${totals.broken} of ${totals.withTarget} jobs beyond their target, ${totals.never} without a backup`,
        lines: [
          `Jobs: ${totals.jobs}; with a target: ${totals.withTarget}; met: ${totals.met}; broken: ${totals.broken}; no backup yet: ${totals.never}; missed due times: ${totals.missedDueTimes}`,
          ...bad.slice(0, SHOWN).map((job) => `${job.job} (${job.agent}, ${job.office}): ${job.status === 'never' ? 'no backup yet' : `${duration(job.achievedSeconds)} instead of ${duration(job.targetSeconds)}, last good ${moment(job.lastGoodAt, timezone)}`}`),
          ...(bad.length > SHOWN ? [`and ${bad.length - SHOWN} more`] : []),
        ],
      };
    }
    case 'rto': {
      const { totals, jobs, timezone } = report;
      const bad = jobs.filter(({ status, targetSeconds }) => status === 'failed' || status === 'broken' || (status === 'never' && targetSeconds !== null));
      return {
        headline: bad.length === 0 ? `all ${totals.withTarget} jobs with a target meet it` : `${totals.broken} of ${totals.withTarget} jobs beyond their target, ${totals.failed} with a failed drill`,
        lines: [
          `Jobs: ${totals.jobs}; with a target: ${totals.withTarget}; met: ${totals.met}; broken: ${totals.broken}; failed drills: ${totals.failed}; no drill passed yet: ${totals.never}`,
          ...bad.slice(0, SHOWN).map((job) => `${job.job} (${job.agent}, ${job.office}): ${job.status === 'failed' ? `the drill of ${moment(job.lastDrillAt, timezone)} has failed` : job.status === 'never' ? 'no drill has passed yet' : `${duration(job.achievedSeconds)} (${job.basis ?? ''}) instead of ${duration(job.targetSeconds)}`}`),
          ...(bad.length > SHOWN ? [`and ${bad.length - SHOWN} more`] : []),
          report.leavesOut,
        ],
      };
    }
    case 'storage': {
      const { totals, repository, jobs } = report;
      const full = repository?.daysUntilFull ?? null;
      const growing = [...jobs].filter((job) => job.growthBytes > 0).sort((a, b) => b.growthBytes - a.growthBytes);
      return {
        headline: `${bytes(repository?.storedBytes ?? totals.storedBytes)} stored${full === null ? '' : `, full in ${count(full)} days`}`,
        lines: [
          `Protected: ${bytes(totals.protectedBytes)}; stored: ${bytes(totals.storedBytes)}; grown in the period: ${bytes(totals.growthBytes)}`,
          ...(repository === null ? [] : [`Disk: ${bytes(repository.diskFreeBytes)} free of ${bytes(repository.diskTotalBytes)}; growth a day: ${bytes(repository.growthBytesPerDay)}`]),
          ...growing.slice(0, SHOWN).map((job) => `${job.job} (${job.agent}, ${job.office}): grew by ${bytes(job.growthBytes)}`),
        ],
      };
    }
    case 'runs': {
      const { totals, failures } = report;
      return {
        headline: `${some(totals.runs, 'run')}: ${totals.failed} failed, ${totals.partial} partial`,
        lines: [
          `Succeeded: ${totals.succeeded}; partial: ${totals.partial}; failed: ${totals.failed}; cancelled: ${totals.cancelled}; median ${duration(totals.medianSeconds)}, longest ${duration(totals.longestSeconds)}; sent ${bytes(totals.bytesSent)}`,
          ...failures.slice(0, SHOWN).map((failure) => `${failure.code}: ${some(failure.runs, 'run')} of ${some(failure.jobs, 'job')}, such as ${failure.exampleRun}: ${failure.example}`),
        ],
      };
    }
  }
}

function some(number: number, what: string): string {
  return `${count(number)} ${what}${number === 1 ? '' : 's'}`;
}
