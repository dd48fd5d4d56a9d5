// What an agent is to do, out of its jobs and what is in force for them. Pure.
import { blake3 } from '../../shared/hash/hash.js';
import type { DesiredJob } from '../../shared/rpc/gen/farvault/v1/DesiredJob.js';
import type { DesiredUpdate } from '../../shared/rpc/gen/farvault/v1/DesiredUpdate.js';
import type { SettingKey, Settings } from '../../shared/settings/index.js';
import type { JobRecord } from '../jobs/index.js';

/** What the agent works by between runs. The rest it is told with each run, or it is the server's own business. */
const AGENT_KEYS = [
  'schedule', 'timezone', 'jitter', 'window', 'blackout', 'overrun', 'catchUp', 'retries', 'retryAfter', 'rateLimit', 'hookBefore', 'hookAfter', 'hookTimeout', 'hookFailure',
] as const satisfies SettingKey[];

/** What an update keeps to. */
const UPDATE_KEYS = ['rateLimit', 'timezone', 'updateWindow'] as const satisfies SettingKey[];

/** As the agent bounds it. */
const MAX_JOBS = 512;
/** Below the largest message, with room for what stands around them. */
const MAX_BYTES = 1_200_000;

/** Hexadecimal digits of a state's hash that are kept: to tell states of one agent apart. */
const HASH_BYTES = 16;

/** A version that the agent should run, and the rollout that says so. */
export interface WantedUpdate {
  rollout: string;
  version: string;
}

export interface CompiledState {
  jobs: DesiredJob[];
  /** Null: stay as you are. */
  update: DesiredUpdate | null;
  hash: string;
  /** Jobs beyond what an agent takes; they do not run by schedule. */
  leftOut: { id: string; name: string }[];
}

export interface InForce {
  settings: Settings;
  /** Due times before it are nobody's. */
  sinceMs: number;
}

export function compileState(jobs: readonly JobRecord[], effective: (job: JobRecord) => InForce, wanted?: { update: WantedUpdate; settings: Settings }): CompiledState {
  const taken: DesiredJob[] = [];
  const leftOut: CompiledState['leftOut'] = [];
  let bytes = 0;
  for (const job of [...jobs].sort((a, b) => (a.id < b.id ? -1 : 1))) {
    const { settings, sinceMs } = effective(job);
    const settingsJson = jsonOf(settings, AGENT_KEYS);
    const size = Buffer.byteLength(settingsJson) + 200;
    if (taken.length < MAX_JOBS && bytes + size <= MAX_BYTES) {
      taken.push({ jobId: job.id, jobName: job.name, settingsJson, paused: job.paused, sinceMs });
      bytes += size;
    } else leftOut.push({ id: job.id, name: job.name });
  }
  const update = wanted === undefined ? null : { ...wanted.update, settingsJson: jsonOf(wanted.settings, UPDATE_KEYS) };
  const content = update === null ? taken : { jobs: taken, update };
  return { jobs: taken, update, hash: blake3(Buffer.from(JSON.stringify(content))).toString('hex', 0, HASH_BYTES), leftOut };
}

function jsonOf(settings: Settings, keys: readonly SettingKey[]): string {
  return JSON.stringify(Object.fromEntries(keys.map((key) => [key, settings[key]])));
}
