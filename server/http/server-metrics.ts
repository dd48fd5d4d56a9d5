// Where the figures of the metrics come from on a running server.
import type { Fleet } from '../fleet/index.js';
import type { PackRepository } from '../repository/index.js';
import type { LoopWatch } from './loop-watch.js';
import type { JobFigures, MetricSources } from './metric-sources.js';

export interface ServerParts {
  repository: PackRepository;
  fleet: Fleet;
  bytesLogical: () => number;
  snapshots: () => Promise<number>;
  jobs: () => JobFigures[];
  activeRuns: () => { state: string }[];
  /** Agents that do not work by the newest desired state yet. */
  agentsBehind: () => number;
  alertsFiring: () => { severity: string; count: number }[];
  /** Of the authority, the server, and update metadata. */
  certificates: () => { kind: string; expiresMs: number }[];
  refused: () => { connection: number; access: number };
  loop: LoopWatch;
}

export function serverMetrics(parts: ServerParts): MetricSources {
  const { repository, fleet, loop } = parts;
  return {
    agents: () => {
      const agents = fleet.listAgents();
      const revoked = agents.filter((agent) => agent.revokedMs !== null).length;
      const online = fleet.online().length;
      return { online, offline: agents.length - revoked - online, revoked, behind: parts.agentsBehind() };
    },
    offices: () => fleet.listOffices().length,
    jobs: parts.jobs,
    runs: parts.activeRuns,
    snapshots: parts.snapshots,
    repository: () => ({ ...repository.usage(), writable: repository.health().writable, bytesLogical: parts.bytesLogical(), journalPosition: repository.journalPosition }),
    alertsFiring: parts.alertsFiring,
    certificates: () => [
      ...parts.certificates(),
      ...fleet.listUsers().filter((user) => user.revokedMs === null).map((user) => ({ kind: 'user', expiresMs: user.certificateExpiresMs })),
      ...fleet.listAgents().filter((agent) => agent.revokedMs === null).map((agent) => ({ kind: 'agent', expiresMs: agent.certificateExpiresMs })),
    ],
    refused: parts.refused,
    eventLoop: () => ({ ...loop.delay(), blocked: loop.blocked }),
  };
}
