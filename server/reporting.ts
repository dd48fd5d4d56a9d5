// What reports and metrics read of the other domains.
import { FarvaultError, isFarvaultError } from '../shared/errors/errors.js';
import { compileSchedule, type Schedule } from '../shared/schedule/index.js';
import type { Settings } from '../shared/settings/index.js';
import type { Clock } from '../shared/time/clock.js';
import type { Alerting } from './alerting.js';
import type { Control } from './control.js';
import type { DrillState, JobDrills } from './drills/index.js';
import type { FleetState } from './fleet/index.js';
import type { Foundation } from './foundation.js';
import type { JobFigures } from './http/index.js';
import type { Jobs } from './jobs/index.js';
import type { Policies } from './policies/index.js';
import { reportKind, Reports, ReportSender, type JobRow, type JobSums, type ReportSources, type StorageDays } from './reports/index.js';
import type { PackRepository } from './repository/index.js';
import type { SnapshotSet } from './snapshots/index.js';
import type { StatisticsFollower } from './statistics/index.js';
import { heldBackBy, type Runs } from './runs/index.js';

interface ReportingParts {
  repository: PackRepository;
  snapshots: SnapshotSet;
  statistics: StatisticsFollower;
  fleet: FleetState;
  jobs: Jobs;
  policies: Policies;
  runs: Runs;
  days: StorageDays;
  drills: DrillState;
  bytesLogical: () => number;
  clock: Clock;
}

type Measured = Omit<ReturnType<ReportSources['storageNow']>, 'day' | 'measuredMs'>;

export type Reporting = ReturnType<typeof createReporting>;

export function createReporting({ clock, say, state, repository, fleet }: Foundation, { jobs, policies, runs }: Control, { deliveries }: Alerting) {
  const parts: ReportingParts = { repository, snapshots: state.snapshots, statistics: state.statistics, fleet: state.fleet, jobs, policies, runs, days: state.storageDays, drills: state.drills, bytesLogical: () => state.snapshots.bytesLogical, clock };
  const sources = reportSources(parts);
  const reports = new Reports(sources);
  const sender = new ReportSender({
    state: state.reports,
    days: state.storageDays,
    measure: sources.measure,
    reports,
    journal: repository,
    deliver: (destination, message) => deliveries.deliver(destination, message),
    officeId: (name) => fleet.getOffice(name).id,
    clock,
    log: say,
  });
  const kind = reportKind({
    journal: repository,
    state: state.reports,
    hasOffice: (name) => fleet.listOffices().some((office) => office.name === name),
    hasDestination: (name) => state.destinations.resource(name) !== undefined,
  });
  return { parts, reports, sender, kind };
}

function reportSources(parts: ReportingParts): ReportSources & { measure: () => Measured } {
  const { clock, days, fleet, runs, statistics } = parts;
  const measure = (): Measured => {
    const { bytesUnique, bytesStored, diskFreeBytes, diskTotalBytes } = parts.repository.usage();
    return { logicalBytes: parts.bytesLogical(), uniqueBytes: bytesUnique, storedBytes: bytesStored, diskFreeBytes, diskTotalBytes };
  };
  return {
    jobs: () => jobRows(parts),
    history: ({ officeId, ...filter }) => runs.list({ ...filter, ...(officeId === undefined ? {} : { officeIds: [officeId] }) }),
    heldBackBy: (counters, tookMs) => heldBackBy(counters, tookMs),
    agentName: (id) => fleet.agents.get(id)?.name,
    officeName: (id) => fleet.offices.get(id)?.name,
    jobStorage: () => jobStorage(parts),
    distinct: (officeId) => {
      const sums = officeId === undefined ? statistics.figures.total : statistics.figures.ofOffice(officeId);
      return { uniqueBytes: sums?.unique ?? 0, storedBytes: sums?.stored ?? 0 };
    },
    storageDays: () => days.days,
    storageNow: () => ({ day: new Date(clock.now()).toISOString().slice(0, 10), measuredMs: clock.now(), ...measure() }),
    drills: (jobId) => drillsOf(parts.drills.ofJob(jobId)),
    measure,
    clock,
  };
}

function drillsOf({ newest, good, wholeGood }: JobDrills): ReturnType<ReportSources['drills']> {
  const byId = new Map([wholeGood, good, ...newest].flatMap((drill) => (drill === null ? [] : [[drill.id, drill] as const])));
  return [...byId.values()].map(({ kind, ...drill }) => ({ ...drill, whole: kind === 'whole' }));
}

/** Of the snapshots that are listed. */
function jobStorage({ fleet, snapshots, statistics }: ReportingParts): JobSums[] {
  const jobs = new Map<string, JobSums>();
  // The newest comes last.
  for (const { jobId, jobName, agentId, officeId, bytesLogical, trash } of snapshots.all()) {
    if (trash !== null) continue;
    const before = jobs.get(jobId);
    const { unique, stored } = statistics.figures.ofJob(jobId);
    jobs.set(jobId, {
      jobId,
      jobName,
      agentName: fleet.agents.get(agentId)?.name ?? '',
      officeId,
      officeName: fleet.offices.get(officeId)?.name ?? '',
      snapshots: (before?.snapshots ?? 0) + 1,
      protectedBytes: bytesLogical,
      logicalBytes: (before?.logicalBytes ?? 0) + bytesLogical,
      uniqueBytes: unique,
      storedBytes: stored,
    });
  }
  return [...jobs.values()];
}

function jobRows({ fleet, jobs, policies }: ReportingParts): JobRow[] {
  return jobs.list().map((job) => {
    const { settings, sinceMs } = policies.effective(job);
    const agent = fleet.agents.get(job.agentId);
    return {
      id: job.id,
      name: job.name,
      agent: agent?.name ?? '',
      officeId: agent?.officeId ?? '',
      office: fleet.offices.get(agent?.officeId ?? '')?.name ?? '',
      createdMs: job.createdMs,
      scheduleSinceMs: sinceMs,
      rpoMs: settings.rpo,
      rtoMs: settings.rto,
      schedule: job.paused || settings.schedule.length === 0 ? null : scheduleOf(settings, job.id),
    };
  });
}

/** Null: nobody can work by it (a time zone that this machine no longer knows), so nothing is due by it. */
function scheduleOf(settings: Settings, jobId: string): Schedule | null {
  try {
    return compileSchedule(settings, jobId);
  } catch (error) {
    if (!isFarvaultError(error, 'USAGE')) throw new FarvaultError('INTERNAL', `the schedule of job ${jobId}`, { cause: error });
    return null;
  }
}

/** For the metrics. */
export function jobFigures({ fleet, jobs, policies, runs }: ReportingParts): JobFigures[] {
  return jobs.list().map((job) => {
    const agent = fleet.agents.get(job.agentId);
    const office = fleet.offices.get(agent?.officeId ?? '');
    return { job: job.name, agent: agent?.name ?? '', office: office?.name ?? '', lastGoodMs: runs.lastGood(job.id)?.startedMs ?? 0, rpoMs: policies.effective(job).settings.rpo };
  });
}
