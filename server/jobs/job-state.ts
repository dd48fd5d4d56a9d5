// Jobs as the journal tells.
import type { JournalRecord, StateReducer } from '../repository/types.js';
import { jobFromRecord, type JobRecord } from './job-record.js';

export class JobState implements StateReducer {
  readonly name = 'jobs';
  readonly #byId = new Map<string, JobRecord>();
  readonly #byName = new Map<string, JobRecord>();

  apply(record: JournalRecord): void {
    const { kind } = record.body;
    if (kind === 'job.created' || kind === 'job.updated') this.#put(jobFromRecord(record.body['job'] as JobRecord));
    else if (kind === 'job.deleted') this.#remove(record.body['id'] as string);
  }

  save(): unknown {
    return [...this.#byId.values()];
  }

  load(saved: unknown): void {
    this.#byId.clear();
    this.#byName.clear();
    for (const job of saved as JobRecord[]) this.#put(jobFromRecord(job));
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
