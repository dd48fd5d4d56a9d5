// Decides what policies may say, journals it, and answers what is in force for a job or an agent.
import { Mutex } from '../../shared/async/mutex.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import { compileSchedule, scheduleFaults, type Schedule } from '../../shared/schedule/index.js';
import { contradictionKey, contradictionsOf, parseScope, SCOPE_FORMS, type Contradiction, type OwnSettings, type SettingKey, type Settings } from '../../shared/settings/index.js';
import type { JobRecord } from '../jobs/index.js';
import type { JournalRecord } from '../repository/types.js';
import { effectiveOf, effectiveOfAgent, newContradictions, scopeNames } from './effective.js';
import type { PolicyJournalBody, PolicyState } from './state.js';
import { scopeKey, type AgentPlace, type Effective, type JobSubject, type Policy, type PolicyRecord, type ScopeRef, type World } from './types.js';

const MAX_POLICIES = 10_000;
const MAX_SCHEDULES = 20_000;
const MAX_JUDGED = 2000;
/** The longest settings that one policy or job may have, as JSON. */
const MAX_SETTINGS_BYTES = 64 << 10;
const TIMES: SettingKey[] = ['schedule', 'timezone', 'jitter', 'window', 'blackout'];

export interface PolicyDependencies {
  journal: { appendJournal(body: PolicyJournalBody): Promise<JournalRecord> };
  state: PolicyState;
  fleet: { agents: ReadonlyMap<string, AgentPlace>; offices: ReadonlyMap<string, { id: string; name: string }> };
  jobs: { all(): JobRecord[]; find(name: string): JobRecord | undefined };
  /** What holds where nobody says anything: with the server's own time zone. */
  defaults: Settings;
  now: () => number;
}

/** What somebody wants to change, to be judged as a whole before any of it is done. */
export interface ProposedChange {
  policies?: Pick<Policy, 'scope' | 'settings' | 'maxRuns'>[];
  /** Scopes of which the policy goes. */
  gone?: string[];
  /** Labels that agents will have, by the agent's id. */
  labels?: ReadonlyMap<string, Record<string, string>>;
  /** New and changed jobs, as they will be. */
  jobs?: JobSubject[];
}

export class Policies {
  readonly #changes = new Mutex();
  readonly #listeners = new Set<(agentIds: ReadonlySet<string> | 'all') => void>();
  readonly #judged = new Map<string, Contradiction[]>();
  readonly #schedules = new Map<string, { key: string; schedule: Schedule | null }>();
  #concerned: Set<string> | 'all' | undefined;

  constructor(private readonly deps: PolicyDependencies) {
    deps.state.onConcerned = (agentId) => this.#noteConcerned(agentId);
  }

