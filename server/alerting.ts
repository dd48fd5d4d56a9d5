// What alerts are judged by, collected from the other domains; and the alert path: secrets, destinations, deliveries.
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { VERSION } from '../shared/config/version.js';
import type { Clock } from '../shared/time/clock.js';
import { Alerts, DueTimes, JobHistory, ruleKind, rulesOf, type AgentFacts, type AlertState, type Expiry, type JobEnd, type JobFacts, type Place, type RuleState, type World } from './alerts/index.js';
import { Deliveries, destinationKind, type DestinationState } from './delivery/index.js';
import type { Desired } from './desired/index.js';
import type { FleetService, FleetState } from './fleet/index.js';
import type { JobRecord, Jobs } from './jobs/index.js';
import type { Effective, Policies } from './policies/index.js';
import type { PackRepository, SnapshotRecord } from './repository/index.js';
import type { ResourceKind } from './resources/index.js';
import type { RunEnd, Runs } from './runs/index.js';
import { Secrets } from './secrets/index.js';

/** The event loop is somebody else's after so long. */
const TURN_MS = 10;

export interface AlertingParts {
  dataDir: string;
  repository: PackRepository;
  state: { alerts: AlertState; rules: RuleState; destinations: DestinationState; fleet: FleetState };
  fleet: FleetService;
  jobs: Jobs;
  policies: Policies;
  desired: Desired;
  runs: Runs;
  snapshots: { list(filter: { jobId: string; limit: number }): Promise<SnapshotRecord[]> };
  damaged: () => Promise<boolean>;
  /** Of the server and its administrators. */
  expiries: () => Expiry[];
  /** Who else names a destination, in words. */
  usersOfDestination: (name: string) => string[];
  clock: Clock;
  log: (level: 'info' | 'warn' | 'error', message: string, details?: object) => void;
}

export interface Alerting {
  alerts: Alerts;
  deliveries: Deliveries;
  secrets: Secrets;
  kinds: ResourceKind[];
  start(): void;
  stop(): Promise<void>;
}

export async function createAlerting(parts: AlertingParts): Promise<Alerting> {
  const { dataDir, repository, state, runs, clock, log } = parts;
  const secretUsers = (name: string): string[] => state.destinations.resources().filter((one) => one['secret'] === name).map((one) => one.name);
  const secrets = new Secrets({ directory: path.join(dataDir, 'secrets'), journal: repository, now: () => clock.now(), users: secretUsers });
  await secrets.open();
  const deliveries: Deliveries = new Deliveries({
    directory: path.join(dataDir, 'delivery'),
    destinations: state.destinations,
    secret: (name) => secrets.value(name),
    clock,
    random: () => randomBytes(4).readUInt32LE() / 2 ** 32,
    version: VERSION,
    onOutcome: (outcome) => alerts.onOutcome(outcome),
    log,
  });
  const world = new WorldView(parts, () => deliveries.health());
  const alerts: Alerts = new Alerts({
    journal: repository,
    state: state.alerts,
    rules: state.rules,
    world: () => world.read(),
    destinations: () => state.destinations.all(),
    deliver: (destination, message) => deliveries.deliver(destination, message),
    sendNow: (destination, message, signal) => deliveries.sendNow(destination, message, signal),
    clock,
    randomHex: (bytes) => randomBytes(bytes).toString('hex'),
    log,
  });
  await deliveries.start();
  runs.onEnded((run) => {
    world.runEnded(run.jobId);
    alerts.poke();
  });
  parts.policies.onChange(() => {
    world.settingsChanged();
    alerts.poke();
  });
  parts.fleet.onConnect(() => alerts.poke());
  parts.fleet.onDisconnect(() => alerts.poke());
  return {
    alerts,
    deliveries,
    secrets,
    kinds: [
      destinationKind({ journal: repository, state: state.destinations, secrets, users: (name) => [...rulesOf(state.rules, name), ...parts.usersOfDestination(name)] }),
      ruleKind({ journal: repository, state: state.rules, hasDestination: (name) => state.destinations.resource(name) !== undefined }),
    ],
    start: () => alerts.start(),
    stop: async () => {
      await alerts.close();
      await deliveries.close();
    },
  };
}

