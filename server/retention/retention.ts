// Applies retention: the plan of every group, then what expires goes to the trash. What a change of rules would expire of an office beyond what two administrators have agreed
// to waits for the second one; what ages out by rules that have been in force goes on.
import { FarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { Clock } from '../../shared/time/clock.js';
import type { Approvals, Approved, Lifecycle } from '../lifecycle/index.js';
import type { JournalBody, JournalRecord } from '../repository/index.js';
import type { RunRecord, ServerRunContext, ServerRunEnd, ServerRuns } from '../runs/index.js';
import { expiredLately, judgeAll, judgedBy, sameRules, type JudgeDependencies, type Judged, type Scope } from './judge.js';
import type { KeepRules } from './plan.js';
import type { JudgedBy, RetentionRecord, RetentionState } from './retention-state.js';

/** More than one in so many of an office, and at least so many. */
const FIFTH = 5;
const FEWEST = 10;
/** Younger ones are no part of the office yet: a flood must not make the share of the old ones small. */
const SETTLED_MS = 86_400_000;
/** Held by one approval; what is over comes with the next. */
const MAX_APPROVED_IDS = 20_000;
const JOBS_A_RECORD = 2_000;
const TURN_MS = 10;
export const APPROVAL_ACTION = 'retention';

export interface RetentionDependencies extends Omit<JudgeDependencies, 'pause' | 'state'> {
  state: RetentionState;
  steady: { now(): number; doubt(): string };
  lifecycle: Pick<Lifecycle, 'trashSnapshots'>;
  approvals: Pick<Approvals, 'ask' | 'register'>;
  runs: Pick<ServerRuns, 'start'>;
  journal: { appendJournal(body: JournalBody): Promise<JournalRecord> };
  officeName(id: string): string;
  /** Of all jobs that there are. */
  jobIds(): Iterable<string>;
  clock: Clock;
}

interface OfficePlan {
  officeId: string;
  groups: Judged[];
  listed: number;
  /** Ids that expire. */
  expiring: string[];
  /** Of those. */
  extra: string[];
}

export class Retention {
  constructor(private readonly deps: RetentionDependencies) {
    deps.approvals.register(APPROVAL_ACTION, { carryOut: ({ officeId, ids }, approved) => this.#carryOut(String(officeId), new Set(ids as string[]), approved) });
  }

  /** What would be done now, group by group; `instead`: if these rules held. */
  plan(scope: Scope, instead: Partial<KeepRules> | null = null): AsyncGenerator<Judged> {
    const { clock } = this.deps;
    let turnMs = clock.monotonic();
    const pause = async (): Promise<void> => {
      if (clock.monotonic() - turnMs < TURN_MS) return;
      await new Promise((resolve) => setImmediate(resolve));
      turnMs = clock.monotonic();
    };
    return judgeAll({ ...this.deps, pause }, scope, this.deps.steady.now(), instead);
  }

  /** Resolves when the run has begun. `about`: for people, and for whom it is. */
  async start(scope: Scope, startedBy: string, about: { jobName?: string; officeId?: string } = {}): Promise<{ run: RunRecord; ended: Promise<void> }> {
    return this.deps.runs.start({ kind: 'retention', startedBy, alone: true, ...about }, async (context) => {
      const isWhole = Object.keys(scope).length === 0;
      try {
        return await this.#apply(scope, startedBy, isWhole, context);
      } catch (error) {
        if (isWhole && !context.signal.aborted) await this.#record({ failed: messageOf(error) });
        throw error;
      }
    });
  }

  /** Takes note of rules that expire nothing more than those before: so what they expire later, as time goes by, needs nobody's approval. */
  async noteRules(): Promise<void> {
    if (this.deps.steady.doubt() !== '') return;
    const groups: Judged[] = [];
    const judged = new Set<string>();
    for await (const group of this.plan({})) {
      judged.add(group.jobId);
      if (group.extra.length === 0) groups.push(group);
    }
    const fresh = [...this.deps.jobIds()].flatMap((id): [string, JudgedBy][] => {
      const settings = judged.has(id) ? undefined : this.deps.settingsOf(id);
      return settings === undefined || sameRules(judgedBy(settings), this.deps.state.judgedBy(id)) ? [] : [[id, judgedBy(settings)]];
    });
    if (fresh.length > 0) await this.#record({ jobs: fresh, agreed: true });
    await this.#recordRules(groups);
  }

  async #apply(scope: Scope, startedBy: string, isWhole: boolean, context: ServerRunContext): Promise<ServerRunEnd> {
    const doubt = this.deps.steady.doubt();
    if (doubt !== '') throw new FarvaultError('REFUSED', `nothing expires now: ${doubt}`, { remedy: 'backupctl clock show says more.' });
    const { signal } = context;
    context.progress({ phase: 'plan' });
    const offices = await this.#offices(scope, signal);
    const expiring = offices.reduce((sum, office) => sum + office.expiring.length, 0);
    const figures = { groups: 0, kept: offices.reduce((sum, office) => sum + office.listed, 0) - expiring, expired: 0, barred: 0, waiting: 0 };
    const waiting: string[] = [];
    for (const office of offices) {
      signal.throwIfAborted();
      const name = this.deps.officeName(office.officeId);
      figures.groups += office.groups.length;
      if (await this.#isLarge(office)) {
        figures.waiting += office.expiring.length;
        waiting.push(await this.#askFor(office, name, startedBy));
        context.log('warn', waiting[waiting.length - 1]);
        continue;
      }
      const { done, kept } = await this.deps.lifecycle.trashSnapshots(office.expiring, { reason: 'retention', by: 'retention' });
      figures.expired += done.length;
      figures.barred += kept.length;
      for (const { id, why } of kept) context.log('warn', `snapshot ${id} stays: ${why}`);
      if (done.length > 0) context.log('info', `office ${name}: ${done.length} of ${office.listed} snapshots are in the trash`);
      await this.#recordRules(office.groups);
      context.progress({ phase: 'expire', done: figures.expired, total: expiring, figures });
    }
    const failed = waiting.join('; ');
    await this.#record({ whole: isWhole && failed === '', failed: isWhole ? failed : '' });
    return { state: failed === '' ? 'succeeded' : 'partial', error: failed, figures };
  }

  async #offices(scope: Scope, signal: AbortSignal): Promise<OfficePlan[]> {
    const offices = new Map<string, OfficePlan>();
    for await (const group of this.plan(scope)) {
      signal.throwIfAborted();
      const office = offices.get(group.officeId) ?? { officeId: group.officeId, groups: [], listed: 0, expiring: [], extra: [] };
      offices.set(group.officeId, office);
      office.groups.push(group);
      office.listed += group.decisions.length;
      for (const id of group.extra) office.extra.push(id);
      // The oldest first: what a crash or a bar leaves is the newer part.
      for (let at = group.decisions.length - 1; at >= 0; at--) if (!group.decisions[at].keep) office.expiring.push(group.decisions[at].snapshot.id);
    }
    return [...offices.values()];
  }

  /** By a change of rules, not by time. Small changes within a week count together. */
  async #isLarge({ officeId, extra }: OfficePlan): Promise<boolean> {
    if (extra.length === 0) return false;
    const nowMs = this.deps.steady.now();
    const going = new Set(extra);
    const lately = await expiredLately(this.deps, officeId, nowMs);
    let counted = lately;
    for (const { id, officeId: of, timeMs, trash } of this.deps.snapshots.all()) if (of === officeId && trash === null && (going.has(id) || timeMs <= nowMs - SETTLED_MS)) counted++;
    return extra.length + lately >= FEWEST && (extra.length + lately) * FIFTH > counted;
  }

  /** What to do about it, for people. */
  async #askFor({ officeId, expiring, extra, listed }: OfficePlan, name: string, startedBy: string): Promise<string> {
    const what = `office ${name}: by changed rules ${extra.length} of ${listed} snapshots would expire that were kept before`;
    if (startedBy === 'schedule') return `${what}: that takes two administrators. See backupctl retention plan --office ${name}; backupctl retention apply --office ${name} asks for it`;
    const ids = expiring.slice(0, MAX_APPROVED_IDS);
    const { id } = await this.deps.approvals.ask({ action: APPROVAL_ACTION, parameters: { officeId, ids }, what: `${what}; put ${ids.length} into the trash`, reason: 'changed keep settings', by: startedBy });
    return `${what}: approval ${id} waits for a second administrator (backupctl approval show ${id})`;
  }

  /** What was approved, as far as it still expires. */
  async #carryOut(officeId: string, approvedIds: ReadonlySet<string>, approved: Approved): Promise<string> {
    const [office] = await this.#offices({ officeId }, new AbortController().signal);
    const ids = office === undefined ? [] : office.expiring.filter((id) => approvedIds.has(id));
    const { done } = await this.deps.lifecycle.trashSnapshots(ids, { reason: 'retention', by: 'retention', approved });
    // More has come than was approved: the rules are not agreed to yet.
    if (office !== undefined && ids.length === office.expiring.length) await this.#record({ jobs: this.#changedRules(office.groups), agreed: true });
    return `${done.length} snapshots are in the trash`;
  }

  #changedRules(groups: Judged[]): [string, JudgedBy][] {
    return groups.flatMap(({ jobId, rules }): [string, JudgedBy][] => (rules === null || sameRules(rules, this.deps.state.judgedBy(jobId)) ? [] : [[jobId, rules]]));
  }

  /** Where hardly anything was before the first rules, nothing counts beside them. */
  async #recordRules(groups: Judged[]): Promise<void> {
    const isFirst = ({ jobId, decisions }: Judged): boolean => this.deps.state.judgedBy(jobId) === undefined && decisions.length < FEWEST;
    for (const agreed of [true, false]) {
      const jobs = this.#changedRules(groups.filter((group) => isFirst(group) === agreed));
      if (jobs.length > 0) await this.#record({ jobs, agreed });
    }
  }

  async #record({ jobs = [], agreed = false, whole = false, failed = '' }: Partial<RetentionRecord>): Promise<void> {
    const atMs = this.deps.steady.now();
    for (let at = JOBS_A_RECORD; at < jobs.length; at += JOBS_A_RECORD) await this.deps.journal.appendJournal({ kind: 'retention.applied', atMs, jobs: jobs.slice(at, at + JOBS_A_RECORD), agreed, whole: false, failed: '' });
    await this.deps.journal.appendJournal({ kind: 'retention.applied', atMs, jobs: jobs.slice(0, JOBS_A_RECORD), agreed, whole, failed: failed.slice(0, 4_000) });
  }
}
