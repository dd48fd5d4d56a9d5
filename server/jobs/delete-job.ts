// A job goes only when nothing runs for it.
import { FarvaultError } from '../../shared/errors/errors.js';
import type { Jobs } from './jobs.js';

export interface ActiveRuns {
  /** Those that wait or go on. */
  active(filter: { jobId: string }): { id: string; state: string }[];
}

export async function deleteJob(jobs: Jobs, runs: ActiveRuns, name: string, by: string): Promise<void> {
  const job = jobs.get(name);
  const [going] = runs.active({ jobId: job.id });
  if (going !== undefined) throw new FarvaultError('REFUSED', `job '${job.name}' is ${going.state} as run ${going.id}`, { remedy: `backupctl run cancel ${going.id} first` });
  await jobs.delete(name, by);
}
