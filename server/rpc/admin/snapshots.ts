// Snapshots, and restores of them.
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { RestoreSpec__Output } from '../../../shared/rpc/gen/farvault/v1/RestoreSpec.js';
import type { Fleet } from '../../fleet/index.js';
import type { Jobs } from '../../jobs/index.js';
import type { RestoreOrder, Runs } from '../../runs/index.js';
import { describeSnapshot } from '../describe.js';
import { given, limitOf, type AdminPart } from './part.js';
import type { AdminViews, SnapshotDirectory } from './views.js';

export interface SnapshotDependencies {
  fleet: Fleet;
  jobs: Jobs;
  runs: Runs;
  snapshots: SnapshotDirectory;
  views: AdminViews;
}

export function snapshotHandlers({ fleet, jobs, runs, snapshots, views: { ofJob, resolveSnapshot, runView, usableAgent } }: SnapshotDependencies): AdminPart<'ListSnapshots' | 'GetSnapshot' | 'StartRestore'> {
  return {
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
