// Works out what each agent should do, gives it a generation when it changes, sends it at once, and knows who works by which. A thousand agents cost one record of
// the journal and no wait for any of them.
import { isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { AgentMessage__Output } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { Hello__Output } from '../../shared/rpc/gen/farvault/v1/Hello.js';
import type { ServerMessage } from '../../shared/rpc/gen/farvault/v1/ServerMessage.js';
import type { StateApplied__Output } from '../../shared/rpc/gen/farvault/v1/StateApplied.js';
import type { Clock } from '../../shared/time/clock.js';
import type { JobRecord } from '../jobs/index.js';
import type { JournalRecord } from '../repository/types.js';
import type { Settings } from '../../shared/settings/index.js';
import { compileState, type CompiledState, type InForce, type WantedUpdate } from './compile.js';
import type { Applied, DesiredBody, DesiredStates, JobFault } from './state.js';

/** Agents that are worked out before others get their turn in the process. */
const SLICE = 32;
/** Agents in one record of the journal. */
const RECORD_AGENTS = 2_000;
/** What agents say of their generation is journalled this often at most. */
const REPORT_MS = 1_000;
const MAX_FAULTS = 32;
const FAULT_CHARS = 300;
/** No server ever counts so far; an agent that names more is not followed. */
const MAX_GENERATION = 2 ** 48;
const RETRY_MS = 5_000;
/** Changes that come one after another, as those of one `apply`, are worked out together. */
const GATHER_MS = 50;
/** While changes go on, most of the time is theirs: as many times the last pass took, up to a bound. */
const REST_SHARE = 4;
const MAX_REST_MS = 1_000;

export interface DesiredDependencies {
  journal: { appendJournal(body: DesiredBody): Promise<JournalRecord> };
  state: DesiredStates;
  /** By id. */
  agents: ReadonlyMap<string, { id: string; revokedMs: number | null }>;
  jobs(): JobRecord[];
  effective(job: JobRecord): InForce;
  /** What a rollout wants of the agent; undefined: it stays as it is. */
  update(agentId: string): WantedUpdate | undefined;
  settingsOfAgent(agentId: string): Settings;
  /** False: not connected. */
  send(agentId: string, message: ServerMessage): boolean;
  clock: Clock;
  log(level: 'info' | 'warn' | 'error', message: string, details?: object): void;
}

/** A newer state of an agent. */
type Change = { id: string; generation: number } & Omit<CompiledState, 'leftOut'>;

/** Desired against actual, of one agent. */
export interface Standing {
  desired: number;
  /** When the desired one was made. */
  changedMs: number;
  actual: number;
  appliedMs: number;
  /** What it cannot carry out, and what it was not given. */
  faults: JobFault[];
  /** Its clock less ours, at its last connection to this process. */
  clockOffsetMs: number;
}

export class Desired {
  #dirty: Set<string> | 'all' = 'all';
  #working: Promise<void> | null = null;
  /** Generations that agents have although we never gave them: the next one lies above. */
  readonly #floors = new Map<string, number>();
  readonly #leftOut = new Map<string, JobFault[]>();
  readonly #offsets = new Map<string, number>();
  readonly #reports = new Map<string, Applied>();
  readonly #stop = new AbortController();
  #reporting = false;
  /** What the last pass took. */
  #passMs = 0;

  constructor(private readonly deps: DesiredDependencies) {}

  /** What is in force may have changed for these. Their state is worked out soon; many calls in a row cost one pass. */
  changed(agentIds: ReadonlySet<string> | 'all'): void {
    if (agentIds === 'all' || this.#dirty === 'all') this.#dirty = 'all';
    else for (const id of agentIds) this.#dirty.add(id);
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
      if (!this.#stop.signal.aborted && (this.#dirty === 'all' || this.#dirty.size > 0)) this.changed(new Set());
    });
  }

  /** Resolves when nothing waits to be worked out. */
  async settled(): Promise<void> {
    while (this.#working !== null) await this.#working;
  }

  onHello(agentId: string, hello: Hello__Output): void {
    const { deps } = this;
    const said = Number(hello.facts?.clockMs ?? 0);
    if (said > 0) this.#offsets.set(agentId, said - deps.clock.now());
    const theirs = Number(hello.generation);
    const known = deps.state.byAgent.get(agentId);
    const other = known !== undefined && theirs === known.generation && hello.stateHash !== '' && hello.stateHash !== known.hash;
    if (theirs === (known?.generation ?? 0) && !other) return;
    if (known !== undefined && theirs < known.generation) this.#push(agentId);
    else if (theirs > MAX_GENERATION || !Number.isSafeInteger(theirs)) deps.log('warn', 'an agent names a generation that cannot be', { agentId });
    else {
      deps.log('warn', 'an agent works by a desired state that this server never gave: it gets a newer one', { agentId, theirs, ours: known?.generation ?? 0 });
      this.#floors.set(agentId, other ? theirs + 1 : theirs);
      this.changed(new Set([agentId]));
    }
  }

  onMessage(agentId: string, message: AgentMessage__Output): void {
    if (message.applied) this.#applied(agentId, message.applied);
  }

  standing(agentId: string): Standing {
    const known = this.deps.state.byAgent.get(agentId);
    const report = this.#reports.get(agentId);
    return {
      desired: known?.generation ?? 0,
      changedMs: known?.changedMs ?? 0,
      actual: report?.generation ?? known?.actual ?? 0,
      appliedMs: report?.atMs ?? known?.appliedMs ?? 0,
      faults: [...(report?.faults ?? known?.faults ?? []), ...(this.#leftOut.get(agentId) ?? [])],
      clockOffsetMs: this.#offsets.get(agentId) ?? 0,
    };
  }

  /** Whether the agent works by something else than it should. */
  isBehind(agentId: string): boolean {
    const { desired, actual } = this.standing(agentId);
    return desired !== actual;
  }

  /** What agents said and the journal does not know yet is journalled. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.settled();
    await this.#journalReports().catch((error: unknown) => this.deps.log('warn', 'what agents said of their state could not be journalled', { reason: messageOf(error) }));
  }

  async #work(): Promise<void> {
    const { clock } = this.deps;
    while (this.#dirty === 'all' || this.#dirty.size > 0) {
      await clock.sleep(Math.min(MAX_REST_MS, GATHER_MS + this.#passMs * REST_SHARE), this.#stop.signal).catch(() => undefined); // Looked at next.
      if (this.#stop.signal.aborted) return;
      const dirty = this.#dirty;
      this.#dirty = new Set();
      const begun = clock.monotonic();
      try {
        await this.#pass(dirty);
        this.#passMs = clock.monotonic() - begun;
      } catch (error) {
        this.deps.log('error', 'what agents should do could not be worked out; tried again', { reason: messageOf(error), lasting: !isFarvaultError(error, 'UNAVAILABLE') });
        this.changed(dirty);
        await clock.sleep(RETRY_MS, this.#stop.signal).catch(() => undefined); // The loop looks whether we are to stop.
      }
    }
  }

  async #pass(dirty: ReadonlySet<string> | 'all'): Promise<void> {
    const { state, agents, journal } = this.deps;
    const jobs = new Map<string, JobRecord[]>();
    for (const job of this.deps.jobs()) {
      const those = jobs.get(job.agentId);
      if (those === undefined) jobs.set(job.agentId, [job]);
      else those.push(job);
    }
    const changed: Change[] = [];
    const ids = dirty === 'all' ? [...agents.keys()] : [...dirty];
    for (const [at, id] of ids.entries()) {
      if (at % SLICE === SLICE - 1) await nextTurn();
      const agent = agents.get(id);
      if (agent === undefined || agent.revokedMs !== null) continue;
      const next = this.#next(id, jobs.get(id) ?? []);
      if (next !== null) changed.push(next);
    }
    const gone = [...state.byAgent.keys()].filter((id) => !agents.has(id));
    for (const id of gone) for (const map of [this.#floors, this.#leftOut, this.#offsets, this.#reports]) map.delete(id);
    for (let from = 0; from < Math.max(changed.length, Math.min(gone.length, 1)); from += RECORD_AGENTS) {
      const given = changed.slice(from, from + RECORD_AGENTS).map(({ id, generation, hash }) => ({ id, generation, hash }));
      await journal.appendJournal({ kind: 'desired.changed', agents: given, gone: from === 0 ? gone : [] });
    }
    for (const [at, { id, ...given }] of changed.entries()) {
      if (at % SLICE === SLICE - 1) await nextTurn();
      if (given.generation > (this.#floors.get(id) ?? 0)) this.#floors.delete(id);
      this.deps.send(id, { desired: given });
    }
  }

  /** Null: nothing changes. An agent that never had a job or an update has no state. */
  #next(id: string, jobs: JobRecord[]): Change | null {
    const known = this.deps.state.byAgent.get(id);
    const floor = this.#floors.get(id) ?? 0;
    const { leftOut, ...content } = this.#compile(id, jobs);
    if (known === undefined && jobs.length === 0 && content.update === null && floor === 0) return null;
    if (leftOut.length === 0) this.#leftOut.delete(id);
    if (known?.hash === content.hash && known.generation >= floor) return null;
    return { id, generation: Math.max(known?.generation ?? 0, floor) + 1, ...content };
  }

  #compile(id: string, jobs: JobRecord[]): CompiledState {
    const update = this.deps.update(id);
    const compiled = compileState(jobs, (job) => this.deps.effective(job), update === undefined ? undefined : { update, settings: this.deps.settingsOfAgent(id) });
    const faults = compiled.leftOut.slice(0, MAX_FAULTS).map((job) => ({ jobId: job.id, reason: `job '${job.name}' is one more than an agent takes: it does not run by schedule` }));
    if (faults.length > 0) this.#leftOut.set(id, faults);
    return compiled;
  }

  /** The state as of now to one agent. If it has changed meanwhile, a newer generation is on its way anyway. */
  #push(agentId: string): void {
    const known = this.deps.state.byAgent.get(agentId);
    const agent = this.deps.agents.get(agentId);
    if (known === undefined || agent === undefined || agent.revokedMs !== null) return;
    const { jobs, update, hash } = this.#compile(agentId, this.deps.jobs().filter((job) => job.agentId === agentId));
    if (hash === known.hash) this.deps.send(agentId, { desired: { generation: known.generation, hash, jobs, update } });
    else {
      // Also if what has changed is changed back before it is worked out.
      this.#floors.set(agentId, known.generation + 1);
      this.changed(new Set([agentId]));
    }
  }

  #applied(agentId: string, applied: StateApplied__Output): void {
    const generation = Number(applied.generation);
    const known = this.deps.state.byAgent.get(agentId);
    if (known === undefined || !Number.isSafeInteger(generation) || generation < 0 || generation > known.generation) return;
    const faults = applied.faults.slice(0, MAX_FAULTS).map(({ jobId, reason }) => ({ jobId: jobId.slice(0, 64), reason: reason.slice(0, FAULT_CHARS) }));
    const last = this.#reports.get(agentId) ?? { generation: known.actual, faults: known.faults };
    if (last.generation === generation && JSON.stringify(last.faults) === JSON.stringify(faults)) return;
    this.#reports.set(agentId, { id: agentId, generation, atMs: this.deps.clock.now(), faults });
    if (this.#reporting) return;
    this.#reporting = true;
    this.#reportSoon().catch((error: unknown) => this.deps.log('warn', 'what agents said of their state could not be journalled', { reason: messageOf(error) }));
  }

  async #reportSoon(): Promise<void> {
    try {
      await this.deps.clock.sleep(REPORT_MS, this.#stop.signal);
    } catch {
      return; // `close` does it.
    } finally {
      this.#reporting = false;
    }
    await this.#journalReports();
  }

  async #journalReports(): Promise<void> {
    const reports = [...this.#reports.values()];
    for (let from = 0; from < reports.length; from += RECORD_AGENTS) {
      await this.deps.journal.appendJournal({ kind: 'desired.applied', agents: reports.slice(from, from + RECORD_AGENTS) });
    }
    for (const report of reports) if (this.#reports.get(report.id) === report) this.#reports.delete(report.id);
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
