// Restore drills: ordered, listed, and their evidence as it was signed.
import type { DrillEvidence } from '../../../shared/rpc/gen/farvault/v1/DrillEvidence.js';
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { Drills, SignedRecord } from '../../drills/index.js';
import type { Jobs } from '../../jobs/index.js';
import { limitOf, type AdminPart } from './part.js';
import type { AdminViews } from './views.js';

export interface DrillsDependencies {
  drills: Pick<Drills, 'begin' | 'list' | 'get'>;
  jobs: Jobs;
  views: AdminViews;
}

export function drillsHandlers({ drills, jobs, views: { resolveSnapshot, viewOfRun } }: DrillsDependencies): AdminPart<'StartDrill' | 'ListDrills' | 'GetDrill'> {
  return {
    StartDrill: async ({ job, snapshot, path, sampleBytes, all }, context) => {
      if (path.length > 0 && (all || sampleBytes > 0)) throw new FarvaultError('INVALID', 'a drill restores a path, or so many bytes by chance, or all');
      const snapshotId = snapshot === '' ? '' : (await resolveSnapshot(snapshot)).id;
      const { run } = await drills.begin({ job, snapshotId, path, sampleBytes, all, startedBy: context.identity.name });
      return viewOfRun(run);
    },
    ListDrills: async ({ job, limit }, { visible }) => {
      const jobId = job === '' ? null : jobs.get(job).id;
      const found = await drills.list((drill) => visible(drill.officeId) && (jobId === null || drill.jobId === jobId), limitOf(limit));
      return { drills: found.map(evidenceView) };
    },
    GetDrill: async ({ id }, { visible }) => evidenceView(await drills.get(id, visible)),
  };
}

function evidenceView({ id, record, signature, publicKey }: SignedRecord): DrillEvidence {
  return { id, recordJson: record, signature: Buffer.from(signature, 'hex'), publicKey };
}
