// What agents say of runs, and what is answered. Agents may say anything, and anything twice.
import { isFarvaultError } from '../../shared/errors/errors.js';
import type { AgentMessage__Output } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { Hello__Output } from '../../shared/rpc/gen/farvault/v1/Hello.js';
import type { RunDue__Output } from '../../shared/rpc/gen/farvault/v1/RunDue.js';
import type { RunEnded__Output } from '../../shared/rpc/gen/farvault/v1/RunEnded.js';
import type { RunProgress__Output } from '../../shared/rpc/gen/farvault/v1/RunProgress.js';
import { Allowance } from './allowance.js';
import { checkDue, decideDue, saneTimes, type Due, type ScheduledRun } from './due.js';
import type { Order, RunBook } from './run-book.js';
import { asCommitted, asTold, CANCELLED } from './run-end.js';
import { hasEnded, isWaiting, type RunRecord } from './run-record.js';

const ID_CHARS = 64;
const PHASE_CHARS = 64;
const PATH_BYTES = 4_096;
/** New runs of a job's schedule: as many as an agent keeps of one that had no line, then more than any schedule and its retries make. */
const RUNS_AT_ONCE = 1_500;
const RUN_EVERY_MS = 10_000;
/** Refusals of an agent that the log tells of. */
const EVENTS_AT_ONCE = 100;
const EVENT_EVERY_MS = 10_000;
/** Lines that come with an end are counted by themselves. */
const WITH_END = 'end';

export class AgentRuns {
  /** Each process of an agent numbers its log lines by itself. */
  readonly #instances = new Map<string, string>();
  readonly #newRuns = new Allowance(RUNS_AT_ONCE, RUN_EVERY_MS);
  readonly #events = new Allowance(EVENTS_AT_ONCE, EVENT_EVERY_MS);

  constructor(private readonly book: RunBook) {}

  /** After the journal was replayed: a run that was going on is going on still, as its agent will tell. */
  onConnected(agentId: string, hello: Hello__Output): void {
    const { deps, state } = this.book;
    this.#instances.set(agentId, hello.instanceId.replaceAll(/[^\w-]/g, '').slice(0, ID_CHARS));
    const working = new Set(hello.activeRuns);
    for (const run of this.book.active({ agentId })) {
      if (isWaiting(run)) continue;
      if (working.has(run.id)) this.#goesOn(run);
      else if (run.cancelRequested) this.#inBackground(run, this.book.endAndTell(run, { ...CANCELLED, error: 'cancelled' }));
      else this.#inBackground(run, this.book.sendAgain(run));
    }
    for (const id of working) if (state.get(id)?.agentId !== agentId) deps.agents.send(agentId, { cancel: { runId: id } });
    deps.admission.changed();
  }

  async onMessage(agentId: string, message: AgentMessage__Output): Promise<void> {
    if (message.accepted) this.#accepted(agentId, message.accepted.runId);
    else if (message.progress) this.#progressed(agentId, message.progress);
    else if (message.log) {
      const run = this.book.state.get(message.log.runId);
      if (run?.agentId === agentId) this.book.deps.log.lines(run, this.#instances.get(agentId) ?? '', message.log.lines);
    } else if (message.due) await this.#due(agentId, message.due);
    else if (message.ended) await this.#ended(agentId, message.ended);
  }

  async #due(agentId: string, due: RunDue__Output): Promise<void> {
    const known = await this.book.directory.find(due.runId);
    if (known !== undefined) return this.#dueAgain(agentId, known);
    const checked = this.#check(agentId, due);
    if (typeof checked === 'string') return this.#refuse(agentId, due.runId, checked);
    const decision = decideDue(checked, this.book.active({ jobId: checked.job.id }));
    if (decision.what === 'refuse') return this.#refuse(agentId, due.runId, decision.why);
    const { replaces } = decision;
    if (replaces !== null) {
      await this.book.endAndTell(replaces, { ...CANCELLED, error: `the job came due again before it was this run's turn: run ${checked.runId} takes its place` });
    }
    try {
      await this.book.order(orderOf(checked));
    } catch (error) {
      // The agent asks again at its next connection.
      if (!isFarvaultError(error, 'NO_SPACE')) throw error;
      this.#event(agentId, due.runId, `a run that is due cannot be taken: ${error.message}`);
    }
  }

