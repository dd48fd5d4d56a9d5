// Runs and their progress.
import type { Fleet } from '../../fleet/index.js';
import type { RunFilter, Runs } from '../../runs/index.js';
import type { CallContext } from '../service.js';
import { limitOf, type AdminPart } from './part.js';
import type { AdminViews } from './views.js';
import { streamRun, streamRuns } from './watch.js';

export interface RunDependencies {
  fleet: Fleet;
  runs: Runs;
  views: AdminViews;
}

interface Asked {
  job: string;
  agent: string;
  office: string;
}

export function runHandlers({ fleet, runs, views: { runView, viewOfRun } }: RunDependencies): AdminPart<'ListRuns' | 'GetRun' | 'CancelRun' | 'WatchRun' | 'WatchRuns'> {
  /** What was asked for, of what the caller may see. */
  const filterOf = ({ job, agent, office }: Asked, { identity, seesRun }: Pick<CallContext, 'identity' | 'seesRun'>): RunFilter => {
    const officeIds = office === '' ? identity.offices : [fleet.getOffice(office).id];
    return {
      ...(job === '' ? {} : { jobName: job }),
      ...(agent === '' ? {} : { agentId: fleet.getAgent(agent).id }),
      ...(officeIds === undefined ? {} : { officeIds }),
      accept: (run) => seesRun(run.officeId, run),
    };
  };
  return {
    ListRuns: async (request, context) => {
      const found = await runs.list({
        ...filterOf(request, context),
        ...(request.kind === '' ? {} : { kind: request.kind }),
        ...(request.state === '' ? {} : { states: [request.state] }),
        ...(request.sinceMs === 0 ? {} : { sinceMs: request.sinceMs }),
        ...(request.untilMs === 0 ? {} : { untilMs: request.untilMs }),
        limit: limitOf(request.limit),
      });
      return { runs: found.map(viewOfRun) };
    },
    GetRun: (request) => runView(request.id),
    CancelRun: async (request, context) => viewOfRun(await runs.cancel(request.id, context.identity.name)),
    WatchRun: async (call, context) => streamRun(runs, await runs.get(call.request.id), viewOfRun, call, context.signal),
    WatchRuns: async (call, context) => {
      const ids = await Promise.all(call.request.ids.map(async (id) => (await runs.get(id)).id));
      await streamRuns(runs, { ids, filter: filterOf(call.request, context) }, viewOfRun, call, context.signal);
    },
  };
}
