// What the files of the scheduler say, for `backup-agent status`: by them alone, so that it answers also while the agent is stopped.
import { compileSchedule } from '../../shared/schedule/index.js';
import { DesiredFile, readJobs } from './desired-state.js';
import { Marks } from './marks.js';
import type { DueRun } from './types.js';

export interface ScheduleReport {
  generation: number;
  jobs: { name: string; paused: boolean; nextDueMs: number | null }[];
  /** Due runs that have not ended. */
  due: (Pick<DueRun, 'runId' | 'dueMs' | 'attempt' | 'reason' | 'started'> & { job: string })[];
  faults: string[];
}

export async function reportSchedule({ folder, agentId, hooks, nowMs }: { folder: string; agentId: string; hooks: ReadonlySet<string>; nowMs: number }): Promise<ScheduleReport> {
  const unread: string[] = [];
  const state = await new DesiredFile(folder, agentId).read((why) => void unread.push(why));
  const marks = await Marks.open(folder, (why) => void unread.push(why));
  const { jobs, faults } = state === null ? { jobs: [], faults: [] } : readJobs(state, { compile: compileSchedule, hasHook: (name) => hooks.has(name) });
  const nameOf = new Map(jobs.map((job) => [job.id, job.name]));
  return {
    generation: state?.generation ?? 0,
    jobs: jobs.map(({ name, paused, schedule, sinceMs }) => ({ name, paused, nextDueMs: paused || schedule === null ? null : schedule.next(Math.max(nowMs, sinceMs)) })),
    due: [...marks.byJob].flatMap(([jobId, { run }]) => (run === null ? [] : [{ job: nameOf.get(jobId) ?? jobId, runId: run.runId, dueMs: run.dueMs, attempt: run.attempt, reason: run.reason, started: run.started }])),
    faults: [...unread, ...faults.map(({ reason }) => reason)],
  };
}
