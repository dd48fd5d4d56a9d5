// Runs: ordered here, carried out by agents, watched and recorded here. A run keeps its id over lost links and restarts of either side:
// one whose turn has come is sent to its agent again when that connects and does not work on it already. Whose turn it is, admission decides.
import { EXIT, FarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { AgentMessage__Output } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { Hello__Output } from '../../shared/rpc/gen/farvault/v1/Hello.js';
import { AgentRuns } from './agent-runs.js';
import type { RunFilter } from './history-keys.js';
import { RunBook } from './run-book.js';
import { CANCELLED } from './run-end.js';
import { hasEnded, isWaiting, type RestoreOrder, type RunRecord } from './run-record.js';
import type { RunEnd, RunState } from './run-state.js';
import { ServerRuns } from './server-runs.js';
import type { LiveProgress, RunDependencies } from './types.js';

export class Runs {
  readonly #book: RunBook;
  readonly #agents: AgentRuns;
  readonly #deps: RunDependencies;
  /** Those that the server carries out itself. */
  readonly server: ServerRuns;
  readonly #dispatching = new Set<string>();

  constructor(state: RunState, deps: RunDependencies) {
    this.#book = new RunBook(state, deps);
    this.#agents = new AgentRuns(this.#book);
    this.#deps = deps;
    this.server = new ServerRuns(this.#book);
  }

  // ---- asking ----

  /** By id or unique prefix; NOT_FOUND. */
  get(id: string): Promise<RunRecord> {
    return this.#book.directory.get(id);
  }

  /** Those that go on and those that have ended, of every kind. Newest first. */
  list(filter: RunFilter): Promise<RunRecord[]> {
    return this.#book.directory.list(filter);
  }

  /** Those that wait or go on. */
  active(filter: { agentId?: string; jobId?: string } = {}): RunRecord[] {
    return this.#book.active(filter);
  }

  /** How the last run of the job ended, whatever became of it. */
  lastEnded(jobId: string): RunEnd | undefined {
    return this.#book.state.endsOf(jobId)?.last;
  }

  /** The last run of the job that left a snapshot. Its data is as of `startedMs`. */
  lastGood(jobId: string): RunEnd | undefined {
    return this.#book.state.endsOf(jobId)?.good ?? undefined;
  }

  /** When the last run of the job ended, if it had begun and left no snapshot; 0: it left one, or never began. */
  lastTriedMs(jobId: string): number {
    const ends = this.#book.state.endsOf(jobId);
    return ends === undefined || ends.last.startedMs === 0 || ends.last.id === ends.good?.id ? 0 : ends.last.endedMs;
  }

  progress(id: string): LiveProgress | undefined {
    return this.#book.progress.get(id);
  }

  /** Of a queued run: what it waits for. */
  waitingFor(run: RunRecord): string {
    if (run.state !== 'queued') return '';
    const agent = `agent ${this.#deps.agents.find(run.agentId)?.name ?? run.agentName}`;
    if (!isWaiting(run)) return `${agent} to start it`;
    const before = this.#book.runBefore(run);
    if (before !== undefined) return `run ${before.id} of the same job`;
    if (!this.#isReachable(run)) return `${agent} to connect`;
    return this.#book.waitingFor.get(run.id) ?? 'its turn';
  }

  /** Calls `changed` at each change of the run until the returned function is called. */
  watch(id: string, changed: () => void): () => void {
    return this.#book.watchers.watch(id, changed);
  }

  /** Calls back with each run at each change (order, start, progress, end), until the returned function is called. */
  onChange(changed: (run: RunRecord) => void): () => void {
    return this.#book.watchers.onChange(changed);
  }

  /** Calls back with each run when its end has been recorded, until the returned function is called. */
  onEnded(ended: (run: RunRecord) => void): () => void {
    return this.#book.watchers.onEnded(ended);
  }

  // ---- for admission ----

  /** Those that may go when it is their turn: their agents are connected, and no other run of their job goes on. */
  waiting(): RunRecord[] {
    const all = this.#book.active();
    const busy = new Set(all.filter((run) => !isWaiting(run) && run.jobId !== '').map((run) => run.jobId));
    return all.filter((run) => isWaiting(run) && !busy.has(run.jobId) && this.#isReachable(run));
  }

  /** Those whose turn has come: they go on, or their agent is to start them. */
  dispatched(): RunRecord[] {
    return this.#book.active().filter((run) => !isWaiting(run) && run.agentId !== '');
  }

  setWaitingFor(id: string, reason: string): void {
    const run = this.#book.state.get(id);
    if (run === undefined || !isWaiting(run) || this.#book.waitingFor.get(id) === reason) return;
    this.#book.waitingFor.set(id, reason);
    this.#book.changed(run);
  }

  /** It is this run's turn. False: not now, as it does not wait any more or its agent is away. */
  async dispatch(id: string): Promise<boolean> {
    const run = this.#book.state.get(id);
    if (run === undefined || !isWaiting(run) || this.#dispatching.has(id) || !this.#isReachable(run) || this.#book.runBefore(run) !== undefined) return false;
    this.#dispatching.add(id);
    try {
      if (this.#isPaused(run)) return await this.#drop(run);
      const start = await this.#book.describe(run);
      if (hasEnded(run)) return false;
      await this.#deps.journal.appendJournal({ kind: 'run.dispatched', id, by: 'server' });
      this.#book.waitingFor.delete(id);
      if (!hasEnded(run)) this.#deps.agents.send(run.agentId, { start });
      this.#book.changed(run);
      return true;
    } catch (error) {
      if (hasEnded(run)) return false;
      await this.#book.endAndTell(run, { state: 'failed', error: `it could not be started: ${messageOf(error)}`, errorCode: 'INTERNAL', exitCode: EXIT.failed });
      return false;
    } finally {
      this.#dispatching.delete(id);
    }
  }

  /** What waits for a job that is paused now is dropped. */
  settingsChanged(agentIds: ReadonlySet<string> | 'all'): void {
    for (const run of this.active()) {
      if ((agentIds !== 'all' && !agentIds.has(run.agentId)) || !isWaiting(run) || !this.#isPaused(run)) continue;
      this.#drop(run).catch((error: unknown) => this.#deps.logError(`run ${run.id}`, error));
    }
  }

  #isPaused(run: RunRecord): boolean {
    return run.dueMs > 0 && this.#deps.job(run.jobId)?.paused === true;
  }

  async #drop(run: RunRecord): Promise<false> {
    await this.#book.endAndTell(run, { ...CANCELLED, error: "the job was paused before it was this run's turn" });
    return false;
  }

  // ---- orders ----

  async startBackup(job: { id: string; name: string; agentId: string }, by: string): Promise<RunRecord> {
    const [going] = this.active({ jobId: job.id });
    if (going !== undefined) throw new FarvaultError('CONFLICT', `job '${job.name}' is ${going.state} already as run ${going.id}`, { remedy: `backupctl run watch ${going.id} follows it` });
    return this.#book.order({ kind: 'backup', jobId: job.id, jobName: job.name, agentId: job.agentId, startedBy: by });
  }

  async startRestore(agentId: string, restore: RestoreOrder, by: string): Promise<RunRecord> {
    return this.#book.order({ kind: 'restore', agentId, restore, snapshotId: restore.snapshotId, startedBy: by });
  }

  async cancel(id: string, by: string): Promise<RunRecord> {
    const run = await this.get(id);
    if (hasEnded(run)) throw new FarvaultError('CONFLICT', `run ${run.id} has ended already: ${run.state}`);
    await this.#deps.journal.appendJournal({ kind: 'run.cancel-requested', id: run.id, by });
    this.#deps.log.event('info', `${by} asked to stop it`, run);
    if (run.agentId === '' && this.server.cancel(run.id, `${by} stopped it`)) return run;
    // Its agent may know it though it has not started: it has asked for it, or is about to take it.
    const told = this.#deps.agents.send(run.agentId, { cancel: { runId: run.id } });
    if (isWaiting(run) || (run.state === 'queued' && !told)) await this.#book.end(run, { ...CANCELLED, error: 'cancelled before it started' });
    else this.#book.changed(run);
    return run;
  }

  /** The agent will never tell of them again. */
  async endAllOf(agentId: string, why: string): Promise<void> {
    await Promise.all(this.active({ agentId }).map((run) => this.#book.end(run, { state: 'failed', error: why, errorCode: 'REFUSED', exitCode: EXIT.refused })));
  }

  /** At the start: the server may have died between a revocation and the ends of the agent's runs. */
  async endOrphans(isThere: (agentId: string) => boolean): Promise<void> {
    const gone = new Set(this.active().flatMap(({ agentId }) => (agentId === '' || isThere(agentId) ? [] : [agentId])));
    await Promise.all([...gone].map((agentId) => this.endAllOf(agentId, 'its agent is revoked or deleted')));
  }

  // ---- what a run lets its agent do ----

  /** A backup that this agent is to carry out now; throws REFUSED for any other run. */
  async backupOf(agentId: string, runId: string): Promise<RunRecord> {
    const run = await this.#book.directory.find(runId);
    if (run === undefined || run.agentId !== agentId || run.kind !== 'backup') throw new FarvaultError('REFUSED', `run ${runId} is not a backup of this agent`);
    if (hasEnded(run) && run.state !== 'succeeded' && run.state !== 'partial') throw new FarvaultError('REFUSED', `run ${runId} has ended: ${run.state}`);
    return run;
  }

  /** Whether an administrator's order lets this agent read that snapshot now. */
  restoreAllows(agentId: string, runId: string, snapshotId: string): boolean {
    const run = this.#book.state.get(runId);
    return run !== undefined && run.kind === 'restore' && run.agentId === agentId && run.restore?.snapshotId === snapshotId;
  }

  // ---- what agents say ----

  onAgentConnected(agentId: string, hello: Hello__Output): void {
    this.#agents.onConnected(agentId, hello);
  }

  onAgentMessage(agentId: string, message: AgentMessage__Output): Promise<void> {
    return this.#agents.onMessage(agentId, message);
  }

  #isReachable(run: RunRecord): boolean {
    return run.agentId === '' || this.#deps.agents.isOnline(run.agentId);
  }
}
