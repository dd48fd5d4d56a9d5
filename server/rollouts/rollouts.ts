// Rollouts: what administrators may do with them, what each agent is wanted to run, and what others need to know.
import { createHash } from 'node:crypto';
import semver from 'semver';
import { Mutex } from '../../shared/async/mutex.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { AgentMessage__Output } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { Hello__Output } from '../../shared/rpc/gen/farvault/v1/Hello.js';
import type { Clock } from '../../shared/time/clock.js';
import type { WantedUpdate } from '../desired/index.js';
import { factsOf, type Agent, type Facts } from '../fleet/index.js';
import { compareVersions, isWithdrawn } from './agent-state.js';
import { Executor } from './executor.js';
import { BAD, planRollout, type Plan } from './plan.js';
import { Reports } from './reports.js';
import { assignRings, parseRings } from './rings.js';
import type { RolloutBody, RolloutState } from './state.js';
import type { AgentView, Report, RolloutRecord } from './types.js';

const MAX_SOAK_MS = 30 * 86_400_000;
const MIN_PREFIX = 4;
const ID_DIGITS = 12;

/** What the newest metadata of releases lists. */
export interface ListedReleases {
  versions(): string[];
  has(version: string, platform: string, channel: string): boolean;
}

export interface RolloutDependencies {
  journal: { appendJournal(body: RolloutBody): Promise<unknown> };
  state: RolloutState;
  agents: ReadonlyMap<string, Agent>;
  isOnline(agentId: string): boolean;
  releases: ListedReleases;
  /** What is wanted of these agents may have changed. */
  changed(agentIds: ReadonlySet<string>): void;
  clock: Clock;
  log(level: 'info' | 'warn' | 'error', message: string, details?: object): void;
}

export interface Wish {
  version: string;
  rings: string[];
  soakMs: number;
  /** Per cent. */
  haltAbove: number;
  officeId: string | null;
}

export class Rollouts {
  readonly #changes = new Mutex();
  readonly #reports: Reports;
  readonly #executor: Executor;
  readonly #listeners = new Set<() => void>();
  /** When agents were heard of last, monotonic: a clock that jumps makes nobody silent. */
  readonly #cutAt = new Map<string, number>();
  readonly #startedAt: number;
  /** Of those that are connected, as they said at that: the journal knows it a little later. */
  readonly #facts = new Map<string, Facts>();

  constructor(private readonly deps: RolloutDependencies) {
    const { journal, state, agents, clock } = deps;
    const log: RolloutDependencies['log'] = (level, message, details) => deps.log(level, message, details);
    this.#startedAt = clock.monotonic();
    this.#reports = new Reports({ journal, state, agents, clock, log, onNews: (agentId) => this.#onNews(agentId) });
    this.#executor = new Executor({ journal, changes: this.#changes, acting: () => this.#acting(), plan: (rollout) => planRollout(rollout, this.#concerned(rollout), clock.now()), changed: (ids) => this.#changed(ids), clock, log });
  }

  begin(): void {
    this.#executor.start();
  }

  async close(): Promise<void> {
    await this.#executor.close();
    await this.#reports.close();
  }

  /** Called when something that others show or judge may have changed. */
  onChange(listener: () => void): void {
    this.#listeners.add(listener);
  }

  onHello(agentId: string, hello: Hello__Output): void {
    if (hello.facts !== null) this.#facts.set(agentId, factsOf(hello.facts));
    this.#reports.heard(agentId, hello.facts?.update ?? null);
    this.#executor.poke();
  }

  onMessage(agentId: string, message: AgentMessage__Output): void {
    if (message.update) this.#reports.heard(agentId, message.update);
  }

  onDisconnect(agentId: string): void {
    this.#facts.delete(agentId);
    this.#cutAt.set(agentId, this.deps.clock.monotonic());
    this.#executor.poke();
  }

  report(agentId: string): Report | null {
    return this.#reports.of(agentId);
  }

  /** Versions that failed on the agent, the oldest first. */
  failedOn(agentId: string): readonly string[] {
    return this.#reports.failedOn(agentId);
  }

  /** That it could not update, while its rollout has not been aborted. */
  failure(agentId: string): Report | null {
    const report = this.#reports.of(agentId);
    if (report === null || (report.state !== 'back' && report.state !== 'refused')) return null;
    const rollout = this.deps.state.rollouts.get(report.rollout);
    return rollout === undefined || rollout.phase === 'aborted' ? null : report;
  }

