// Jobs.
import { FarvaultError } from '../../../shared/errors/errors.js';
import { faultsText, parseSettings, parseSettingsPatch, type OwnSettings } from '../../../shared/settings/index.js';
import type { Job } from '../../../shared/rpc/gen/farvault/v1/Job.js';
import type { Fleet } from '../../fleet/index.js';
import { deleteJob, type Jobs } from '../../jobs/index.js';
import type { Runs } from '../../runs/index.js';
import { given, type AdminPart } from './part.js';
import type { AdminViews } from './views.js';

const MAX_SETTINGS_TEXT = 1 << 20;

function fromJson(json: string): unknown {
  if (json === '') return {};
  if (json.length > MAX_SETTINGS_TEXT) throw new FarvaultError('USAGE', `the settings take more than ${MAX_SETTINGS_TEXT} bytes`);
  try {
    return JSON.parse(json) as unknown;
  } catch {
    throw new FarvaultError('INVALID', 'settings_json is not JSON');
  }
}

function ownSettings(json: string): OwnSettings {
  const { settings, faults } = parseSettings(fromJson(json));
  if (faults.length > 0) throw new FarvaultError('USAGE', faultsText(faults));
  return settings;
}

/** How own settings change: null takes one away. */
function settingsChange(json: string): (own: OwnSettings) => OwnSettings {
  const { set, unset, faults } = parseSettingsPatch(fromJson(json));
  if (faults.length > 0) throw new FarvaultError('USAGE', faultsText(faults));
  return (own) => parseSettings({ ...Object.fromEntries(Object.entries(own).filter(([key]) => !unset.some((gone) => gone === key))), ...set }).settings;
}

/** In a list of a thousand, what is the same for each is left out: defaults, and what no job ever backs up. */
function briefly(job: Job): Job {
  return { ...job, never: [], effective: (job.effective ?? []).filter(({ from }) => from !== 'default') };
}

export interface JobDependencies {
  fleet: Fleet;
  jobs: Jobs;
  runs: Runs;
  views: AdminViews;
}

export function jobHandlers({ fleet, jobs, runs, views: { usableAgent, runView, jobView } }: JobDependencies): AdminPart<'CreateJob' | 'UpdateJob' | 'PauseJob' | 'ListJobs' | 'GetJob' | 'DeleteJob' | 'StartJob'> {
  return {
    CreateJob: async (request, context) => {
      const { name, agent, paths, images, settingsJson } = given(request.job, 'job');
      const job = await jobs.create({ name, agentId: usableAgent(agent).id, paths, images, settings: ownSettings(settingsJson) }, context.identity.name);
      return jobView(job.name);
    },
    UpdateJob: async (request, context) => {
      const { name, paths, images, settingsJson } = given(request.job, 'job');
      const unknown = request.fields.filter((field) => field !== 'paths' && field !== 'images');
      if (unknown.length > 0) throw new FarvaultError('USAGE', `'${unknown.slice(0, 5).join("', '")}' of a job cannot be changed`);
      const changed = settingsChange(settingsJson);
      const job = await jobs.update(name, (old) => ({ ...(request.fields.includes('paths') ? { paths } : {}), ...(request.fields.includes('images') ? { images } : {}), settings: changed(old.settings) }), context.identity.name);
      return jobView(job.name);
    },
    PauseJob: async (request, context) => {
      const job = jobs.get(request.name);
      if (job.paused !== request.paused) await jobs.update(job.name, () => ({ paused: request.paused }), context.identity.name);
      return jobView(job.name);
    },
    ListJobs: async (request, context) => {
      const listed = jobs.list(request.agent === '' ? undefined : fleet.getAgent(request.agent).id);
      const offices = new Map(fleet.listAgents().map((agent) => [agent.id, agent.officeId]));
      return { jobs: await Promise.all(listed.filter((job) => context.visible(offices.get(job.agentId) ?? '')).map(async (job) => briefly(await jobView(job.name)))) };
    },
    GetJob: (request) => jobView(request.name),
    DeleteJob: async (request, context) => {
      await deleteJob(jobs, runs, request.name, context.identity.name);
      return {};
    },
    StartJob: async (request, context) => {
      const job = jobs.get(request.name);
      usableAgent(job.agentId);
      return runView((await runs.startBackup(job, context.identity.name)).id);
    },
  };
}
