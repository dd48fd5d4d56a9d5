// Snapshots, and restores of them.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { RestoreSpec__Output } from '../../../shared/rpc/gen/farvault/v1/RestoreSpec.js';
import type { Fleet } from '../../fleet/index.js';
import type { Jobs } from '../../jobs/index.js';
import type { SnapshotRecord } from '../../repository/types.js';
import type { RestoreOrder, Runs } from '../../runs/index.js';
import { describeSnapshot, type Fate } from '../describe.js';
import { given, limitOf, type AdminPart } from './part.js';
import type { AdminViews, SnapshotDirectory } from './views.js';

export interface SnapshotDependencies {
  fleet: Fleet;
  jobs: Jobs;
  runs: Runs;
  snapshots: SnapshotDirectory;
  lifecycle: { fateOf: (id: string) => Fate };
  verification: { verification: { damageOf(id: string): Promise<string[]> } };
  views: AdminViews;
}

export function snapshotHandlers({ fleet, jobs, runs, snapshots, lifecycle: { fateOf }, verification: { verification }, views: { ofJob, resolveSnapshot, runView, usableAgent } }: SnapshotDependencies): AdminPart<'ListSnapshots' | 'GetSnapshot' | 'StartRestore'> {
  return {
    ListSnapshots: async (request, { identity }) => {
      const filter = {
        ...(request.job === '' ? {} : ofJob(request.job)),
        ...(request.agent === '' ? {} : { agentId: fleet.getAgent(request.agent).id }),
        ...(request.office === '' ? {} : { officeId: fleet.getOffice(request.office).id }),
        state: stateOf(request.state),
        limit: limitOf(request.limit),
      };
      const found = await listed(snapshots, filter, identity.offices);
      if (request.job !== '' && found.length === 0) jobs.get(request.job); // a name that nothing has is an error
      return { snapshots: found.map((snapshot) => describeSnapshot(snapshot, fateOf(snapshot.id))) };
    },
    GetSnapshot: async (request) => {
      const snapshot = await resolveSnapshot(request.id);
      return { ...describeSnapshot(snapshot, fateOf(snapshot.id)), damaged: await verification.damageOf(snapshot.id) };
    },

    StartRestore: async (request, context) => {
      const spec = given(request.spec, 'spec');
      const agent = usableAgent(request.agent);
      const snapshot = await resolveSnapshot(spec.snapshotId);
      return runView((await runs.startRestore(agent.id, restoreOrder(spec, snapshot.id), context.identity.name)).id);
    },
  };
}

function stateOf(text: string): 'live' | 'trash' | 'all' {
  if (text === '' || text === 'live') return 'live';
  if (text === 'trash' || text === 'all') return text;
  throw new FarvaultError('USAGE', `state '${text.slice(0, 100)}': live, trash or all`);
}

/** Those of some offices: each has a list of its own, so that a limit counts what the caller may see. */
async function listed(snapshots: SnapshotDirectory, filter: Parameters<SnapshotDirectory['list']>[0], offices: readonly string[] | undefined): Promise<SnapshotRecord[]> {
  if (offices === undefined) return snapshots.list(filter);
  const wanted = filter.officeId === undefined ? offices : offices.filter((id) => id === filter.officeId);
  const found = (await Promise.all(wanted.map((officeId) => snapshots.list({ ...filter, officeId })))).flat();
  return found.sort((a, b) => b.timeMs - a.timeMs).slice(0, filter.limit);
}

function restoreOrder(spec: RestoreSpec__Output, snapshotId: string): RestoreOrder {
  if (!spec.target.startsWith('/')) throw new FarvaultError('USAGE', `target '${spec.target}' is not an absolute path`);
  const overwrite = spec.overwrite === '' ? 'changed' : spec.overwrite;
  if (!['never', 'changed', 'always'].includes(overwrite)) throw new FarvaultError('USAGE', `overwrite '${overwrite}': never, changed or always`);
  return { snapshotId, pathHex: spec.path.toString('hex'), target: spec.target, includes: spec.includes, overwrite, deleteExtra: spec.deleteExtra, dryRun: spec.dryRun };
}