  /** The newest rollout, when it has halted. */
  halted(): RolloutRecord | null {
    const newest = this.list().at(0);
    return newest?.phase === 'halted' ? newest : null;
  }

  /** The newest first. */
  list(): RolloutRecord[] {
    return [...this.deps.state.rollouts.values()].reverse();
  }

  /** By id, a prefix of it, a version (its newest rollout), or `latest`. */
  get(text: string): RolloutRecord {
    const all = this.list();
    const byPrefix = text.length >= MIN_PREFIX ? all.filter(({ id }) => id.startsWith(text)) : [];
    const found = text === 'latest' ? all[0] : (all.find(({ version }) => version === text) ?? (byPrefix.length === 1 ? byPrefix[0] : undefined));
    if (found === undefined) throw new FarvaultError('NOT_FOUND', `there is no rollout '${text.slice(0, 60)}'`, { remedy: 'backupctl rollout list shows them.' });
    return found;
  }

  plan(rollout: RolloutRecord): Plan {
    return planRollout(rollout, this.#views(rollout), this.deps.clock.now());
  }

  /** What the agent should run; undefined: it stays as it is. */
  wanted(agentId: string): WantedUpdate | undefined {
    const version = (this.#facts.get(agentId) ?? this.deps.agents.get(agentId)?.facts)?.version ?? '';
    const report = this.#reports.of(agentId);
    const failed = this.failedOn(agentId);
    let isOlder = false;
    const wish = this.list().find((rollout) => {
      const order = compareVersions(version, rollout.version);
      if (!rollout.told.has(agentId) || order > 0) return false;
      // Told what it came back to, or stays at, it would speak of that instead of its failure.
      if (isOlder && order === 0) return false;
      isOlder ||= order < 0;
      const state = report?.rollout === rollout.id ? report.state : undefined;
      // Who has begun to switch is not stopped halfway.
      if (isWithdrawn(rollout)) return state === 'switching';
      return state !== 'back' && !failed.includes(rollout.version);
    });
    return wish === undefined ? undefined : { rollout: wish.id, version: wish.version };
  }

  /** As it would be started; nothing is kept of it. */
  propose(wish: Wish, by: string): RolloutRecord {
    const { version, officeId } = wish;
    if (semver.valid(version) !== version) throw new FarvaultError('INVALID', `'${version.slice(0, 60)}' is not a version`, { remedy: 'Give it as 0.10.0.' });
    if (!Number.isFinite(wish.haltAbove) || wish.haltAbove < 0 || wish.haltAbove > 100) throw new FarvaultError('INVALID', 'a rollout halts above 0 to 100 %');
    if (wish.soakMs < 0 || wish.soakMs > MAX_SOAK_MS) throw new FarvaultError('INVALID', 'a ring soaks for 30 days at most');
    const rings = parseRings(wish.rings);
    if (!this.deps.releases.versions().includes(version)) throw new FarvaultError('NOT_FOUND', `no release ${version} is listed`, { remedy: 'backupctl release list shows what there is; backupctl release import brings more.' });
    const now = this.deps.clock.now();
    const draft: RolloutRecord = { id: this.#nextId(version), ...wish, startedMs: now, startedBy: by, phase: 'running', reason: '', endedMs: 0, ring: 0, ringMs: now, members: new Map(), told: new Map(), forgiven: new Set() };
    // Those that could be updated as of now: with everybody in a ring that would be said of them.
    const { standings } = planRollout({ ...draft, rings: ['100%'] }, this.#views(draft), now);
    const candidates = this.#scope(officeId).filter(({ id }) => standings.get(id)?.ring !== undefined);
    const members = assignRings(draft.id, rings, candidates);
    const nobody = wish.rings.filter((_, index) => 'key' in rings[index] && ![...members.values()].includes(index));
    if (nobody.length > 0) throw new FarvaultError('REFUSED', `no agent that could be updated, and is in no ring before, has the label ${nobody.join(', ')}`, { remedy: 'backupctl agent label NAME KEY=VALUE sets labels.' });
    return { ...draft, members };
  }

  start(wish: Wish, by: string): Promise<RolloutRecord> {
    return this.#changes.run(async () => {
      const active = this.list().find(({ phase }) => phase === 'running' || phase === 'paused');
      if (active !== undefined) throw new FarvaultError('EXISTS', `rollout ${active.id} of ${active.version} is ${active.phase}: only one goes on at a time`, { remedy: `Wait for it, or end it: backupctl rollout abort ${active.id}` });
      const { id, version, rings, soakMs, haltAbove, officeId, members } = this.propose(wish, by);
      await this.deps.journal.appendJournal({ kind: 'rollout.started', rollout: { id, version, rings, soakMs, haltAbove, officeId }, members: [...members], by });
      this.#looked();
      return this.get(id);
    });
  }

  change(text: string, action: string, by: string): Promise<RolloutRecord> {
    return this.#changes.run(async () => {
      const rollout = this.get(text);
      const { id, phase } = rollout;
      const refuse = (why: string): never => {
        throw new FarvaultError('REFUSED', `rollout ${id} ${why}`, { remedy: 'backupctl rollout list shows the state of each.' });
      };
      if (action === 'pause') {
        if (phase !== 'running') refuse(`is ${phase}: there is nothing to pause`);
        await this.deps.journal.appendJournal({ kind: 'rollout.paused', id, reason: '', by, forgiven: [] });
      } else if (action === 'resume') {
        if (phase !== 'paused' && phase !== 'halted') refuse(`is ${phase}: there is nothing to resume`);
        if (this.list()[0].id !== id) refuse('is not the newest: start another');
        const { standings } = this.plan(rollout);
        const forgiven = [...rollout.told.keys()].filter((agentId) => BAD.has(standings.get(agentId)?.state ?? 'later'));
        await this.deps.journal.appendJournal({ kind: 'rollout.resumed', id, reason: '', by, forgiven });
      } else if (action === 'abort') {
        if (phase === 'aborted') refuse('is aborted already');
        await this.deps.journal.appendJournal({ kind: 'rollout.aborted', id, reason: '', by, forgiven: [] });
      } else throw new FarvaultError('INVALID', `'${action.slice(0, 30)}' is not pause, resume or abort`);
      this.#changed(new Set(rollout.told.keys()));
      this.#looked();
      return this.get(id);
    });
  }

