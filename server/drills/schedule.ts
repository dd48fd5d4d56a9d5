// Which jobs' drills are due, and of which none has passed for two of their periods.
import type { Clock } from '../../shared/time/clock.js';
import type { Settings } from '../../shared/settings/index.js';
import { DueTimes } from '../alerts/index.js';
import type { DrillState } from './state.js';

/** A drill waits for others, and takes its time. */
const GRACE_MS = 60 * 60_000;

export interface ScheduledJob {
  id: string;
  settings: Settings;
  sinceMs: number;
}

export interface DrillStanding {
  jobId: string;
  /** The newest drill, if it has failed. */
  failed: { id: string; atMs: number; error: string } | null;
  /** No good one for two periods. */
  overdue: boolean;
  /** When the newest good one ended; 0: there never was one. */
  goodMs: number;
}

export class DrillSchedule {
  readonly #times = new DueTimes();
  /** Due times that have had their try in this process. */
  readonly #tried = new Map<string, number>();
  /** Since when this process knows of a job's schedule of drills. */
  readonly #known = new Map<string, { key: string; sinceMs: number }>();

  constructor(
    private readonly state: DrillState,
    private readonly clock: Clock,
  ) {}

  /** Those that have waited longest first. */
  due<J extends ScheduledJob>(jobs: readonly J[]): J[] {
    const nowMs = this.clock.now();
    this.#forget(jobs);
    const found: { job: J; dueMs: number }[] = [];
    for (const job of jobs) {
      const dueMs = this.#latest(job, nowMs);
      if (dueMs !== null && dueMs > Math.max(this.state.ofJob(job.id).scheduledMs, this.#tried.get(job.id) ?? 0)) found.push({ job, dueMs });
    }
    return found.sort((a, b) => a.dueMs - b.dueMs).map(({ job }) => job);
  }

  tried(jobId: string): void {
    this.#tried.set(jobId, this.clock.now());
  }

  /** Of jobs with which something is wrong. */
  standings(jobs: readonly ScheduledJob[]): DrillStanding[] {
    const nowMs = this.clock.now();
    this.#forget(jobs);
    return jobs.flatMap((job) => {
      const { newest, good } = this.state.ofJob(job.id);
      const [last] = newest;
      const failed = last === undefined || last.passed ? null : { id: last.id, atMs: last.endedMs, error: last.error };
      const overdue = this.#isOverdue(job, good?.startedMs ?? 0, nowMs);
      return failed === null && !overdue ? [] : [{ jobId: job.id, failed, overdue, goodMs: good?.endedMs ?? 0 }];
    });
  }

  #isOverdue(job: ScheduledJob, goodMs: number, nowMs: number): boolean {
    const knownMs = this.#knownSince(job, nowMs);
    const last = this.#latest(job, nowMs);
    const before = last === null ? null : this.#latestBefore(job, last);
    if (last === null || before === null || goodMs >= before) return false;
    // One that never was cannot be late before it could have been twice.
    return goodMs === 0 ? knownMs <= before : nowMs >= Math.max(last, knownMs) + GRACE_MS;
  }

  #knownSince({ id, settings: { drill, timezone } }: ScheduledJob, nowMs: number): number {
    const key = JSON.stringify([drill, timezone]);
    const known = this.#known.get(id);
    if (known?.key === key) return known.sinceMs;
    this.#known.set(id, { key, sinceMs: nowMs });
    return nowMs;
  }

  #latest(job: ScheduledJob, atMs: number): number | null {
    return job.settings.drill.length === 0 ? null : this.#times.latest(job.id, asSchedule(job.settings), job.sinceMs, atMs);
  }

  #latestBefore(job: ScheduledJob, dueMs: number): number | null {
    return this.#times.latest(`${job.id} before`, asSchedule(job.settings), job.sinceMs, dueMs - 1);
  }

  #forget(jobs: readonly ScheduledJob[]): void {
    const ids = new Set(jobs.map(({ id }) => id));
    this.#times.keep(new Set([...ids].flatMap((id) => [id, `${id} before`])));
    for (const map of [this.#tried, this.#known]) for (const id of map.keys()) if (!ids.has(id)) map.delete(id);
  }
}

/** A drill needs no agent: neither its windows nor its jitter. */
function asSchedule(settings: Settings): Settings {
  return { ...settings, schedule: settings.drill, jitter: 0, window: [], blackout: [] };
}
