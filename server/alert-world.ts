// What alerts are judged by, read from the other domains.
import { DueTimes, JobHistory, StillRuns, type AgentFacts, type CopyFacts, type DrillFacts, type JobEnd, type JobFacts, type Place, type World } from './alerts/index.js';
import { realFs } from '../shared/fs/real-fs.js';
import type { Control } from './control.js';
import { readOutcome } from './copies/index.js';
import { judgedExpiries } from './expiries.js';
import { DrillSchedule } from './drills/index.js';
import type { Foundation } from './foundation.js';
import type { JobRecord } from './jobs/index.js';
import { coverageOf } from './verification/index.js';
import type { Effective } from './policies/index.js';
import type { RunEnd, RunRecord } from './runs/index.js';

/** The event loop is somebody else's after so long. */
const TURN_MS = 10;

type ActiveRun = Pick<RunRecord, 'id' | 'state'>;

/** Reads the world; what is dear to work out is kept until it may have changed. */
export class WorldView {
  readonly #due = new DueTimes();
  readonly #history: JobHistory;
  readonly #still = new StillRuns();
  readonly #drills: DrillSchedule;
  readonly #effective = new Map<string, { job: JobRecord; effective: Effective }>();

  constructor(
    private readonly foundation: Foundation,
    private readonly control: Control,
    private readonly destinations: () => World['destinations'],
  ) {
    this.#drills = new DrillSchedule(foundation.state.drills, foundation.clock);
    this.#history = new JobHistory({
      snapshots: (jobId, limit) => foundation.catalog.list({ jobId, limit }),
      endedStates: async (jobId, limit) => (await control.runs.list({ jobId, states: ['succeeded', 'partial', 'failed', 'cancelled'], limit })).map(({ state }) => state),
    });
  }

  runEnded(jobId: string): void {
    this.#history.ended(jobId);
  }

  settingsChanged(): void {
    this.#effective.clear();
  }

  async read(): Promise<Omit<World, 'listeningSinceMs' | 'spaceHistory'>> {
    const { clock, fleet, lost, pki, releases, repository } = this.foundation;
    const { jobs, rollouts, runs } = this.control;
    const { diskFreeBytes, diskTotalBytes } = repository.usage();
    const { writable, reason } = repository.health();
    const all = jobs.list();
    const ids = new Set(all.map(({ id }) => id));
    for (const kept of [this.#due, this.#history]) kept.keep(ids);
    for (const id of this.#effective.keys()) if (!ids.has(id)) this.#effective.delete(id);
    const active = new Map<string, ActiveRun>();
    for (const run of runs.active()) if (run.state === 'running' || !active.has(run.jobId)) active.set(run.jobId, run);
    this.#still.look([...active.values()].filter(({ state }) => state === 'running').map(({ id }) => ({ id, progress: runs.progress(id)?.counters ?? {} })), clock.monotonic());
    const facts: JobFacts[] = [];
    let turnMs = clock.monotonic();
    for (const job of all) {
      // A thousand schedules take a second to work out: not in one go.
      if (clock.monotonic() - turnMs > TURN_MS) {
        await new Promise((resolve) => setImmediate(resolve));
        turnMs = clock.monotonic();
      }
      const read = await this.#job(job, active.get(job.id));
      if (read !== null) facts.push(read);
    }
    return {
      jobs: facts,
      agents: this.#agents(),
      expiries: judgedExpiries(pki, fleet, releases),
      space: { timeMs: clock.now(), freeBytes: diskFreeBytes, totalBytes: diskTotalBytes },
      notWritable: writable ? null : (reason ?? 'the reason is not known'),
      damaged: await lost.someNeeded(),
      verification: coverageOf(this.foundation.state.verification.packs, clock.now()),
      gcBlocked: this.foundation.state.gc.blocked,
      destinations: this.destinations(),
      drills: this.#drillFacts(all, facts),
      haltedRollout: rollouts.halted(),
      copies: await this.#copies(),
      retention: this.#retention(),
      approvals: this.foundation.state.approvals.waiting(),
      clockDoubt: this.foundation.steady.doubt(),
    };
  }

  /** Null: its agent is revoked or gone. */
  async #job(job: JobRecord, active: ActiveRun | undefined): Promise<JobFacts | null> {
    const { runs } = this.control;
    const place = this.#place(job.agentId);
    if (place === null) return null;
    const { settings, sinceMs } = this.#settings(job);
    const last = runs.lastEnded(job.id);
    // Worked out here, in turns; asked for again it is known.
    this.#due.latest(job.id, settings, sinceMs, this.foundation.clock.now() - settings.alertLateAfter);
    return {
      id: job.id,
      name: job.name,
      place,
      settings,
      createdMs: job.createdMs,
      paused: job.paused,
      running: active?.state === 'running',
      stillMs: active?.state === 'running' ? this.#still.forMs(active.id, this.foundation.clock.monotonic()) : null,
      waiting: active !== undefined && active.state !== 'running',
      latestDue: (atMs) => this.#due.latest(job.id, settings, sinceMs, atMs),
      nextDue: (afterMs) => this.#due.next(job.id, settings, sinceMs, afterMs),
      lastEnded: endOf(last),
      lastGood: endOf(runs.lastGood(job.id)),
      failures: last?.state === 'failed' ? await this.#history.failures(job.id) : 0,
      snapshots: await this.#history.snapshots(job.id),
      tampered: this.foundation.state.tamper.last(job.id),
    };
  }

  #drillFacts(jobs: readonly JobRecord[], facts: readonly JobFacts[]): DrillFacts[] {
    const known = new Map(facts.map((one) => [one.id, one]));
    const scheduled = jobs.flatMap((job) => {
      const { settings, sinceMs } = this.#settings(job);
      return known.has(job.id) ? [{ id: job.id, settings, sinceMs: Math.max(sinceMs, job.createdMs) }] : [];
    });
    return this.#drills.standings(scheduled).flatMap(({ jobId, failed, overdue, goodMs }) => {
      const { name, place, snapshots } = known.get(jobId)!;
      // Where there is nothing to restore yet, the age of the newest backup says it.
      return snapshots.length === 0 ? [] : [{ jobId, job: name, place, failed, overdueSinceMs: overdue ? goodMs : null }];
    });
  }

  /** Of each that is kept by schedule. */
  #copies(): Promise<CopyFacts[]> {
    const { state, repository } = this.foundation;
    const going = new Set(this.control.runs.server.active('copy').map(({ jobName }) => jobName));
    return Promise.all(
      state.copies.all().map(async ({ name, folder, setMs, lateAfterMs }) => {
        const outcome = await readOutcome(repository.dataDir, folder, realFs);
        return { name, folder, setMs, lateAfterMs, goodMs: outcome?.good?.timeMs ?? 0, error: going.has(name) ? '' : (outcome?.error ?? ''), lacks: outcome?.good?.lacks ?? 0 };
      }),
    );
  }

  #agents(): AgentFacts[] {
    const { fleet } = this.foundation;
    const { desired, policies, rollouts } = this.control;
    return fleet.listAgents().flatMap((agent) => {
      const place = this.#place(agent.id);
      if (place === null) return [];
      const presence = fleet.presence(agent.id);
      return [{
        id: agent.id,
        name: agent.name,
        place,
        online: presence !== undefined,
        lastSeenMs: presence?.lastHeardMs ?? Math.max(agent.lastSeenMs, agent.enrolledMs),
        clockOffsetMs: desired.standing(agent.id).clockOffsetMs,
        certificateExpiresMs: agent.certificateExpiresMs,
        updateFailure: rollouts.failure(agent.id),
        settings: policies.settingsOfAgent(agent.id),
      }];
    });
  }

  #retention(): World['retention'] {
    const { state: { retention }, steady } = this.foundation;
    return { failingMs: retention.failingSinceMs === 0 ? 0 : steady.now() - retention.failingSinceMs, failure: retention.failure };
  }

  #place(agentId: string): Place | null {
    const { agents, offices } = this.foundation.state.fleet;
    const agent = agents.get(agentId);
    if (agent === undefined || agent.revokedMs !== null) return null;
    return { officeId: agent.officeId, office: offices.get(agent.officeId)?.name ?? '', agent: agent.name, labels: agent.labels };
  }

  #settings(job: JobRecord): Effective {
    const known = this.#effective.get(job.id);
    if (known?.job === job) return known.effective;
    const effective = this.control.policies.effective(job);
    this.#effective.set(job.id, { job, effective });
    return effective;
  }
}

function endOf(end: RunEnd | undefined): JobEnd | null {
  if (end === undefined) return null;
  const { id, state, attempt, dueMs, startedMs, endedMs, error, errorCode } = end;
  return { id, state, attempt, dueMs, startedMs, endedMs, error, errorCode };
}
