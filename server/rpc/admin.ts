// The Admin service: what backupctl calls. Each handler checks its words, asks a domain, and shapes the answer; rules live in the domains.
import type * as grpc from '@grpc/grpc-js';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { AdminHandlers } from '../../shared/rpc/gen/farvault/v1/Admin.js';
import type { GetRunLogRequest__Output } from '../../shared/rpc/gen/farvault/v1/GetRunLogRequest.js';
import type { GetStatusResponse } from '../../shared/rpc/gen/farvault/v1/GetStatusResponse.js';
import type { Job__Output } from '../../shared/rpc/gen/farvault/v1/Job.js';
import type { RestoreSpec__Output } from '../../shared/rpc/gen/farvault/v1/RestoreSpec.js';
import type { RunLog } from '../../shared/rpc/gen/farvault/v1/RunLog.js';
import type { RunUpdate } from '../../shared/rpc/gen/farvault/v1/RunUpdate.js';
import type { Fleet } from '../fleet/index.js';
import type { JobSettings, Jobs } from '../jobs/index.js';
import { hasEnded, type RestoreOrder, type Runs } from '../runs/index.js';
import type { SnapshotRecord } from '../repository/types.js';
import type { ServiceHandlers } from './service.js';
import { ended, writeMessage } from './stream.js';
import { describeAgent, describeJob, describeOffice, describeRun, describeSnapshot, describeUser, type Names } from './describe.js';

/** What the service needs of the catalog of snapshots. */
export interface SnapshotDirectory {
  /** Newest first. */
  list(filter: { jobId?: string; jobName?: string; agentId?: string; officeId?: string; limit: number }): Promise<SnapshotRecord[]>;
  /** An id, a unique prefix of it of four or more characters, or latest:JOB. NOT_FOUND, or INVALID when it is not unique. */
  resolve(text: string): Promise<SnapshotRecord>;
  latestOf(jobId: string): Promise<SnapshotRecord | null>;
  count(filter: { officeId?: string; agentId?: string }): Promise<number>;
}

export interface AdminDependencies {
  fleet: Fleet;
  jobs: Jobs;
  runs: Runs;
  snapshots: SnapshotDirectory;
  /** The parts of GetStatusResponse that neither fleet, jobs, runs nor catalog know. */
  serverStatus(): Promise<GetStatusResponse>;
  addresses(): string[];
  repositoryId: string;
  /** What no job ever backs up. */
  never: string[];
}

const DEFAULT_TOKEN_TTL_SECONDS = 24 * 3600;
const MAX_TOKEN_TTL_SECONDS = 7 * 24 * 3600;
const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 10_000;
const FOLLOW_POLL_MS = 500;
const WATCH_MIN_MS = 250;
const UPDATABLE: Record<string, (job: Job__Output) => Partial<JobSettings>> = {
  paths: (job) => ({ paths: job.paths }),
  excludes: (job) => ({ excludes: job.excludes }),
  images: (job) => ({ images: job.images }),
  one_file_system: (job) => ({ oneFileSystem: job.oneFileSystem }),
  max_size_bytes: (job) => ({ maxSizeBytes: job.maxSizeBytes }),
  rate_limit_bytes: (job) => ({ rateLimitBytes: job.rateLimitBytes }),
  codec: (job) => ({ codec: job.codec }),
  fs_snapshot: (job) => ({ fsSnapshot: job.fsSnapshot }),
  include_cachedir_tagged: (job) => ({ includeCachedirTagged: job.includeCachedirTagged }),
};

function given<T>(value: T | null | undefined, what: string): T {
  if (value === null || value === undefined) throw new FarvaultError('INVALID', `the request has no ${what}`);
  return value;
}

function limitOf(asked: number): number {
  return asked === 0 ? DEFAULT_LIMIT : Math.min(asked, MAX_LIMIT);
}

function settingsOf(job: Job__Output): JobSettings {
  return {
    paths: job.paths,
    excludes: job.excludes,
    images: job.images,
    oneFileSystem: job.oneFileSystem,
    maxSizeBytes: job.maxSizeBytes,
    rateLimitBytes: job.rateLimitBytes,
    codec: job.codec === '' ? 'auto' : job.codec,
    fsSnapshot: job.fsSnapshot === '' ? 'auto' : job.fsSnapshot,
    includeCachedirTagged: job.includeCachedirTagged,
  };
}

