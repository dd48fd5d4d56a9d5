// The desired state as it came from the server: checked, kept on disk, never believed further than its checks. What a job asks for and this machine cannot do is a fault, not an error.
import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import { DEFAULTS, effectiveFromJson } from '../../shared/settings/index.js';
import type { Schedule } from '../../shared/schedule/index.js';
import type { Settings } from '../../shared/settings/settings.js';
import type { DesiredState__Output } from '../../shared/rpc/gen/farvault/v1/DesiredState.js';
import { readChecked, writeChecked } from './checked-file.js';
import { takeOrder, type UpdateOrder } from '../update/order.js';
import type { ScheduledJob } from './types.js';

const MAX_JOBS = 512;
/** No server ever counts so far. */
const MAX_GENERATION = 2 ** 48;
const MAX_HASH_CHARS = 64;
const MAX_SETTINGS_CHARS = 256 * 1024;
const FILE_BYTES = 4 * 1024 * 1024;
const ID = /^[0-9A-Za-z-]{1,64}$/;
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

interface StoredJob {
  id: string;
  name: string;
  settingsJson: string;
  paused: boolean;
  sinceMs: number;
}

/** What is on disk. */
export interface StoredState {
  agentId: string;
  generation: number;
  /** The server's own word for this content; files of earlier versions have none. */
  hash?: string;
  jobs: StoredJob[];
  /** The version that this machine is to have; null, and absent in files of earlier versions: as it is. */
  update?: UpdateOrder | null;
}

export interface Fault {
  jobId: string;
  reason: string;
}

/** Takes the message apart. INVALID: it is no state that anything could be done with. */
export function takeState(agentId: string, message: DesiredState__Output): StoredState {
  const generation = Number(message.generation);
  if (!Number.isSafeInteger(generation) || generation < 1 || generation > MAX_GENERATION) throw new FarvaultError('INVALID', 'a desired state without a usable generation');
  if (message.jobs.length > MAX_JOBS) throw new FarvaultError('INVALID', `a desired state with ${message.jobs.length} jobs, more than ${MAX_JOBS}`);
  const seen = new Set<string>();
  const jobs = message.jobs.map(({ jobId, jobName, settingsJson, paused, sinceMs }) => {
    if (!ID.test(jobId) || seen.has(jobId) || !NAME.test(jobName)) throw new FarvaultError('INVALID', 'a desired state with a job whose id or name is not one, or comes twice');
    if (settingsJson.length > MAX_SETTINGS_CHARS) throw new FarvaultError('INVALID', `a desired state whose job '${jobName}' has settings that are too long`);
    const since = Number(sinceMs);
    if (!Number.isSafeInteger(since) || since < 0) throw new FarvaultError('INVALID', `a desired state whose job '${jobName}' has no usable beginning`);
    seen.add(jobId);
    return { id: jobId, name: jobName, settingsJson, paused, sinceMs: since };
  });
  // An order that is none does not keep jobs from being taken.
  return { agentId, generation, hash: message.hash.slice(0, MAX_HASH_CHARS), jobs, update: message.update ? takeOrder(message.update) : null };
}

export interface Machine {
  /** Throws with the reason when the settings make no schedule; null: none is asked for. */
  compile(settings: Settings, jobId: string): Schedule | null;
  /** Whether this machine's own configuration names that hook. */
  hasHook(name: string): boolean;
}

/** The jobs as they can be carried out here, and what stands in the way. */
export function readJobs(state: StoredState, machine: Machine): { jobs: ScheduledJob[]; faults: Fault[] } {
  const faults: Fault[] = [];
  const jobs = state.jobs.map(({ id, name, settingsJson, paused, sinceMs }): ScheduledJob => {
    const fault = (reason: string): void => void faults.push({ jobId: id, reason: `job '${name}': ${reason}`.slice(0, 500) });
    try {
      const settings = effectiveFromJson(settingsJson);
      const unknown = [...new Set([...settings.hookBefore, ...settings.hookAfter].filter((hook) => !machine.hasHook(hook)))];
      if (unknown.length > 0) fault(`agent.json of this machine names no hook ${unknown.map((hook) => `'${hook.slice(0, 64)}'`).join(', ')}`);
      return { id, name, paused, sinceMs, settings, schedule: machine.compile(settings, id) };
    } catch (error) {
      fault(messageOf(error));
      return { id, name, paused, sinceMs, settings: DEFAULTS, schedule: null };
    }
  });
  return { jobs, faults };
}

/** DIR/schedule/desired.json. */
export class DesiredFile {
  readonly #file: string;

  constructor(private readonly folder: string, private readonly agentId: string) {
    this.#file = path.join(folder, 'desired.json');
  }

  /** Null: there is none, or it cannot be used, and `say` was told why. */
  async read(say: (why: string) => void): Promise<StoredState | null> {
    const read = await readChecked(this.#file, FILE_BYTES);
    if (read === null) return null;
    if ('damaged' in read) {
      say(read.damaged);
      return null;
    }
    const state = read.found as StoredState;
    if (state.agentId === this.agentId) return state;
    say(`${this.#file} is another agent's`);
    return null;
  }

  async write(state: StoredState): Promise<void> {
    await mkdir(this.folder, { recursive: true, mode: 0o700 });
    await writeChecked(this.#file, state);
  }
}
