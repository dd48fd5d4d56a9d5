// Domain records with their surroundings, as several parts of the Admin service show them.
import { FarvaultError, isFarvaultError } from '../../../shared/errors/errors.js';
import type { Desired } from '../../desired/index.js';
import type { Agent, Fleet } from '../../fleet/index.js';
import type { Jobs } from '../../jobs/index.js';
import type { Policies } from '../../policies/index.js';
import type { SnapshotRecord } from '../../repository/types.js';
import type { Rollouts } from '../../rollouts/index.js';
import type { RunRecord, Runs } from '../../runs/index.js';
import { describeAgent, describeJob, describeOffice, describeRun, type Names } from '../describe.js';

/** What the service needs of the catalog of snapshots. */
export interface SnapshotDirectory {
  /** Newest first. */
  list(filter: { jobId?: string; jobName?: string; agentId?: string; officeId?: string; state?: 'live' | 'trash' | 'all'; limit: number }): Promise<SnapshotRecord[]>;
  /** An id, a unique prefix of it of four or more characters, or latest:JOB. NOT_FOUND, or INVALID when it is not unique. */
  resolve(text: string): Promise<SnapshotRecord>;
  latestOf(jobId: string): Promise<SnapshotRecord | null>;
  count(filter: { officeId?: string; agentId?: string }): Promise<number>;
}

export interface ViewDependencies {
  fleet: Fleet;
  jobs: Jobs;
  runs: Runs;
  snapshots: SnapshotDirectory;
  policies: Policies;
  desired: Desired;
  rollouts: Rollouts;
  /** What no job ever backs up. */
  never: string[];
}

export type AdminViews = ReturnType<typeof adminViews>;

export function adminViews({ fleet, jobs, runs, snapshots, policies, desired, rollouts, never }: ViewDependencies) {
  const names: Names = {
    agent: (id) => orUndefined(() => fleet.getAgent(id)),
    office: (id) => orUndefined(() => fleet.getOffice(id)),
  };
  const officeView = async (name: string) => {
    const office = fleet.getOffice(name);
    const agents = fleet.listAgents(office.name);
    return describeOffice(office, agents.length, agents.filter((agent) => fleet.presence(agent.id) !== undefined).length, await snapshots.count({ officeId: office.id }));
  };
  const agentView = (name: string) => {
    const agent = fleet.getAgent(name);
    return describeAgent(agent, names, fleet.presence(agent.id), runs.active({ agentId: agent.id }), desired.standing(agent.id), { report: rollouts.report(agent.id), failed: rollouts.failedOn(agent.id) });
  };
  const usableAgent = (name: string): Agent => {
    const agent = fleet.getAgent(name);
    if (agent.revokedMs !== null) throw new FarvaultError('REFUSED', `agent '${agent.name}' is revoked`, { remedy: 'enrol its machine anew: backupctl agent token --office NAME' });
    return agent;
  };
  const viewOfRun = (run: RunRecord) => describeRun(run, names, { progress: runs.progress(run.id), waitingFor: runs.waitingFor(run) });
  const runView = async (id: string) => viewOfRun(await runs.get(id));
  const jobView = async (name: string) => {
    const job = jobs.get(name);
    const [last] = await runs.list({ jobId: job.id, limit: 1 });
    return describeJob(job, names, {
      effective: policies.effective(job),
      lastRun: last === undefined ? null : viewOfRun(last),
      latestSnapshot: (await snapshots.latestOf(job.id))?.id ?? '',
      never,
      nextDueMs: policies.nextDue(job) ?? 0,
    });
  };
  /** The snapshots of a deleted job stay, under its name. */
  const ofJob = (name: string): { jobId: string } | { jobName: string } => {
    const job = jobs.find(name);
    return job === undefined ? { jobName: name } : { jobId: job.id };
  };
  const resolveSnapshot = async (text: string): Promise<SnapshotRecord> => {
    if (!text.startsWith('latest:')) return snapshots.resolve(text);
    const name = text.slice('latest:'.length);
    const job = jobs.find(name);
    if (job === undefined) return snapshots.resolve(text);
    const latest = await snapshots.latestOf(job.id);
    if (latest === null) throw new FarvaultError('NOT_FOUND', `job '${name}' has no snapshot yet`, { remedy: `backupctl job run ${name} --wait makes one` });
    return latest;
  };

  return { names, officeView, agentView, usableAgent, viewOfRun, runView, jobView, ofJob, resolveSnapshot };
}

/** Of what is gone. Asked once for each row of a list, so not by going through all of them. */
function orUndefined<T>(get: () => T): T | undefined {
  try {
    return get();
  } catch (error) {
    if (isFarvaultError(error, 'NOT_FOUND')) return undefined;
    throw error;
  }
}