  effective(job: JobSubject): Effective {
    return effectiveOf(this.#world(), job);
  }

  /** What holds for an agent's jobs that say nothing themselves. */
  settingsOfAgent(agentId: string): Settings {
    return effectiveOfAgent(this.#world(), agentId).settings;
  }

  /** Scopes with a limit of concurrent runs. */
  limits(): { scope: string; maxRuns: number }[] {
    return this.list().flatMap(({ scope, maxRuns }) => (maxRuns === null ? [] : [{ scope, maxRuns }]));
  }

  /** Every scope that covers the job's runs, as `limits` names them. */
  scopesOf(job: Pick<JobRecord, 'agentId'>): string[] {
    return scopeNames(this.#world(), job.agentId);
  }

  /** Called, soon after the change, with the agents of which something in force may have changed. */
  onChange(listener: (agentIds: ReadonlySet<string> | 'all') => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** In the order of scopes. */
  list(): Policy[] {
    return [...this.deps.state.byKey.values()].flatMap((policy) => this.#view(policy) ?? []).sort((a, b) => (a.scope < b.scope ? -1 : 1));
  }

  find(scope: string): Policy | undefined {
    const ref = this.#refOf(scope);
    const policy = ref === undefined ? undefined : this.deps.state.byKey.get(scopeKey(ref));
    return policy === undefined ? undefined : this.#view(policy);
  }

  /** When the job runs next by its schedule; null: not by itself, or its settings contradict each other. */
  nextDue(job: JobRecord): number | null {
    if (job.paused) return null;
    const { settings, sinceMs } = this.effective(job);
    return this.#scheduleOf(job.id, settings)?.next(Math.max(this.deps.now(), sinceMs)) ?? null;
  }

  /** Replaces the policy of the scope. What it says has passed its schema; see `faultsOf` for what it would break. */
  set({ scope, settings, maxRuns }: Pick<Policy, 'scope' | 'settings' | 'maxRuns'>, by: string): Promise<Policy> {
    return this.#changes.run(async () => {
      const ref = this.#refOf(scope);
      if (ref === undefined) throw new FarvaultError('NOT_FOUND', `no such scope: '${scope}'`, { remedy: `Give ${SCOPE_FORMS}, of an office or agent that exists.` });
      const { state, now } = this.deps;
      const old = state.byKey.get(scopeKey(ref));
      if (old === undefined && state.byKey.size >= MAX_POLICIES) await this.#dropOrphans(by);
      if (old === undefined && state.byKey.size >= MAX_POLICIES) throw new FarvaultError('NO_SPACE', `there are ${MAX_POLICIES} policies already`);
      const sameTimes = old !== undefined && TIMES.every((key) => JSON.stringify(old.settings[key]) === JSON.stringify(settings[key]));
      const policy: PolicyRecord = { scope: ref, settings, maxRuns, updatedMs: now(), scheduleMs: sameTimes ? old.scheduleMs : now() };
      await this.deps.journal.appendJournal({ kind: 'policy.set', policy, by });
      return { scope, settings, maxRuns, updatedMs: policy.updatedMs };
    });
  }

  remove(scope: string, by: string): Promise<void> {
    return this.#changes.run(async () => {
      const ref = this.#refOf(scope);
      if (ref === undefined || !this.deps.state.byKey.has(scopeKey(ref))) throw new FarvaultError('NOT_FOUND', `there is no policy for '${scope}'`, { remedy: 'backupctl policy list shows them.' });
      await this.deps.journal.appendJournal({ kind: 'policy.deleted', key: scopeKey(ref), by });
    });
  }

  /** Why the change must not be: settings too large, or contradictions in jobs that it would newly bring. */
  faultsOf(change: ProposedChange): string[] {
    const tooLarge = [...(change.policies ?? []).map(({ scope, settings }) => ({ who: `policy '${scope}'`, settings })), ...(change.jobs ?? []).map(({ name, settings }) => ({ who: `job '${name}'`, settings }))]
      .filter(({ settings }) => bytesOf(settings) > MAX_SETTINGS_BYTES)
      .map(({ who, settings }) => `${who}: its settings take ${bytesOf(settings)} bytes, at most ${MAX_SETTINGS_BYTES}; give fewer patterns`);
    const before = this.#world();
    const after = this.#worldAfter(before, change);
    // A change of jobs alone concerns no other jobs.
    const others = change.policies === undefined && change.gone === undefined && change.labels === undefined ? [] : this.deps.jobs.all();
    const jobs = new Map<string, JobSubject>([...others, ...(change.jobs ?? [])].map((job) => [job.name, job]));
    return [...tooLarge, ...newContradictions({ before, after, jobBefore: (name) => this.deps.jobs.find(name), jobs: jobs.values(), judge: this.#judge })];
  }

  /** Compiled once for each job and state of its settings: that looks at a year. */
  #scheduleOf(jobId: string, settings: Settings): Schedule | null {
    const key = contradictionKey(settings);
    const known = this.#schedules.get(jobId);
    if (known?.key === key) return known.schedule;
    const schedule = scheduleFaults(settings).length > 0 ? null : compileSchedule(settings, jobId);
    if (this.#schedules.size >= MAX_SCHEDULES) this.#schedules.clear();
    this.#schedules.set(jobId, { key, schedule });
    return schedule;
  }

  /** Remembered: the same few schedules are judged again and again, and each looks at a year. */
  readonly #judge = (settings: Settings): Contradiction[] => {
    const key = contradictionKey(settings);
    const known = this.#judged.get(key);
    if (known !== undefined) return known;
    const found = contradictionsOf(settings);
    if (this.#judged.size >= MAX_JUDGED) this.#judged.clear();
    this.#judged.set(key, found);
    return found;
  };

  #worldAfter(world: World, { policies = [], gone = [], labels = new Map() }: ProposedChange): World {
    const after = new Map(world.policies);
    const goneKeys = gone.flatMap((scope) => this.#refOf(scope) ?? []).map(scopeKey);
    for (const key of goneKeys) after.delete(key);
    for (const { scope, settings, maxRuns } of policies) {
      const ref = this.#refOf(scope); // an office that the same change brings has no agents yet
      if (ref !== undefined) after.set(scopeKey(ref), { scope: ref, settings, maxRuns, updatedMs: 0, scheduleMs: 0 });
    }
    if (labels.size === 0) return { ...world, policies: after };
    const agents = new Map([...world.agents].map(([id, agent]): [string, AgentPlace] => [id, { ...agent, labels: labels.get(id) ?? agent.labels }]));
    return { ...world, policies: after, agents };
  }

  #world(): World {
    const { defaults, state, fleet } = this.deps;
    return { defaults, policies: state.byKey, agents: fleet.agents, offices: fleet.offices };
  }

  #refOf(text: string): ScopeRef | undefined {
    const scope = parseScope(text);
    if (scope === undefined || scope.kind === 'all' || scope.kind === 'label') return scope;
    const among: ReadonlyMap<string, { id: string; name: string }> = scope.kind === 'office' ? this.deps.fleet.offices : this.deps.fleet.agents;
    for (const { id, name } of among.values()) if (name === scope.name) return { kind: scope.kind, id };
    return undefined;
  }

  /** Undefined: of what is gone. */
  #view({ scope, settings, maxRuns, updatedMs }: PolicyRecord): Policy | undefined {
    if (scope.kind === 'all') return { scope: 'all', settings, maxRuns, updatedMs };
    if (scope.kind === 'label') return { scope: `label ${scope.key}=${scope.value}`, settings, maxRuns, updatedMs };
    const name = (scope.kind === 'office' ? this.deps.fleet.offices : this.deps.fleet.agents).get(scope.id)?.name;
    return name === undefined ? undefined : { scope: `${scope.kind} ${name}`, settings, maxRuns, updatedMs };
  }

  /** Agents that went with their office leave their policies behind. */
  async #dropOrphans(by: string): Promise<void> {
    const orphans = [...this.deps.state.byKey].filter(([, policy]) => this.#view(policy) === undefined);
    for (const [key] of orphans) await this.deps.journal.appendJournal({ kind: 'policy.deleted', key, by });
  }

  /** Listeners hear of it when every reducer has seen the record, once for many records. */
  #noteConcerned(agentId: string | null): void {
    const first = this.#concerned === undefined;
    if (agentId === null || this.#concerned === 'all') this.#concerned = 'all';
    else this.#concerned = (this.#concerned ?? new Set<string>()).add(agentId);
    if (!first) return;
    queueMicrotask(() => {
      const concerned = this.#concerned ?? 'all';
      this.#concerned = undefined;
      for (const listener of this.#listeners) listener(concerned);
    });
  }
}

function bytesOf(settings: OwnSettings): number {
  return Buffer.byteLength(JSON.stringify(settings));
}
