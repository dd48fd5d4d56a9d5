// Runs: ordered here, carried out by agents, watched and recorded here. A run keeps its id over lost links and restarts of either side:
// whatever is not ended is sent to its agent again when that connects and does not work on it already.
import { randomBytes } from 'node:crypto';
import { EXIT, FarvaultError } from '../../shared/errors/errors.js';
import type { AgentMessage__Output } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { Hello__Output } from '../../shared/rpc/gen/farvault/v1/Hello.js';
import type { RunEnded__Output } from '../../shared/rpc/gen/farvault/v1/RunEnded.js';
import type { RunProgress__Output } from '../../shared/rpc/gen/farvault/v1/RunProgress.js';
import type { ServerMessage } from '../../shared/rpc/gen/farvault/v1/ServerMessage.js';
import type { StartRun } from '../../shared/rpc/gen/farvault/v1/StartRun.js';
import type { JobRecord } from '../jobs/index.js';
import type { JournalBody, JournalRecord } from '../repository/types.js';
import type { RunLogs } from './run-log.js';
import { hasEnded, type RestoreOrder, type RunRecord, type RunOutcome, type RunState } from './run-state.js';

export interface AgentLink {
  /** False when the agent is not connected. */
  send(agentId: string, message: ServerMessage): boolean;
}

/** What a run's end takes from the snapshot that it committed. */
export interface CommittedSnapshot {
  runId: string;
  partial: boolean;
  counters: Record<string, number>;
}

export interface RunDependencies {
  journal: { appendJournal(body: JournalBody): Promise<JournalRecord> };
  agents: AgentLink;
  /** The message that starts a backup: spec, parent and parameters as of now. */
  describeBackup(run: RunRecord): Promise<StartRun>;
  /** A committed snapshot. */
  committed(id: string): Promise<CommittedSnapshot | null>;
  now: () => number;
  logError: (message: string, error: unknown) => void;
}

/** What is known of a run while it is going on. */
export interface LiveProgress {
  counters: Record<string, number>;
  phase: string;
  currentPath: Buffer;
}

const MAX_ACTIVE_RUNS = 10_000;
const OUTCOMES: readonly string[] = ['succeeded', 'partial', 'failed', 'cancelled'] satisfies RunOutcome[];

export class Runs {
  readonly #state: RunState;
  readonly #logs: RunLogs;
  readonly #deps: RunDependencies;
  readonly #progress = new Map<string, LiveProgress>();
  readonly #watchers = new Map<string, Set<() => void>>();
  /** Ends being journalled, so that one told twice is journalled once. */
  readonly #ending = new Map<string, Promise<void>>();

  constructor(state: RunState, logs: RunLogs, deps: RunDependencies) {
    this.#state = state;
    this.#logs = logs;
    this.#deps = deps;
    state.onForgotten = (id) => {
      this.#logs.forget(id).catch((error: unknown) => deps.logError(`log of run ${id} could not be removed`, error));
    };
  }

  get(id: string): RunRecord {
    const run = this.#state.get(id) ?? this.#byPrefix(id);
    if (run === undefined) throw new FarvaultError('NOT_FOUND', `no run has the id '${id}'`, { remedy: 'backupctl run list shows them' });
    return run;
  }

  list(): RunRecord[] {
    return this.#state.all();
  }

  progress(id: string): LiveProgress | undefined {
    return this.#progress.get(id);
  }

  async startBackup(job: JobRecord, by: string): Promise<RunRecord> {
    const going = this.#state.active(job.agentId).find((run) => run.jobId === job.id);
    if (going !== undefined) throw new FarvaultError('CONFLICT', `job '${job.name}' is ${going.state} already as run ${going.id}`, { remedy: `backupctl run watch ${going.id} follows it` });
    return this.#order({ kind: 'backup', jobId: job.id, jobName: job.name, agentId: job.agentId, restore: null, snapshotId: '' }, by);
  }

  async startRestore(agentId: string, order: RestoreOrder, by: string): Promise<RunRecord> {
    return this.#order({ kind: 'restore', jobId: '', jobName: '', agentId, restore: order, snapshotId: order.snapshotId }, by);
  }

