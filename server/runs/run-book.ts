// The book of runs: orders and ends go through the journal here, each once, however often they are told; whoever watches is told.
import { randomBytes } from 'node:crypto';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { StartRun } from '../../shared/rpc/gen/farvault/v1/StartRun.js';
import { RunDirectory } from './run-directory.js';
import { hasEnded, isWaiting, wholeRun, type RestoreOrder, type RunRecord } from './run-record.js';
import type { RunState } from './run-state.js';
import { RunWatchers } from './run-watchers.js';
import type { LiveProgress, RunDependencies } from './types.js';

const MAX_ACTIVE_RUNS = 10_000;
const EVENT_LEVEL: Partial<Record<string, 'warn' | 'error'>> = { partial: 'warn', failed: 'error' };

export type Order = Pick<RunRecord, 'kind' | 'agentId' | 'startedBy'> & Partial<RunRecord>;

export class RunBook {
  readonly directory: RunDirectory;
  readonly watchers: RunWatchers;
  readonly progress = new Map<string, LiveProgress>();
  readonly waitingFor = new Map<string, string>();
  readonly #ending = new Map<string, Promise<void>>();
  readonly #ordering = new Map<string, Promise<RunRecord>>();

  constructor(
    readonly state: RunState,
    readonly deps: RunDependencies,
  ) {
    this.directory = new RunDirectory(state, deps.history, deps.follower);
    this.watchers = new RunWatchers((error) => deps.logError('a watcher of runs failed', error));
  }

  active(filter: { agentId?: string; jobId?: string } = {}): RunRecord[] {
    const found: RunRecord[] = [];
    for (const run of this.state.active()) if ((filter.agentId === undefined || run.agentId === filter.agentId) && (filter.jobId === undefined || run.jobId === filter.jobId)) found.push(run);
    return found;
  }

  /** The run of the same job that goes on: others wait for it. */
  runBefore(run: RunRecord): RunRecord | undefined {
    if (run.jobId === '') return undefined;
    for (const other of this.state.active()) if (other.jobId === run.jobId && other !== run && !isWaiting(other)) return other;
    return undefined;
  }

  /** Resolves when it is journalled. An order with the id of one that is being journalled is that one. */
  order(what: Order, mayGo = true): Promise<RunRecord> {
    const id = what.id ?? randomBytes(8).toString('hex');
    let ordering = this.#ordering.get(id);
    if (ordering === undefined) {
      ordering = this.#journalOrder({ ...what, id }, mayGo).finally(() => this.#ordering.delete(id));
      this.#ordering.set(id, ordering);
    }
    return ordering;
  }

  /** Resolves when it is journalled. Of two ends of one run the first one counts. */
  end(run: RunRecord, end: Partial<RunRecord>): Promise<void> {
    let ending = this.#ending.get(run.id);
    if (ending === undefined) {
      const full: Partial<RunRecord> = { startedMs: run.startedMs, endedMs: this.deps.now(), ...end };
      ending = this.deps.journal
        .appendJournal({ kind: 'run.ended', id: run.id, end: full, by: 'server' })
        .then(() => this.#wasEnded(run))
        .finally(() => this.#ending.delete(run.id));
      this.#ending.set(run.id, ending);
    }
    return ending;
  }

  /** An end that its agent does not know of: it would wait for this run's turn, and hold back its job for it. */
  async endAndTell(run: RunRecord, end: Partial<RunRecord>): Promise<void> {
    await this.end(run, end);
    if (run.dueMs > 0) this.deps.agents.send(run.agentId, { endRecorded: { runId: run.id } });
  }

  /** The message that starts it, as of now. */
  async describe(run: RunRecord): Promise<StartRun> {
    if (run.kind === 'backup') return this.deps.describeBackup(run);
    if (run.restore !== null) return { runId: run.id, restore: restoreSpec(run.restore) };
    throw new FarvaultError('INVALID', `nothing here carries out a ${run.kind}`);
  }

  changed(run: RunRecord): void {
    this.watchers.changed(run);
  }

  async #journalOrder(what: Order & { id: string }, mayGo: boolean): Promise<RunRecord> {
    if (this.state.activeCount >= MAX_ACTIVE_RUNS) throw new FarvaultError('NO_SPACE', `${MAX_ACTIVE_RUNS} runs wait or go on already`);
    const agent = this.deps.agents.find(what.agentId);
    const run = wholeRun({ queuedMs: this.deps.now(), agentName: agent?.name ?? '', officeId: agent?.officeId ?? '', ...what });
    await this.deps.journal.appendJournal({ kind: 'run.ordered', run, by: run.startedBy });
    const stored = (await this.directory.find(run.id)) ?? run;
    this.changed(stored);
    if (mayGo) this.deps.admission.changed();
    return stored;
  }

  #wasEnded(run: RunRecord): void {
    this.progress.delete(run.id);
    this.waitingFor.delete(run.id);
    this.deps.log.event(EVENT_LEVEL[run.state] ?? 'info', `${run.kind} ${run.state}${run.error === '' ? '' : `: ${run.error}`}`, run);
    this.changed(run);
    this.watchers.ended(run);
    this.deps.admission.changed();
  }

  /** Sends a run whose turn has come once more; its agent takes it once. */
  async sendAgain(run: RunRecord): Promise<void> {
    const start = await this.describe(run);
    if (!hasEnded(run)) this.deps.agents.send(run.agentId, { start });
  }
}

function restoreSpec(order: RestoreOrder): NonNullable<StartRun['restore']> {
  const { pathHex, ...rest } = order;
  return { ...rest, path: Buffer.from(pathHex, 'hex') };
}
