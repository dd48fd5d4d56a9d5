// Jobs.
import type { Agent, Fleet } from '../../fleet/index.js';
import { deleteJob, type ActiveRuns, type JobRecord, type Jobs } from '../../jobs/index.js';
import type { Resource, ResourceKind } from '../types.js';
import { agentById, agentNamed } from './agent-lookup.js';
import { ownSettingsOf } from './policy-kind.js';

export interface JobKindDependencies {
  jobs: Jobs;
  runs: ActiveRuns;
  fleet: Pick<Fleet, 'listAgents' | 'getAgent'>;
}

export function jobKind({ jobs, runs, fleet }: JobKindDependencies): ResourceKind {
  const view = (job: JobRecord, agent: Agent | undefined): Resource | undefined => {
    if (agent === undefined) return undefined; // gone with its office
    return { name: job.name, agent: agent.name, paths: job.paths, ...(job.images.length === 0 ? {} : { images: job.images }), ...(job.paused ? { paused: true } : {}), ...job.settings };
  };
  return {
    section: 'jobs',
    get: (name) => {
      const job = jobs.find(name);
      return job === undefined ? undefined : view(job, agentById(fleet, job.agentId));
    },
    list: () => {
      const agents = new Map(fleet.listAgents().map((agent) => [agent.id, agent]));
      return jobs.list().flatMap((job) => view(job, agents.get(job.agentId)) ?? []);
    },
    check: (resource) => {
      const there = jobs.find(resource.name);
      const agent = agentNamed(fleet, resource['agent']);
      if (agent === undefined) return [`there is no agent '${String(resource['agent'])}'`];
      if (there !== undefined && there.agentId !== agent.id) return ['a job stays with its agent: delete it and make it anew; its snapshots stay'];
      return there === undefined && agent.revokedMs !== null ? [`agent '${agent.name}' is revoked`] : [];
    },
    put: async (resource, by) => {
      const said = { paths: resource['paths'] as string[], images: (resource['images'] as string[] | undefined) ?? [], paused: resource['paused'] === true, settings: ownSettingsOf(resource) };
      const agent = agentNamed(fleet, resource['agent']);
      if (jobs.find(resource.name) !== undefined) await jobs.update(resource.name, () => said, by);
      else await jobs.create({ name: resource.name, agentId: agent?.id ?? '', ...said }, by);
    },
    remove: (name, by) => deleteJob(jobs, runs, name, by),
  };
}
