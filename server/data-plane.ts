// The data plane: uploads of runs that go on, and reads of one snapshot.
import { randomBytes } from 'node:crypto';
import { tooOld } from '../shared/config/compatible.js';
import { VERSION } from '../shared/config/version.js';
import { FarvaultError } from '../shared/errors/errors.js';
import type { Control } from './control.js';
import type { Foundation } from './foundation.js';
import { backup } from './rpc/backup.js';
import { readHandler } from './rpc/read.js';
import { createUploads } from './sessions/index.js';

export function createDataPlane({ clock, steady, log, state, repository, fleet, catalog, grants, frames, reader, commits, pins, told, say }: Foundation, { jobs, runs }: Control) {
  const { chunking } = repository.config;
  const uploads = createUploads(
    {
      repository,
      grants,
      chunks: reader,
      commits,
      told,
      chunking,
      clock,
      steady,
      random: randomBytes,
      log,
      runs: {
        runForBackup: async (agentId, runId) => {
          const run = await runs.backupOf(agentId, runId);
          const committed = (await catalog.list({ jobId: run.jobId, limit: 8 })).find((snapshot) => snapshot.runId === run.id);
          if (committed !== undefined) return { snapshotId: committed.id };
          if (run.snapshotId !== '') return { snapshotId: run.snapshotId };
          const agent = fleet.getAgent(agentId);
          refuseTooOld(agent.facts?.version ?? '');
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
    pins,
    access: {
      mayRead: (identity, snapshotId, runId) => {
        if (runs.restoreAllows(identity.agentId, runId, snapshotId)) return Promise.resolve();
        return Promise.reject(new FarvaultError('REFUSED', 'no running restore lets this agent read that snapshot'));
      },
    },
    clock,
  });

  const closing = new AbortController();
  const endingSilent = uploads.sessions.run(closing.signal, (error) => say('error', 'sessions that were silent for too long could not be ended', { error }));
  return {
    handlers: { Backup: (call: Parameters<typeof backup>[1], context: Parameters<typeof backup>[2]) => backup(uploads, call, context), Read: read },
    close: async () => {
      closing.abort();
      await endingSilent;
      await uploads.verifier.close();
    },
  };
}

/** An agent that is too far away may connect, be told what to do, update itself and restore; what it would store is not taken. */
function refuseTooOld(version: string): void {
  const side = tooOld(version, VERSION);
  if (side === null) return;
  const why = `the agent has version ${version.slice(0, 50)}, this server ${VERSION}: they are more than one minor version apart`;
  throw new FarvaultError('REFUSED', why, { remedy: side === 'agent' ? 'Update the agent: backupctl rollout start VERSION.' : 'Upgrade the server first.' });
}
