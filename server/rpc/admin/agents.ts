// Enrolment tokens and agents.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { Fleet } from '../../fleet/index.js';
import type { Jobs } from '../../jobs/index.js';
import type { Policies } from '../../policies/index.js';
import type { Runs } from '../../runs/index.js';
import type { AdminPart } from './part.js';
import type { AdminViews } from './views.js';

const DEFAULT_TOKEN_TTL_SECONDS = 24 * 3600;
const MAX_TOKEN_TTL_SECONDS = 7 * 24 * 3600;

export interface AgentDependencies {
  fleet: Fleet;
  jobs: Jobs;
  runs: Runs;
  policies: Pick<Policies, 'nextDue' | 'faultsOf'>;
  views: AdminViews;
}

export function agentHandlers({ fleet, jobs, runs, policies, views: { agentView } }: AgentDependencies): AdminPart<'CreateToken' | 'ListAgents' | 'GetAgent' | 'RenameAgent' | 'SetAgentLabels' | 'RevokeAgent' | 'DeleteAgent'> {
  /** By the server's clock; jobs without a schedule and paused ones have none. */
  const nextDue = (agentId: string): { job: string; dueMs: number }[] =>
    jobs.list(agentId).flatMap((job) => {
      const dueMs = policies.nextDue(job);
      return dueMs === null ? [] : [{ job: job.name, dueMs }];
    });
  return {
    CreateToken: async (request) => {
      const seconds = request.ttlSeconds === 0 ? DEFAULT_TOKEN_TTL_SECONDS : request.ttlSeconds;
      if (seconds > MAX_TOKEN_TTL_SECONDS) throw new FarvaultError('USAGE', 'a token lives 7 days at most');
      const { token, office, expiresMs } = await fleet.createToken(request.office, seconds * 1000, request.replace);
      return { token, office: office.name, expiresMs };
    },
    ListAgents: async (request, { visible }) => ({ agents: fleet.listAgents(request.office === '' ? undefined : request.office).filter((agent) => visible(agent.officeId)).map((agent) => agentView(agent.id)) }),
    GetAgent: async (request) => ({ ...agentView(request.name), nextDue: nextDue(fleet.getAgent(request.name).id) }),
    RenameAgent: async (request) => agentView((await fleet.renameAgent(request.name, request.newName)).id),
    SetAgentLabels: async (request) => {
      const { id, labels } = fleet.getAgent(request.name);
      const wanted = { ...Object.fromEntries(Object.entries(labels).filter(([key]) => !request.unset.includes(key))), ...request.set };
      const faults = policies.faultsOf({ labels: new Map([[id, wanted]]) });
      if (faults.length > 0) throw new FarvaultError('REFUSED', `with these labels settings contradict each other: ${faults.join('; ')}`, { remedy: 'Change the policy of the label first.' });
      return agentView((await fleet.setLabels(request.name, request.set, request.unset)).id);
    },
    RevokeAgent: async (request) => {
      const agent = await fleet.revokeAgent(request.name);
      await runs.endAllOf(agent.id, `agent '${agent.name}' was revoked`);
      return agentView(agent.id);
    },
    DeleteAgent: async (request) => {
      const agent = fleet.getAgent(request.name);
      const used = jobs.list(agent.id);
      if (used.length > 0) throw new FarvaultError('REFUSED', `agent '${agent.name}' has jobs: ${used.map((job) => job.name).join(', ')}`, { remedy: 'backupctl job delete NAME first' });
      await fleet.deleteAgent(agent.name);
      return {};
    },
  };
}
