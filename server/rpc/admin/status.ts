// One screen for `backupctl status`.
import type { GetStatusResponse } from '../../../shared/rpc/gen/farvault/v1/GetStatusResponse.js';
import type { Fleet } from '../../fleet/index.js';
import type { Jobs } from '../../jobs/index.js';
import type { Runs } from '../../runs/index.js';
import type { AdminPart } from './part.js';
import type { AdminViews, SnapshotDirectory } from './views.js';

const MAX_RUNNING = 100;
const FAILED_SHOWN = 10;

export interface StatusDependencies {
  fleet: Fleet;
  jobs: Jobs;
  runs: Runs;
  snapshots: SnapshotDirectory;
  views: AdminViews;
  /** The parts of GetStatusResponse that neither fleet, jobs, runs nor catalog know. */
  serverStatus: () => Promise<GetStatusResponse>;
}

export function statusHandlers({ fleet, jobs, runs, snapshots, views: { viewOfRun }, serverStatus }: StatusDependencies): AdminPart<'GetStatus'> {
  return {
    GetStatus: async () => {
      const agents = fleet.listAgents().filter((agent) => agent.revokedMs === null);
      const troubled = await runs.list({ states: ['failed', 'partial'], limit: FAILED_SHOWN });
      return {
        ...(await serverStatus()),
        offices: fleet.listOffices().length,
        agents: agents.length,
        agentsOnline: agents.filter((agent) => fleet.presence(agent.id) !== undefined).length,
        jobs: jobs.count,
        snapshots: await snapshots.count({}),
        running: runs.active().slice(0, MAX_RUNNING).map(viewOfRun),
        failedRecently: troubled.map(viewOfRun),
      };
    },
  };
}
