// What an agent is to do, out of its jobs and what is in force for them. Pure.
import { blake3 } from '../../shared/hash/hash.js';
import type { DesiredJob } from '../../shared/rpc/gen/farvault/v1/DesiredJob.js';
import type { SettingKey, Settings } from '../../shared/settings/index.js';
import type { JobRecord } from '../jobs/index.js';

/** What the agent works by between runs. The rest it is told with each run, or it is the server's own business. */
const AGENT_KEYS = [
  'schedule', 'timezone', 'jitter', 'window', 'blackout', 'overrun', 'catchUp', 'retries', 'retryAfter', 'rateLimit', 'hookBefore', 'hookAfter', 'hookTimeout', 'hookFailure',
] as const satisfies SettingKey[];

/** As the agent bounds it. */
const MAX_JOBS = 512;
/** Below the largest message, with room for what stands around them. */
const MAX_BYTES = 1_200_000;

/** Hexadecimal digits of a state's hash that are kept: to tell states of one agent apart. */
const HASH_BYTES = 16;

export interface CompiledState {
  jobs: DesiredJob[];
  hash: string;
  /** Jobs beyond what an agent takes; they do not run by schedule. */
  leftOut: { id: string; name: string }[];
}

export interface InForce {
  settings: Settings;
  /** Due times before it are nobody's. */
  sinceMs: number;
}

export function compileState(jobs: readonly JobRecord[], effective: (job: JobRecord) => InForce): CompiledState {
  const taken: DesiredJob[] = [];
  const leftOut: CompiledState['leftOut'] = [];
  let bytes = 0;
  for (const job of [...jobs].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const { settings, sinceMs } = effective(job);
    const settingsJson = JSON.stringify(Object.fromEntries(AGENT_KEYS.map((key) => [key, settings[key]])));
    const size = Buffer.byteLength(settingsJson) + 200;
    if (taken.length < MAX_JOBS && bytes + size <= MAX_BYTES) {
      taken.push({ jobId: job.id, jobName: job.name, settingsJson, paused: job.paused, sinceMs });
      bytes += size;
    } else leftOut.push({ id: job.id, name: job.name });
  }
  return { jobs: taken, hash: blake3(Buffer.from(JSON.stringify(taken))).toString('hex', 0, HASH_BYTES), leftOut };
}
