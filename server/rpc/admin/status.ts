// One screen for `backupctl status`.
import type { GetStatusResponse } from '../../../shared/rpc/gen/farvault/v1/GetStatusResponse.js';
import type { Alerts } from '../../alerts/index.js';
import type { Fleet } from '../../fleet/index.js';
import type { Jobs } from '../../jobs/index.js';
import type { Runs } from '../../runs/index.js';
import { alertView, seesAlert } from './alerts.js';
import type { AdminPart } from './part.js';
import type { AdminViews, SnapshotDirectory } from './views.js';

const MAX_RUNNING = 100;
const FAILED_SHOWN = 10;
const ALERTS_SHOWN = 20;

export interface StatusDependencies {
  alerts: Alerts;
  fleet: Fleet;
  jobs: Jobs;
  runs: Runs;
  snapshots: SnapshotDirectory;
  views: AdminViews;
  /** The parts of GetStatusResponse that neither fleet, jobs, runs nor catalog know. */
  serverStatus: () => Promise<GetStatusResponse>;
}

export function statusHandlers({ alerts, fleet, jobs, runs, snapshots, views: { viewOfRun }, serverStatus }: StatusDependencies): AdminPart<'GetStatus'> {
  return {
    GetStatus: async (_request, { identity, visible, seesRun }) => {
      const standing = alerts.book.list().filter((alert) => seesAlert({ identity, visible }, alert));
      const { offices: limits } = identity;
      const agents = fleet.listAgents().filter((agent) => agent.revokedMs === null && visible(agent.officeId));
      const known = new Set(agents.map((agent) => agent.id));
      const troubled = await runs.list({ states: ['failed', 'partial'], limit: FAILED_SHOWN, ...(limits === undefined ? {} : { officeIds: limits }) });
      const counts = await Promise.all(limits === undefined ? [snapshots.count({})] : limits.map((officeId) => snapshots.count({ officeId })));
      const server = await serverStatus();
      return {
        ...server,
        // Sums of all offices would tell of the others' data, and what of it one has, too.
        ...(limits === undefined ? {} : { chunks: 0, bytesLogical: 0, bytesUnique: 0, bytesStored: 0 }),
        // Its lines name what may be of others.
        care: limits === undefined ? (server.care ?? []) : [],
        // Of the others' agents and administrators not even the names.
        certificates: (server.certificates ?? []).filter(({ name = '' }) => limits === undefined || name === 'ca' || name === 'server' || agents.some((agent) => name === `agent ${agent.name}`)),
        offices: fleet.listOffices().filter((office) => visible(office.id)).length,
        agents: agents.length,
        agentsOnline: agents.filter((agent) => fleet.presence(agent.id) !== undefined).length,
        jobs: limits === undefined ? jobs.count : jobs.list().filter((job) => known.has(job.agentId)).length,
        snapshots: counts.reduce((sum, count) => sum + count, 0),
        running: runs.active().filter((run) => seesRun(run.officeId, run)).slice(0, MAX_RUNNING).map(viewOfRun),
        alerts: standing.slice(0, ALERTS_SHOWN).map((alert) => alertView(alerts, alert)),
        alertsFiring: standing.filter(({ state }) => state === 'firing').length,
        failedRecently: troubled.map(viewOfRun),
      };
    },
  };
}