  async cancel(id: string, by: string): Promise<RunRecord> {
    const run = this.get(id);
    if (hasEnded(run)) throw new FarvaultError('CONFLICT', `run ${run.id} has ended already: ${run.state}`);
    await this.#deps.journal.appendJournal({ kind: 'run.cancel-requested', id: run.id, by });
    if (run.state === 'queued') await this.#end(run, { state: 'cancelled', error: 'cancelled before it started', errorCode: 'CANCELLED', exitCode: 130 });
    else this.#deps.agents.send(run.agentId, { cancel: { runId: run.id } });
    return run;
  }

  /** The agent will never tell of them again. */
  async endAllOf(agentId: string, why: string): Promise<void> {
    await Promise.all(this.#state.active(agentId).map((run) => this.#end(run, { state: 'failed', error: why, errorCode: 'REFUSED', exitCode: EXIT.refused })));
  }

  /** Calls `changed` at each change of the run until the returned function is called. */
  watch(id: string, changed: () => void): () => void {
    const set = this.#watchers.get(id) ?? new Set();
    this.#watchers.set(id, set);
    set.add(changed);
    return () => {
      set.delete(changed);
      if (set.size === 0) this.#watchers.delete(id);
    };
  }

  readLog(id: string, from: number, level: string): ReturnType<RunLogs['read']> {
    return this.#logs.read(id, from, level);
  }

  /** A backup that this agent is to carry out now; throws REFUSED for any other run. */
  backupOf(agentId: string, runId: string): RunRecord {
    const run = this.#state.get(runId);
    if (run === undefined || run.agentId !== agentId || run.kind !== 'backup') throw new FarvaultError('REFUSED', `run ${runId} is not a backup of this agent`);
    if (hasEnded(run) && run.state !== 'succeeded' && run.state !== 'partial') throw new FarvaultError('REFUSED', `run ${runId} has ended: ${run.state}`);
    return run;
  }

  /** Whether an administrator's order lets this agent read that snapshot now. */
  restoreAllows(agentId: string, runId: string, snapshotId: string): boolean {
    const run = this.#state.get(runId);
    return run !== undefined && run.kind === 'restore' && run.agentId === agentId && !hasEnded(run) && run.restore?.snapshotId === snapshotId;
  }

  activeOf(agentId: string): RunRecord[] {
    return this.#state.active(agentId);
  }

  /** After the journal was replayed: a run that was going on is going on still, as its agent will tell. */
  onAgentConnected(agentId: string, hello: Hello__Output): void {
    const working = new Set(hello.activeRuns);
    for (const run of this.#state.active(agentId)) {
      if (!working.has(run.id)) {
        if (run.cancelRequested) {
          this.#end(run, { state: 'cancelled', error: 'cancelled', errorCode: 'CANCELLED', exitCode: 130 }).catch((error: unknown) => this.#deps.logError('end of a run', error));
          continue;
        }
        this.#dispatch(run).catch((error: unknown) => this.#deps.logError(`run ${run.id} could not be sent to its agent`, error));
      } else if (run.cancelRequested) this.#deps.agents.send(agentId, { cancel: { runId: run.id } });
    }
    for (const id of working) {
      const run = this.#state.get(id);
      if (run === undefined || run.agentId !== agentId || hasEnded(run)) this.#deps.agents.send(agentId, { cancel: { runId: id } });
    }
  }

  async onAgentMessage(agentId: string, message: AgentMessage__Output): Promise<void> {
    if (message.accepted) this.#accepted(agentId, message.accepted.runId);
    else if (message.progress) this.#progressed(agentId, message.progress);
    else if (message.log) {
      const run = this.#state.get(message.log.runId);
      if (run?.agentId !== agentId || hasEnded(run)) return;
      await this.#logs.append(run.id, message.log.lines);
      this.#changed(run.id);
    } else if (message.ended) await this.#ended(agentId, message.ended);
  }

  async #order(what: Pick<RunRecord, 'kind' | 'jobId' | 'jobName' | 'agentId' | 'restore' | 'snapshotId'>, by: string): Promise<RunRecord> {
    if (this.#state.active().length >= MAX_ACTIVE_RUNS) throw new FarvaultError('NO_SPACE', `${MAX_ACTIVE_RUNS} runs wait or go on already`);
    const run: RunRecord = {
      ...what,
      id: randomBytes(8).toString('hex'),
      startedBy: by,
      queuedMs: this.#deps.now(),
      startedMs: 0,
      endedMs: 0,
      state: 'queued',
      cancelRequested: false,
      counters: {},
      error: '',
      errorCode: '',
      exitCode: 0,
    };
    await this.#deps.journal.appendJournal({ kind: 'run.ordered', run });
    const stored = this.get(run.id);
    await this.#dispatch(stored);
    return stored;
  }

  async #dispatch(run: RunRecord): Promise<void> {
    const start: StartRun = run.kind === 'backup' ? await this.#deps.describeBackup(run) : { runId: run.id, restore: restoreSpec(run.restore!) };
    this.#deps.agents.send(run.agentId, { start });
  }

