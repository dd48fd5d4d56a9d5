// The data plane: uploads of runs that go on, and reads of one snapshot.
import { randomBytes } from 'node:crypto';
import { FarvaultError } from '../shared/errors/errors.js';
import type { Control } from './control.js';
import type { Foundation } from './foundation.js';
import { backup } from './rpc/backup.js';
import { readHandler } from './rpc/read.js';
import { createUploads } from './sessions/index.js';

export function createDataPlane({ clock, log, state, repository, fleet, catalog, grants, frames, reader, commits }: Foundation, { jobs, runs }: Control) {
  const { chunking } = repository.config;
  const uploads = createUploads(
    {
      repository,
      grants,
      chunks: reader,
      commits,
      chunking,
      clock,
      random: randomBytes,
      log,
      runs: {
        runForBackup: async (agentId, runId) => {
          const run = await runs.backupOf(agentId, runId);
          const committed = (await catalog.list({ jobId: run.jobId, limit: 8 })).find((snapshot) => snapshot.runId === run.id);
          if (committed !== undefined) return { snapshotId: committed.id };
          if (run.snapshotId !== '') return { snapshotId: run.snapshotId };
          const agent = fleet.getAgent(agentId);
          const job = jobs.byId(run.jobId);
          if (job === undefined) throw new FarvaultError('REFUSED', `the job of run ${run.id} is gone`);
          const parent = await catalog.latestOf(job.id);
          return {
            snapshotId: null,
            run: { jobId: job.id, jobName: job.name, agentName: agent.name, officeName: fleet.getOffice(agent.officeId).name, parentId: parent?.id ?? null, paths: job.paths },
          };
        },
      },
    },
    state.sessions,
  );
  const read = readHandler({
    source: repository,
    frames,
    catalog,
    access: {
      mayRead: (identity, snapshotId, runId) => {
        if (runs.restoreAllows(identity.agentId, runId, snapshotId)) return Promise.resolve();
        return Promise.reject(new FarvaultError('REFUSED', 'no running restore lets this agent read that snapshot'));
      },
    },
    clock,
  });

  return {
    handlers: { Backup: (call: Parameters<typeof backup>[1], context: Parameters<typeof backup>[2]) => backup(uploads, call, context), Read: read },
    close: () => uploads.verifier.close(),
  };
}
