// Jobs.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { Job__Output } from '../../../shared/rpc/gen/farvault/v1/Job.js';
import type { Fleet } from '../../fleet/index.js';
import type { Jobs, JobSettings } from '../../jobs/index.js';
import type { Runs } from '../../runs/index.js';
import { given, type AdminPart } from './part.js';
import type { AdminViews } from './views.js';

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

export interface JobDependencies {
  fleet: Fleet;
  jobs: Jobs;
  runs: Runs;
  views: AdminViews;
}

export function jobHandlers({ fleet, jobs, runs, views: { usableAgent, runView, jobView } }: JobDependencies): AdminPart<'CreateJob' | 'UpdateJob' | 'ListJobs' | 'GetJob' | 'DeleteJob' | 'StartJob'> {
  return {
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
  };
}
