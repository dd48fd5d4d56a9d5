// A server's lifecycle for tests: a journal in memory that is flushed later, a wall clock and a monotonic one that a test moves, restarts and crashes that replay.
import type { User } from '../../fleet/index.js';
import type { JournalBody, JournalRecord, StateReducer } from '../../repository/index.js';
import { SnapshotSet } from '../../snapshots/index.js';
import { ApprovalState } from '../approval-state.js';
import { Approvals } from '../approvals.js';
import { CareActions } from '../actions.js';
import { Lifecycle } from '../lifecycle.js';
import { LockState } from '../lock-state.js';
import { SteadyClockState } from '../steady-clock-state.js';
import { SteadyClock } from '../steady-clock.js';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
export const YEAR = 365 * DAY;
export const NOW = Date.UTC(2026, 0, 5, 12);

interface Waiting {
  body: JournalBody;
  resolve: (record: JournalRecord) => void;
}

export class Lab {
  wallMs = NOW;
  /** How late the journal is flushed: turns of the event loop. */
  turns = (): number => 1;
  readonly records: JournalRecord[] = [];
  readonly users = new Map<string, User>();
  readonly offices = new Map<string, string>([['lyon', 'office-lyon'], ['nantes', 'office-nantes']]);
  readonly parents = new Set<string>();
  readonly readers = new Set<string>();
  trashForMs = 14 * DAY;
  steady!: SteadyClock;
  set!: SnapshotSet;
  locks!: LockState;
  approvalState!: ApprovalState;
  lifecycle!: Lifecycle;
  approvals!: Approvals;
  actions!: CareActions;
  #monotonicMs = 0;
  #waiting: Waiting[] = [];
  #reducers: StateReducer[] = [];
  #flushing = false;
  #count = 0;

  constructor() {
    this.boot();
  }

  /** A new process, from what is in the journal; what was not flushed is lost. `through`: by way of a checkpoint. */
  boot(through: 'replay' | 'checkpoint' = 'replay'): void {
    this.#waiting = [];
    this.#monotonicMs += 1_000_000;
    const clockState = new SteadyClockState();
    const reducers = [(this.set = new SnapshotSet()), clockState, (this.locks = new LockState()), (this.approvalState = new ApprovalState())];
    if (through === 'checkpoint') for (const [index, reducer] of reducers.entries()) reducer.load(JSON.parse(JSON.stringify(this.#reducers[index].save())));
    else for (const record of this.records) for (const reducer of reducers) reducer.apply(record);
    this.#reducers = reducers;
    const journal = { appendJournal: (body: JournalBody) => this.append(body) };
    const random = (bytes: number): Buffer => Buffer.from((++this.#count).toString(16).padStart(bytes * 2, '0'), 'hex');
    const clock = { now: () => this.wallMs, monotonic: () => this.#monotonicMs, sleep: () => new Promise<void>(() => undefined) };
    this.steady = new SteadyClock({ clock, state: clockState, journal, log: () => undefined });
    this.lifecycle = new Lifecycle({ snapshots: this.set, locks: this.locks, steady: this.steady, trashForMs: () => this.trashForMs, isParent: (id) => this.parents.has(id), isRead: (id) => this.readers.has(id), random });
    this.approvals = new Approvals({
      state: this.approvalState,
      users: () => [...this.users.values()],
      steady: this.steady,
      random,
      logError: (message, error) => {
        throw new Error(message, { cause: error });
      },
    });
    this.actions = new CareActions({
      lifecycle: this.lifecycle,
      approvals: this.approvals,
      snapshots: this.set,
      steady: this.steady,
      offices: {
        getOffice: (nameOrId) => {
          const [name, id] = [...this.offices].find((entry) => entry.includes(nameOrId)) ?? ['gone', nameOrId];
          return { id, name, createdMs: 0 };
        },
        checkOfficeMayGo: () => undefined,
        deleteOffice: (name) => {
          this.offices.delete(name);
          return Promise.resolve();
        },
      },
    });
  }

  append(body: JournalBody): Promise<JournalRecord> {
    return new Promise((resolve) => {
      this.#waiting.push({ body, resolve });
      if (!this.#flushing) void this.#flush();
    });
  }

  /** Time passes as it should. */
  pass(ms: number): void {
    this.wallMs += ms;
    this.#monotonicMs += ms;
  }

  /** Time passes, with a mark each hour, as the server's loop does. */
  async run(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= HOUR) {
      this.pass(Math.min(left, HOUR));
      await this.steady.mark();
    }
  }

  /** Time passes while nothing runs. */
  off(ms: number): void {
    this.wallMs += ms;
  }

  async commit(count: number, { office = 'lyon', job = 'docs', partial = false }: { office?: string; job?: string; partial?: boolean } = {}): Promise<string[]> {
    const ids: string[] = [];
    for (let i = 0; i < count; i++) {
      const id = (++this.#count).toString(16).padStart(32, '0');
      ids.push(id);
      const snapshot = { id, officeId: `office-${office}`, agentId: 'agent', jobId: `job-${job}`, jobName: job, runId: `run-${id}`, rootId: '00', rootBytes: 1, parentId: null, timeMs: this.wallMs, partial, counters: {} };
      await this.append({ kind: 'snapshot.committed', snapshot });
    }
    return ids;
  }

  /** `by`: whose call makes them; empty: made at the server itself. */
  async user(name: string, by = '', access: Pick<User, 'role' | 'offices'> = { role: 'admin', offices: null }): Promise<void> {
    this.users.set(name, { name, createdMs: 0, serial: '', certificateExpiresMs: 0, revokedMs: null, ...access });
    await this.append({ kind: 'fleet.user-created', name, ...access, ...(by === '' ? {} : { actor: { by } }) });
  }

  async revoke(name: string, by: string): Promise<void> {
    this.users.set(name, { ...this.users.get(name)!, revokedMs: this.wallMs });
    await this.append({ kind: 'fleet.user-revoked', name, actor: { by } });
  }

  async #flush(): Promise<void> {
    this.#flushing = true;
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const group = this.#waiting;
      this.#waiting = [];
      for (let turn = this.turns(); turn > 0; turn--) await new Promise((resolve) => setImmediate(resolve));
      const records = group.map(({ body }): JournalRecord => ({ number: this.records.length + 1, epoch: 1, timeMs: this.wallMs, body: JSON.parse(JSON.stringify(body)) as JournalBody }));
      for (const record of records) {
        record.number = this.records.length + 1;
        this.records.push(record);
        for (const reducer of this.#reducers) reducer.apply(record);
      }
      for (const [index, record] of records.entries()) group[index].resolve(record);
    }
    this.#flushing = false;
  }
}
