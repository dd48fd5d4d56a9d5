// The control plane: what jobs there are and what is in force for them, what agents should do, which runs go when, and who hears of it.
import { FarvaultError } from '../shared/errors/errors.js';
import type { StartRun } from '../shared/rpc/gen/farvault/v1/StartRun.js';
import { DEFAULTS } from '../shared/settings/index.js';
import { Desired } from './desired/index.js';
import type { Foundation } from './foundation.js';
import { backupSettings, Jobs } from './jobs/index.js';
import { Policies } from './policies/index.js';
import { listedReleases, Rollouts } from './rollouts/index.js';
import { RunHistory, Runs, type RunRecord } from './runs/index.js';
import { Admission } from './schedule/index.js';
import { HISTORY_VIEW } from './state.js';

export type Control = ReturnType<typeof createControl>;

export function createControl({ clock, say, state, repository, events, logs, fleet, catalog }: Foundation) {
  const { chunking } = repository.config;
  const now = (): number => clock.now();
  // Where nobody names a time zone, times are the server's.
  const defaults = { ...DEFAULTS, timezone: Intl.DateTimeFormat().resolvedOptions().timeZone };
  const policies = new Policies({ journal: repository, state: state.policies, fleet: state.fleet, jobs: state.jobs, defaults, now });
  const jobs = new Jobs({ journal: repository, state: state.jobs, now, faultsOf: (job) => policies.faultsOf({ jobs: [job] }) });
  const describeBackup = async (run: RunRecord): Promise<StartRun> => {
    const job = jobs.byId(run.jobId);
    if (job === undefined) throw new FarvaultError('NOT_FOUND', `the job of run ${run.id} is gone`);
    const parent = await catalog.latestOf(job.id);
    return {
      runId: run.id,
      backup: {
        ...backupSettings(job, policies.effective(job).settings),
        scheduled: run.reason !== 'manual',
        chunking,
        ...(parent === null ? {} : { parentSnapshotId: parent.id, parentRootId: Buffer.from(parent.rootId, 'hex') }),
      },
    };
  };
  const logError = (message: string, error: unknown): void => say('error', message, { error });
  const runs: Runs = new Runs(state.runs, {
    journal: repository,
    history: new RunHistory(repository.view(HISTORY_VIEW)),
    follower: state.history,
    agents: { send: (agentId, message) => fleet.send(agentId, message), isOnline: (agentId) => fleet.presence(agentId) !== undefined, find: (agentId) => state.fleet.agents.get(agentId) },
    job: (id) => jobs.byId(id),
    admission: { changed: () => admission.changed() },
    describeBackup,
    committed: (id) => catalog.get(id),
    log: {
      lines: (run, instance, lines) => logs.lines({ ...run, runId: run.id }, instance, lines),
      event: (level, message, about) => logs.event(level, message, { ...about, runId: about.id }),
    },
    now,
    logError,
  });
  const admission = new Admission({
    runs,
    policies,
    settingsOf: (jobId) => {
      const job = jobs.byId(jobId);
      return job === undefined ? undefined : policies.effective(job).settings;
    },
    awaySince: (agentId) => (fleet.presence(agentId) === undefined ? fleet.lastSeenMs(agentId) : undefined),
    clock,
    logError,
  });
  runs.endOrphans((agentId) => state.fleet.agents.get(agentId)?.revokedMs === null).catch((error: unknown) => logError('runs of agents that are gone', error));
  runs.server.endInterrupted().catch((error: unknown) => logError('runs that the last end of backupd cut off', error));
  policies.onChange((agentIds) => {
    runs.settingsChanged(agentIds);
    admission.settingsChanged();
  });
  const desired = new Desired({
    journal: repository,
    state: state.desired,
    agents: state.fleet.agents,
    jobs: () => state.jobs.all(),
    effective: (job) => policies.effective(job),
    update: (agentId) => rollouts.wanted(agentId),
    settingsOfAgent: (agentId) => policies.settingsOfAgent(agentId),
    send: (agentId, message) => fleet.send(agentId, message),
    clock,
    log: say,
  });
  const rollouts: Rollouts = new Rollouts({
    journal: repository,
    state: state.rollouts,
    agents: state.fleet.agents,
    isOnline: (agentId) => fleet.presence(agentId) !== undefined,
    releases: listedReleases(() => state.releases.targets),
    changed: (agentIds) => desired.changed(agentIds),
    clock,
    log: say,
  });
  policies.onChange((agentIds) => desired.changed(agentIds));
  desired.changed('all');
  fleet.onConnect((agentId, hello) => events.connected(agentId, hello, fleet.presence(agentId)?.address ?? '', now()));
  fleet.onDisconnect((agentId) => events.disconnected(agentId));
  fleet.onMessage((agentId, message) => events.heard(agentId, message, (id) => jobs.byId(id)?.name));
  runs.onEnded((run) => logs.runEnded(run.id));
  fleet.onConnect((agentId, hello) => desired.onHello(agentId, hello));
  fleet.onMessage((agentId, message) => desired.onMessage(agentId, message));
  fleet.onConnect((agentId, hello) => rollouts.onHello(agentId, hello));
  fleet.onMessage((agentId, message) => rollouts.onMessage(agentId, message));
  fleet.onDisconnect((agentId) => rollouts.onDisconnect(agentId));
  rollouts.begin();
  fleet.onConnect((agentId, hello) => runs.onAgentConnected(agentId, hello));
  fleet.onMessage((agentId, message) => runs.onAgentMessage(agentId, message));

  return { policies, jobs, runs, admission, desired, rollouts };
}
