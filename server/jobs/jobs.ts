// Decides what jobs may be, journals it, and answers for them.
import { randomBytes } from 'node:crypto';
import { Mutex } from '../../shared/async/mutex.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { faultsText, readResource, schemaOf, type OwnSettings, type SettingKey } from '../../shared/settings/index.js';
import type { JournalBody, JournalRecord } from '../repository/types.js';
import type { JobRecord } from './job-record.js';
import type { JobState } from './job-state.js';

const MAX_JOBS = 100_000;
const TIMES: SettingKey[] = ['schedule', 'timezone', 'jitter', 'window', 'blackout'];

export interface JobDependencies {
  journal: { appendJournal(body: JournalBody): Promise<JournalRecord> };
  state: JobState;
  now: () => number;
  /** Why a job, as it would be, cannot be worked by: with the policies that hold for it. Names the job. */
  faultsOf(job: JobRecord): string[];
}

/** What is said of a new job. */
export interface NewJob extends Pick<JobRecord, 'name' | 'agentId' | 'paths'> {
  images?: string[];
  settings?: OwnSettings;
  paused?: boolean;
}

/** What an update changes; `settings` are all own settings from then on. */
export type JobChange = Partial<Pick<JobRecord, 'paths' | 'images' | 'settings' | 'paused'>>;

export class Jobs {
  readonly #changes = new Mutex();

  constructor(private readonly deps: JobDependencies) {}

  list(agentId?: string): JobRecord[] {
    return this.deps.state.all().filter((job) => agentId === undefined || job.agentId === agentId);
  }

  get count(): number {
    return this.deps.state.count;
  }

  byId(id: string): JobRecord | undefined {
    return this.deps.state.get(id);
  }

  find(name: string): JobRecord | undefined {
    return this.deps.state.find(name);
  }

  get(name: string): JobRecord {
    const job = this.deps.state.find(name);
    if (job === undefined) throw new FarvaultError('NOT_FOUND', `no job is called '${name}'`, { remedy: 'backupctl job list shows them' });
    return job;
  }

  create(given: NewJob, by: string): Promise<JobRecord> {
    return this.#changes.run(async () => {
      const { name } = given;
      const now = this.deps.now();
      const job: JobRecord = { id: randomBytes(8).toString('hex'), name, agentId: given.agentId, paths: given.paths, images: given.images ?? [], settings: given.settings ?? {}, paused: given.paused ?? false, sinceMs: now, createdMs: now, updatedMs: now };
      this.#check(job);
      if (this.deps.state.find(name) !== undefined) throw new FarvaultError('EXISTS', `a job called '${name}' exists`, { remedy: `backupctl job update ${name} changes it` });
      if (this.deps.state.count >= MAX_JOBS) throw new FarvaultError('NO_SPACE', `there are ${MAX_JOBS} jobs already`);
      await this.deps.journal.appendJournal({ kind: 'job.created', job, by });
      return job;
    });
  }

  /** `changeOf` is given the job as it is when its turn has come. */
  update(name: string, changeOf: (job: JobRecord) => JobChange, by: string): Promise<JobRecord> {
    return this.#changes.run(async () => {
      const old = this.get(name);
      const now = this.deps.now();
      const change = changeOf(old);
      const job: JobRecord = { ...old, ...change, updatedMs: now };
      if ((old.paused && !job.paused) || TIMES.some((key) => JSON.stringify(old.settings[key]) !== JSON.stringify(job.settings[key]))) job.sinceMs = now;
      this.#check(job);
      await this.deps.journal.appendJournal({ kind: 'job.updated', job, by });
      return job;
    });
  }

  /** The job's snapshots stay. */
  delete(name: string, by: string): Promise<void> {
    return this.#changes.run(async () => {
      const { id, agentId } = this.get(name);
      await this.deps.journal.appendJournal({ kind: 'job.deleted', id, agentId, name, by });
    });
  }

  /** Throws USAGE that names every fault. */
  #check(job: JobRecord): void {
    const schema = schemaOf('jobs');
    const { name, paths, images, settings } = job;
    // The agent's name stands for nothing here: who calls has found the agent already.
    const faults = schema === undefined ? [] : readResource(schema, { name, agent: 'agent', paths, images, ...settings }, [], false).faults;
    if (faults.length > 0) throw new FarvaultError('USAGE', `job '${name.slice(0, 100)}': ${faultsText(faults)}`);
    const odds = this.deps.faultsOf(job);
    if (odds.length > 0) throw new FarvaultError('USAGE', odds.join('; '));
  }
}