  #accepted(agentId: string, runId: string): void {
    const run = this.#state.get(runId);
    if (run?.agentId !== agentId || hasEnded(run)) return;
    if (run.state === 'queued') {
      run.state = 'running';
      run.startedMs = this.#deps.now();
    }
    if (run.cancelRequested) this.#deps.agents.send(agentId, { cancel: { runId } });
    this.#changed(runId);
  }

  #progressed(agentId: string, progress: RunProgress__Output): void {
    const run = this.#state.get(progress.runId);
    if (run?.agentId !== agentId || hasEnded(run)) return;
    if (run.state === 'queued') this.#accepted(agentId, run.id);
    this.#progress.set(run.id, { counters: { ...progress.counters }, phase: progress.phase.slice(0, 64), currentPath: progress.currentPath.subarray(0, 4096) });
    this.#changed(run.id);
  }

  async #ended(agentId: string, ended: RunEnded__Output): Promise<void> {
    const run = this.#state.get(ended.runId);
    if (run !== undefined && run.agentId !== agentId) return;
    if (run !== undefined && !hasEnded(run)) {
      const told: Partial<RunRecord> = {
        state: OUTCOMES.includes(ended.state) ? (ended.state as RunOutcome) : 'failed',
        error: ended.error.slice(0, 4096),
        errorCode: ended.errorCode.slice(0, 64),
        counters: { ...ended.counters },
        exitCode: ended.exitCode,
      };
      await this.#end(run, run.kind === 'backup' ? await this.#asCommitted(run, ended.snapshotId, told) : told);
    }
    this.#deps.agents.send(agentId, { endRecorded: { runId: ended.runId } });
  }

  /** The snapshot is the truth: an agent that lost the answer to its commit knows neither counters nor what was skipped. */
  async #asCommitted(run: RunRecord, snapshotId: string, told: Partial<RunRecord>): Promise<Partial<RunRecord>> {
    if (told.state !== 'succeeded' && told.state !== 'partial') return told;
    const snapshot = await this.#deps.committed(snapshotId);
    if (snapshot?.runId === run.id) {
      const { partial, counters } = snapshot;
      return { ...told, snapshotId, state: partial ? 'partial' : 'succeeded', exitCode: partial ? EXIT.partial : EXIT.done, counters: { ...told.counters, ...counters } };
    }
    // Partial without a snapshot: the agent gave up, and says why.
    if (told.state === 'partial' && snapshotId === '') return told;
    return { ...told, state: 'failed', errorCode: 'INVALID', error: `the agent names a snapshot that this run did not commit: '${snapshotId.slice(0, 64)}'`, exitCode: EXIT.failed };
  }

  #end(run: RunRecord, end: Partial<RunRecord>): Promise<void> {
    let ending = this.#ending.get(run.id);
    if (ending === undefined) {
      const full: Partial<RunRecord> = { startedMs: run.startedMs, endedMs: this.#deps.now(), ...end };
      ending = this.#deps.journal
        .appendJournal({ kind: 'run.ended', id: run.id, end: full })
        .then(() => {
          this.#progress.delete(run.id);
          this.#changed(run.id);
          return this.#logs.close(run.id);
        })
        .finally(() => this.#ending.delete(run.id));
      this.#ending.set(run.id, ending);
    }
    return ending;
  }

  #changed(id: string): void {
    for (const changed of this.#watchers.get(id) ?? []) changed();
  }

  #byPrefix(prefix: string): RunRecord | undefined {
    if (prefix.length < 4) return undefined;
    const found = this.#state.all().filter((run) => run.id.startsWith(prefix));
    if (found.length > 1) throw new FarvaultError('USAGE', `'${prefix}' begins the ids of ${found.length} runs`, { remedy: 'give more characters' });
    return found[0];
  }
}

function restoreSpec(order: RestoreOrder): NonNullable<StartRun['restore']> {
  const { pathHex, ...rest } = order;
  return { ...rest, path: Buffer.from(pathHex, 'hex') };
}
