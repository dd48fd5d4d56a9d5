// Jobs: journalled definitions of what is protected. State follows from the journal alone.
import { randomBytes } from 'node:crypto';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { JournalBody, JournalRecord, StateReducer } from '../repository/types.js';
import { validateJob, type JobSettings } from './job-spec.js';

export interface JobRecord extends JobSettings {
  id: string;
  name: string;
  agentId: string;
  createdMs: number;
  updatedMs: number;
}

export interface JobJournal {
  appendJournal(body: JournalBody): Promise<JournalRecord>;
}

const MAX_JOBS = 100_000;

export class JobState implements StateReducer {
  readonly name = 'jobs';
  readonly #byId = new Map<string, JobRecord>();
  readonly #byName = new Map<string, JobRecord>();

  apply(record: JournalRecord): void {
    const { kind } = record.body;
    if (kind === 'job.created' || kind === 'job.updated') this.#put(record.body['job'] as JobRecord);
    else if (kind === 'job.deleted') this.#remove(record.body['id'] as string);
  }

  save(): unknown {
    return [...this.#byId.values()];
  }

  load(saved: unknown): void {
    this.#byId.clear();
    this.#byName.clear();
    for (const job of saved as JobRecord[]) this.#put(job);
  }

  get(id: string): JobRecord | undefined {
    return this.#byId.get(id);
  }

  find(name: string): JobRecord | undefined {
    return this.#byName.get(name);
  }

  all(): JobRecord[] {
    return [...this.#byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  get count(): number {
    return this.#byId.size;
  }

  #put(job: JobRecord): void {
    this.#remove(job.id);
    this.#byId.set(job.id, job);
    this.#byName.set(job.name, job);
  }

  #remove(id: string): void {
    const old = this.#byId.get(id);
    if (old === undefined) return;
    this.#byId.delete(id);
    this.#byName.delete(old.name);
  }
}

export class Jobs {
  readonly #journal: JobJournal;
  readonly #state: JobState;
  readonly #now: () => number;
  /** Names whose creation is being journalled: two at once must not both win. */
  readonly #pending = new Set<string>();

  constructor(journal: JobJournal, state: JobState, now: () => number) {
    this.#journal = journal;
    this.#state = state;
    this.#now = now;
  }

  list(agentId?: string): JobRecord[] {
    return this.#state.all().filter((job) => agentId === undefined || job.agentId === agentId);
  }

  get count(): number {
    return this.#state.count;
  }

  byId(id: string): JobRecord | undefined {
    return this.#state.get(id);
  }

  find(name: string): JobRecord | undefined {
    return this.#state.find(name);
  }

  get(name: string): JobRecord {
    const job = this.#state.find(name);
    if (job === undefined) throw new FarvaultError('NOT_FOUND', `no job is called '${name}'`, { remedy: 'backupctl job list shows them' });
    return job;
  }

  async create(name: string, agentId: string, settings: JobSettings, by: string): Promise<JobRecord> {
    validateJob(name, settings);
    if (this.#state.find(name) !== undefined || this.#pending.has(name)) throw new FarvaultError('EXISTS', `a job called '${name}' exists`, { remedy: `backupctl job update ${name} changes it` });
    if (this.#state.count >= MAX_JOBS) throw new FarvaultError('NO_SPACE', `there are ${MAX_JOBS} jobs already`);
    const now = this.#now();
    const job: JobRecord = { ...settings, id: randomBytes(8).toString('hex'), name, agentId, createdMs: now, updatedMs: now };
    this.#pending.add(name);
    try {
      await this.#journal.appendJournal({ kind: 'job.created', job, by });
    } finally {
      this.#pending.delete(name);
    }
    return job;
  }

  async update(name: string, changes: Partial<JobSettings>, by: string): Promise<JobRecord> {
    const old = this.get(name);
    const job: JobRecord = { ...old, ...changes, updatedMs: this.#now() };
    validateJob(name, job);
    await this.#journal.appendJournal({ kind: 'job.updated', job, by });
    return job;
  }

  /** The job's snapshots stay. */
  async delete(name: string, by: string): Promise<void> {
    const job = this.get(name);
    await this.#journal.appendJournal({ kind: 'job.deleted', id: job.id, name, by });
  }
}