  async #dueAgain(agentId: string, known: RunRecord): Promise<void> {
    if (known.agentId !== agentId) return;
    if (hasEnded(known)) this.book.deps.agents.send(agentId, { endRecorded: { runId: known.id } });
    // It asks as it has not started.
    else if (!isWaiting(known) && !known.cancelRequested) await this.book.sendAgain(known);
  }

  #refuse(agentId: string, runId: string, why: string): void {
    this.#event(agentId, runId, `a run that the agent asked for is refused: ${why}`);
    this.book.deps.agents.send(agentId, { cancel: { runId } });
  }

  async #ended(agentId: string, ended: RunEnded__Output): Promise<void> {
    const known = await this.book.directory.find(ended.runId);
    if (known !== undefined && known.agentId !== agentId) return;
    if (known === undefined) await this.#reported(agentId, ended);
    else if (!hasEnded(known)) {
      this.#keepLog(known, ended);
      await this.book.end(known, await this.#endOf(known, ended));
    }
    this.book.deps.agents.send(agentId, { endRecorded: { runId: ended.runId } });
  }

  /** A run that the server never heard of: its line was down all the time. */
  async #reported(agentId: string, ended: RunEnded__Output): Promise<void> {
    const checked = this.#check(agentId, ended);
    if (typeof checked === 'string') return this.#event(agentId, ended.runId, `the end of an unknown run is not recorded: ${checked}`);
    const { queuedMs, startedMs, endedMs } = saneTimes({ dueMs: checked.dueMs, startedMs: ended.startedMs, endedMs: ended.endedMs }, this.book.deps.now());
    const run = await this.book.order({ ...orderOf(checked), queuedMs }, false);
    this.book.deps.log.lines(run, this.#instances.get(agentId) ?? '', ended.log);
    if (hasEnded(run)) return;
    this.#keepLog(run, ended);
    await this.book.end(run, { ...(await this.#endOf(run, ended)), startedMs, endedMs });
  }

  #keepLog(run: RunRecord, { log }: RunEnded__Output): void {
    if (log.length > 0) this.book.deps.log.lines(run, WITH_END, log);
  }

  #endOf(run: RunRecord, ended: RunEnded__Output): Promise<Partial<RunRecord>> {
    return asCommitted(run, ended.snapshotId, asTold(ended), (id) => this.book.deps.committed(id));
  }

  /** Of a run that nobody knows yet. */
  #check(agentId: string, due: Due): ScheduledRun | string {
    const { deps } = this.book;
    const nowMs = deps.now();
    const checked = checkDue(due, { agentId, nowMs, job: deps.job(due.jobId) });
    return typeof checked === 'string' || this.#newRuns.take(checked.job.id, nowMs) ? checked : 'its job has had more runs than any schedule makes';
  }

  /** It was started before this server was, or before the line was cut. */
  #goesOn(run: RunRecord): void {
    if (run.state === 'queued') {
      run.state = 'running';
      run.startedMs = run.dispatchedMs;
    }
    if (run.cancelRequested) this.book.deps.agents.send(run.agentId, { cancel: { runId: run.id } });
    this.book.changed(run);
  }

  #accepted(agentId: string, runId: string): void {
    const run = this.book.state.get(runId);
    if (run?.agentId !== agentId) return;
    if (run.state === 'queued') {
      run.state = 'running';
      run.startedMs = this.book.deps.now();
      this.book.deps.log.event('info', `${run.kind} started`, run);
    }
    if (run.cancelRequested) this.book.deps.agents.send(agentId, { cancel: { runId } });
    this.book.changed(run);
  }

  #progressed(agentId: string, progress: RunProgress__Output): void {
    const run = this.book.state.get(progress.runId);
    if (run?.agentId !== agentId) return;
    if (run.state === 'queued') this.#accepted(agentId, run.id);
    this.book.progress.set(run.id, { counters: { ...progress.counters }, phase: progress.phase.slice(0, PHASE_CHARS), currentPath: progress.currentPath.subarray(0, PATH_BYTES) });
    this.book.changed(run);
  }

  #event(agentId: string, runId: string, message: string): void {
    const { deps } = this.book;
    if (!this.#events.take(agentId, deps.now())) return;
    deps.log.event('warn', message, { id: runId.slice(0, ID_CHARS), jobName: '', agentId, officeId: deps.agents.find(agentId)?.officeId ?? '' });
  }

  #inBackground(run: RunRecord, work: Promise<void>): void {
    work.catch((error: unknown) => this.book.deps.logError(`run ${run.id}`, error));
  }
}

function orderOf({ runId, job, dueMs, attempt, reason }: ScheduledRun): Order {
  return { id: runId, kind: 'backup', jobId: job.id, jobName: job.name, agentId: job.agentId, startedBy: 'schedule', dueMs, attempt, reason };
}