/** Reads the world; what is dear to work out is kept until it may have changed. */
class WorldView {
  readonly #due = new DueTimes();
  readonly #history: JobHistory;
  readonly #effective = new Map<string, { job: JobRecord; effective: Effective }>();

  constructor(
    private readonly parts: AlertingParts,
    private readonly destinations: () => World['destinations'],
  ) {
    this.#history = new JobHistory({
      snapshots: (jobId, limit) => parts.snapshots.list({ jobId, limit }),
      endedStates: async (jobId, limit) => (await parts.runs.list({ jobId, states: ['succeeded', 'partial', 'failed', 'cancelled'], limit })).map(({ state }) => state),
    });
  }

  runEnded(jobId: string): void {
    this.#history.ended(jobId);
  }

  settingsChanged(): void {
    this.#effective.clear();
  }

  async read(): Promise<Omit<World, 'listeningSinceMs' | 'spaceHistory'>> {
    const { clock, damaged, expiries, jobs, repository } = this.parts;
    const { diskFreeBytes, diskTotalBytes } = repository.usage();
    const { writable, reason } = repository.health();
    const all = jobs.list();
    const ids = new Set(all.map(({ id }) => id));
    for (const kept of [this.#due, this.#history]) kept.keep(ids);
    for (const id of this.#effective.keys()) if (!ids.has(id)) this.#effective.delete(id);
    const active = new Map<string, 'running' | 'queued'>();
    for (const { jobId, state } of this.parts.runs.active()) if (state === 'running' || !active.has(jobId)) active.set(jobId, state === 'running' ? state : 'queued');
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
      expiries: expiries(),
      space: { timeMs: clock.now(), freeBytes: diskFreeBytes, totalBytes: diskTotalBytes },
      notWritable: writable ? null : (reason ?? 'the reason is not known'),
      damaged: await damaged(),
      destinations: this.destinations(),
    };
  }

  /** Null: its agent is revoked or gone. */
  async #job(job: JobRecord, active: 'running' | 'queued' | undefined): Promise<JobFacts | null> {
    const { runs } = this.parts;
    const place = this.#place(job.agentId);
    if (place === null) return null;
    const { settings, sinceMs } = this.#settings(job);
    const last = runs.lastEnded(job.id);
    // Worked out here, in turns; asked for again it is known.
    this.#due.latest(job.id, settings, sinceMs, this.parts.clock.now() - settings.alertLateAfter);
    return {
      id: job.id,
      name: job.name,
      place,
      settings,
      createdMs: job.createdMs,
      paused: job.paused,
      running: active === 'running',
      waiting: active === 'queued',
      latestDue: (atMs) => this.#due.latest(job.id, settings, sinceMs, atMs),
      nextDue: (afterMs) => this.#due.next(job.id, settings, sinceMs, afterMs),
      lastEnded: endOf(last),
      lastGood: endOf(runs.lastGood(job.id)),
      failures: last?.state === 'failed' ? await this.#history.failures(job.id) : 0,
      snapshots: await this.#history.snapshots(job.id),
    };
  }

  #agents(): AgentFacts[] {
    const { fleet, desired, policies } = this.parts;
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
        settings: policies.settingsOfAgent(agent.id),
      }];
    });
  }

  #place(agentId: string): Place | null {
    const { agents, offices } = this.parts.state.fleet;
    const agent = agents.get(agentId);
    if (agent === undefined || agent.revokedMs !== null) return null;
    return { officeId: agent.officeId, office: offices.get(agent.officeId)?.name ?? '', agent: agent.name, labels: agent.labels };
  }

  #settings(job: JobRecord): Effective {
    const known = this.#effective.get(job.id);
    if (known?.job === job) return known.effective;
    const effective = this.parts.policies.effective(job);
    this.#effective.set(job.id, { job, effective });
    return effective;
  }
}

function endOf(end: RunEnd | undefined): JobEnd | null {
  if (end === undefined) return null;
  const { id, state, attempt, dueMs, startedMs, endedMs, error } = end;
  return { id, state, attempt, dueMs, startedMs, endedMs, error };
}
