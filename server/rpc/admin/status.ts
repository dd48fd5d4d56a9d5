// One screen for `backupctl status`.
import type { GetStatusResponse } from '../../../shared/rpc/gen/farvault/v1/GetStatusResponse.js';
import type { Fleet } from '../../fleet/index.js';
import type { Jobs } from '../../jobs/index.js';
import { hasEnded, type Runs } from '../../runs/index.js';
import { describeRun } from '../describe.js';
import type { AdminPart } from './part.js';
import type { AdminViews, SnapshotDirectory } from './views.js';

const MAX_RUNNING = 100;

export interface StatusDependencies {
  fleet: Fleet;
  jobs: Jobs;
  runs: Runs;
  snapshots: SnapshotDirectory;
  views: AdminViews;
  /** The parts of GetStatusResponse that neither fleet, jobs, runs nor catalog know. */
  serverStatus: () => Promise<GetStatusResponse>;
}

export function statusHandlers({ fleet, jobs, runs, snapshots, views: { names }, serverStatus }: StatusDependencies): AdminPart<'GetStatus'> {
  return {
    GetStatus: async () => {
      const agents = fleet.listAgents().filter((agent) => agent.revokedMs === null);
      const all = runs.list();
      return {
        ...(await serverStatus()),
        offices: fleet.listOffices().length,
        agents: agents.length,
        agentsOnline: agents.filter((agent) => fleet.presence(agent.id) !== undefined).length,
        jobs: jobs.count,
        snapshots: await snapshots.count({}),
        running: all.filter((run) => !hasEnded(run)).slice(0, MAX_RUNNING).map((run) => describeRun(run, names, runs.progress(run.id))),
        failedRecently: all.filter((run) => run.state === 'failed' || run.state === 'partial').slice(0, 10).map((run) => describeRun(run, names, undefined)),
      };
    },
  };
}
