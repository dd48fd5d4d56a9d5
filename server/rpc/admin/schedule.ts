// The preview of what runs when.
import { FarvaultError } from '../../../shared/errors/errors.js';
import { compileSchedule, scheduleFaults } from '../../../shared/schedule/index.js';
import type { Agent, Fleet } from '../../fleet/index.js';
import type { JobRecord, Jobs } from '../../jobs/index.js';
import type { Policies } from '../../policies/index.js';
import { planRuns, type PlannedJob } from '../../schedule/index.js';
import { limitOf, type AdminPart } from './part.js';

export interface ScheduleDependencies {
  fleet: Fleet;
  jobs: Jobs;
  policies: Policies;
  now: () => number;
}

const DAY_MS = 24 * 3_600_000;
const LONGEST_MS = 400 * DAY_MS;

export function scheduleHandlers({ fleet, jobs, policies, now }: ScheduleDependencies): AdminPart<'PlanSchedule'> {
  const describe = (job: JobRecord, agent: Agent, office: string): PlannedJob[] => {
    const { settings, sinceMs } = policies.effective(job);
    if (settings.schedule.length === 0 || scheduleFaults(settings).length > 0) return [];
    const bounded = settings.window.length > 0 || settings.blackout.length > 0;
    return [
      {
        job: job.name,
        agent: agent.name,
        office,
        timezone: settings.timezone,
        schedule: compileSchedule(settings, job.id),
        plain: bounded ? compileSchedule({ ...settings, jitter: 0, window: [], blackout: [] }, job.id) : null,
        jitterMs: settings.jitter,
        sinceMs,
        note: noteOn(job, agent, fleet.presence(agent.id) !== undefined),
      },
    ];
  };

  return {
    PlanSchedule: async (request, { visible }) => {
      const fromMs = request.fromMs === 0 ? now() : request.fromMs;
      const toMs = request.toMs === 0 ? fromMs + DAY_MS : request.toMs;
      if (!(toMs > fromMs)) throw new FarvaultError('USAGE', 'the plan would end before it begins');
      if (toMs - fromMs > LONGEST_MS) throw new FarvaultError('USAGE', 'the plan would be of more than 400 days', { remedy: 'ask for a shorter time' });
      const officeId = request.office === '' ? undefined : fleet.getOffice(request.office).id;
      const agentId = request.agent === '' ? undefined : fleet.getAgent(request.agent).id;
      const agents = new Map(fleet.listAgents().map((agent) => [agent.id, agent]));
      const offices = new Map(fleet.listOffices().map((office) => [office.id, office.name]));
      const asked = request.job === '' ? jobs.list(agentId) : [jobs.get(request.job)].filter((job) => agentId === undefined || job.agentId === agentId);
      const planned = asked.flatMap((job) => {
        const agent = agents.get(job.agentId);
        if (agent === undefined || !visible(agent.officeId) || (officeId !== undefined && agent.officeId !== officeId)) return [];
        return describe(job, agent, offices.get(agent.officeId) ?? '');
      });
      return planRuns(planned, fromMs, toMs, limitOf(request.limit));
    },
  };
}

function noteOn(job: JobRecord, agent: Agent, online: boolean): string {
  if (job.paused) return 'paused';
  if (agent.revokedMs !== null) return 'agent revoked';
  return online ? '' : 'agent offline';
}