export function adminService(deps: AdminDependencies): ServiceHandlers<AdminHandlers> {
  const { fleet, jobs, runs, snapshots } = deps;

  const names: Names = {
    agent: (id) => fleet.listAgents().find((agent) => agent.id === id),
    office: (id) => fleet.listOffices().find((office) => office.id === id),
  };
  const officeView = async (name: string) => {
    const office = fleet.getOffice(name);
    const agents = fleet.listAgents(office.name);
    return describeOffice(office, agents.length, agents.filter((agent) => fleet.presence(agent.id) !== undefined).length, await snapshots.count({ officeId: office.id }));
  };
  const agentView = (name: string) => {
    const agent = fleet.getAgent(name);
    return describeAgent(agent, names, fleet.presence(agent.id), runs.activeOf(agent.id));
  };
  const usableAgent = (name: string) => {
    const agent = fleet.getAgent(name);
    if (agent.revokedMs !== null) throw new FarvaultError('REFUSED', `agent '${agent.name}' is revoked`, { remedy: 'enrol its machine anew: backupctl agent token --office NAME' });
    return agent;
  };
  const runView = (id: string) => describeRun(runs.get(id), names, runs.progress(runs.get(id).id));
  const jobView = async (name: string) => {
    const job = jobs.get(name);
    const last = runs.list().find((run) => run.jobId === job.id);
    return describeJob(job, names, last === undefined ? null : describeRun(last, names, runs.progress(last.id)), (await snapshots.latestOf(job.id))?.id ?? '', deps.never);
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

  return {
    GetStatus: async () => {
      const agents = fleet.listAgents().filter((agent) => agent.revokedMs === null);
      const all = runs.list();
      return {
        ...(await deps.serverStatus()),
        offices: fleet.listOffices().length,
        agents: agents.length,
        agentsOnline: agents.filter((agent) => fleet.presence(agent.id) !== undefined).length,
        jobs: jobs.count,
        snapshots: await snapshots.count({}),
        running: all.filter((run) => !hasEnded(run)).slice(0, DEFAULT_LIMIT).map((run) => describeRun(run, names, runs.progress(run.id))),
        failedRecently: all.filter((run) => run.state === 'failed' || run.state === 'partial').slice(0, 10).map((run) => describeRun(run, names, undefined)),
      };
    },

    CreateOffice: async (request) => officeView((await fleet.createOffice(request.name)).name),
    ListOffices: async () => ({ offices: await Promise.all(fleet.listOffices().map((office) => officeView(office.name))) }),
    GetOffice: (request) => officeView(request.name),
    DeleteOffice: async (request) => {
      const office = fleet.getOffice(request.name);
      const kept = await snapshots.count({ officeId: office.id });
      if (kept > 0) throw new FarvaultError('REFUSED', `office '${office.name}' has ${kept} snapshots`, { remedy: 'an office goes only when nothing of it is kept any more' });
      await fleet.deleteOffice(office.name);
      return {};
    },

    CreateToken: async (request) => {
      const seconds = request.ttlSeconds === 0 ? DEFAULT_TOKEN_TTL_SECONDS : request.ttlSeconds;
      if (seconds > MAX_TOKEN_TTL_SECONDS) throw new FarvaultError('USAGE', 'a token lives 7 days at most');
      const { token, office, expiresMs } = await fleet.createToken(request.office, seconds * 1000);
      return { token, office: office.name, expiresMs };
    },
    ListAgents: async (request) => ({ agents: fleet.listAgents(request.office === '' ? undefined : request.office).map((agent) => agentView(agent.id)) }),
    GetAgent: async (request) => agentView(request.name),
    RenameAgent: async (request) => agentView((await fleet.renameAgent(request.name, request.newName)).id),
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

    CreateUser: async (request) => {
      const { user, certificate, ca } = await fleet.createUser(request.name, request.csr);
      return { user: describeUser(user), certificate, ca, addresses: deps.addresses(), repositoryId: deps.repositoryId };
    },
    ListUsers: async () => ({ users: fleet.listUsers().map(describeUser) }),
    RevokeUser: async (request, context) => {
      if (request.name === context.identity.name) throw new FarvaultError('REFUSED', 'nobody revokes their own access', { remedy: 'ask another administrator' });
      return describeUser(await fleet.revokeUser(request.name));
    },

    CreateJob: async (request, context) => {
      const job = given(request.job, 'job');
      const agent = usableAgent(job.agent);
      return jobView((await jobs.create(job.name, agent.id, settingsOf(job), context.identity.name)).name);
    },
    UpdateJob: async (request, context) => {
      const job = given(request.job, 'job');
      const changes: Partial<JobSettings> = {};
      for (const field of request.fields) {
        const take = UPDATABLE[field];
        if (take === undefined) throw new FarvaultError('USAGE', `'${field}' of a job cannot be changed`);
        Object.assign(changes, take(job));
      }
      return jobView((await jobs.update(job.name, changes, context.identity.name)).name);
    },
    ListJobs: async (request) => ({ jobs: await Promise.all(jobs.list(request.agent === '' ? undefined : fleet.getAgent(request.agent).id).map((job) => jobView(job.name))) }),
    GetJob: (request) => jobView(request.name),
    DeleteJob: async (request, context) => {
      const job = jobs.get(request.name);
      const going = runs.activeOf(job.agentId).find((run) => run.jobId === job.id);
      if (going !== undefined) throw new FarvaultError('REFUSED', `job '${job.name}' is ${going.state} as run ${going.id}`, { remedy: `backupctl run cancel ${going.id} first` });
      await jobs.delete(request.name, context.identity.name);
      return {};
    },
    StartJob: async (request, context) => {
      const job = jobs.get(request.name);
      usableAgent(job.agentId);
      return runView((await runs.startBackup(job, context.identity.name)).id);
    },

    ListRuns: async (request) => {
      const agentId = request.agent === '' ? undefined : fleet.getAgent(request.agent).id;
      const wanted = runs.list().filter((run) => (request.job === '' || run.jobName === request.job) && (agentId === undefined || run.agentId === agentId) && (request.state === '' || run.state === request.state));
      return { runs: wanted.slice(0, limitOf(request.limit)).map((run) => describeRun(run, names, runs.progress(run.id))) };
    },
    GetRun: async (request) => runView(request.id),
    CancelRun: async (request, context) => runView((await runs.cancel(request.id, context.identity.name)).id),
    GetRunLog: (call, context) => streamLog(runs, call, context.signal),
    WatchRun: (call, context) => streamRun(runs, runView, call.request.id, call, context.signal),

    ListSnapshots: async (request) => {
      const filter = {
        ...(request.job === '' ? {} : ofJob(request.job)),
        ...(request.agent === '' ? {} : { agentId: fleet.getAgent(request.agent).id }),
        ...(request.office === '' ? {} : { officeId: fleet.getOffice(request.office).id }),
        limit: limitOf(request.limit),
      };
      const found = await snapshots.list(filter);
      if (request.job !== '' && found.length === 0) jobs.get(request.job); // a name that nothing has is an error
      return { snapshots: found.map(describeSnapshot) };
    },
    GetSnapshot: async (request) => describeSnapshot(await resolveSnapshot(request.id)),

    StartRestore: async (request, context) => {
      const spec = given(request.spec, 'spec');
      const agent = usableAgent(request.agent);
      const snapshot = await resolveSnapshot(spec.snapshotId);
      return runView((await runs.startRestore(agent.id, restoreOrder(spec, snapshot.id), context.identity.name)).id);
    },
  };
}

function restoreOrder(spec: RestoreSpec__Output, snapshotId: string): RestoreOrder {
  if (!spec.target.startsWith('/')) throw new FarvaultError('USAGE', `target '${spec.target}' is not an absolute path`);
  const overwrite = spec.overwrite === '' ? 'changed' : spec.overwrite;
  if (!['never', 'changed', 'always'].includes(overwrite)) throw new FarvaultError('USAGE', `overwrite '${overwrite}': never, changed or always`);
  return { snapshotId, pathHex: spec.path.toString('hex'), target: spec.target, includes: spec.includes, overwrite, deleteExtra: spec.deleteExtra, dryRun: spec.dryRun };
}

async function streamLog(runs: Runs, call: grpc.ServerWritableStream<GetRunLogRequest__Output, RunLog>, signal: AbortSignal): Promise<void> {
  const run = runs.get(call.request.id);
  const level = call.request.level === '' ? 'debug' : call.request.level;
  let from = 0;
  let wake: (() => void) | null = null;
  const stop = runs.watch(run.id, () => wake?.());
  try {
    for (;;) {
      const over = hasEnded(run);
      const { lines, next } = await runs.readLog(run.id, from, level);
      if (lines.length > 0) {
        await writeMessage(call, { runId: run.id, lines: lines.map((line) => ({ number: line.number, timeMs: line.timeMs, level: line.level, message: line.message, path: Buffer.from(line.pathHex, 'hex') })) }, signal);
      }
      if (next !== from) {
        from = next;
        continue;
      }
      if (!call.request.follow || over) return;
      await ended(FOLLOW_POLL_MS, (resolve) => (wake = resolve), signal);
      wake = null;
    }
  } finally {
    stop();
  }
}

async function streamRun(runs: Runs, view: (id: string) => RunUpdate['run'], id: string, call: grpc.ServerWritableStream<unknown, RunUpdate>, signal: AbortSignal): Promise<void> {
  const run = runs.get(id);
  let wake: (() => void) | null = null;
  let changed = false;
  const stop = runs.watch(run.id, () => {
    changed = true;
    wake?.();
  });
  try {
    for (;;) {
      changed = false;
      const over = hasEnded(run);
      await writeMessage(call, { run: view(run.id)! }, signal);
      if (over) return;
      if (!changed) await ended(0, (resolve) => (wake = resolve), signal);
      wake = null;
      // The last state goes out at once; progress at most four times a second.
      if (!hasEnded(run)) await ended(WATCH_MIN_MS, (resolve) => (wake = () => hasEnded(run) && resolve()), signal);
      wake = null;
    }
  } finally {
    stop();
  }
}