  /** Of the next rollout of this version: what a dry run shows is what is started after it. */
  #nextId(version: string): string {
    return createHash('sha256').update(`${this.list().at(0)?.id ?? ''}\0${version}`).digest('hex').slice(0, ID_DIGITS);
  }

  #onNews(agentId: string): void {
    const report = this.#reports.of(agentId);
    const rollout = report === null ? undefined : this.deps.state.rollouts.get(report.rollout);
    if (report?.state === 'back' || (rollout !== undefined && isWithdrawn(rollout))) this.#changed(new Set([agentId]));
    this.#looked();
  }

  #changed(agentIds: ReadonlySet<string>): void {
    this.deps.changed(agentIds);
    for (const listener of this.#listeners) listener();
  }

  #looked(): void {
    this.#executor.poke();
    for (const listener of this.#listeners) listener();
  }

  /** What goes on, and what is done and still told to who comes late. */
  #acting(): RolloutRecord[] {
    return this.list().filter(({ phase }) => phase === 'running' || phase === 'paused' || phase === 'done');
  }

  #scope(officeId: string | null): Agent[] {
    return [...this.deps.agents.values()].filter((agent) => agent.revokedMs === null && (officeId === null || agent.officeId === officeId));
  }

  /** The agents that the rollout decides about: of one that is done, those for which no later one is. */
  #concerned(rollout: RolloutRecord): AgentView[] {
    const views = this.#views(rollout);
    if (rollout.phase !== 'done') return views;
    const all = this.list();
    const later = all.slice(0, all.findIndex(({ id }) => id === rollout.id)).filter(({ phase }) => phase === 'done');
    return views.filter(({ id }) => !later.some(({ officeId }) => officeId === null || officeId === this.deps.agents.get(id)?.officeId));
  }

  #views({ officeId, version }: RolloutRecord): AgentView[] {
    const { releases, clock } = this.deps;
    const now = clock.monotonic();
    return this.#scope(officeId).map(({ id, facts: kept }) => {
      const facts = this.#facts.get(id) ?? kept;
      const online = this.deps.isOnline(id);
      return {
        id,
        online,
        unheardMs: online ? 0 : now - (this.#cutAt.get(id) ?? this.#startedAt),
        version: facts?.version ?? '',
        managed: facts !== null && facts.slot !== '',
        served: facts !== null && releases.has(version, `${facts.platform}-${facts.arch}`, facts.channel),
        report: this.#reports.of(id),
        failed: this.failedOn(id),
      };
    });
  }
}
