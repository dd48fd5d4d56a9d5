// The runs of this agent: started and cancelled by the server, going on while the link is down, told about when it is up.
import { EXIT, EXIT_CODE, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { AgentMessage } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { RunEnded } from '../../shared/rpc/gen/farvault/v1/RunEnded.js';
import type { RunProgress } from '../../shared/rpc/gen/farvault/v1/RunProgress.js';
import type { StartRun__Output } from '../../shared/rpc/gen/farvault/v1/StartRun.js';
import type { Clock } from '../../shared/time/clock.js';
import type { EndedRuns } from './ended-runs.js';
import { RunLogBuffer } from './run-log.js';
import type { Runners, RunReporter, RunResult } from './types.js';

const RUN_ID = /^[0-9A-Za-z-]{1,64}$/;
const MAX_RUNS = 32;
/** Progress and log lines go out this often. */
export const REPORT_MS = 500;

interface LiveRun {
  controller: AbortController;
  log: RunLogBuffer;
  progress: RunProgress | null;
  /** By its window: it holds nothing. */
  paused: boolean;
  done: Promise<void>;
}

/** Of runs that a schedule of this agent asked for. */
export interface DueRuns {
  /** What the run was due for; null: it was ordered otherwise. */
  due(runId: string): { jobId: string; dueMs: number; attempt: number; reason: string } | null;
  started(runId: string): void;
  /** Resolves when what follows from the end is kept. */
  ended(ended: RunEnded): Promise<void>;
}

export interface RunManagerDependencies {
  runners: Runners;
  ended: EndedRuns;
  schedule: DueRuns;
  clock: Clock;
  log(level: 'info' | 'warn' | 'error', message: string, details?: object): void;
}

export class RunManager {
  readonly #live = new Map<string, LiveRun>();
  /** Ended, and not yet kept as that. */
  readonly #settling = new Set<string>();
  /** Logs of ended runs whose end is not recorded. */
  readonly #endedLogs = new Map<string, RunLogBuffer>();
  /** While set, runs that the server starts wait in it, not accepted: this process is on trial, or about to make place for another version. */
  #waiting: Map<string, StartRun__Output> | null = null;
  /** Sends on the present link; null while it is down. False: not now. */
  #send: ((message: AgentMessage) => boolean) | null = null;

  constructor(private readonly deps: RunManagerDependencies) {}

  /** Worked on, or its end not yet kept. */
  isLive(runId: string): boolean {
    return this.#live.has(runId) || this.#settling.has(runId);
  }

  /** Whether a run reads, sends or writes now: one that pauses holds nothing. */
  get isBusy(): boolean {
    return this.#busy() > 0 || this.#settling.size > 0;
  }

  /** No run starts from now on. */
  hold(): void {
    this.#waiting ??= new Map();
  }

  /** Runs start again, those first that have waited. */
  release(): void {
    const waiting = this.#waiting ?? new Map<string, StartRun__Output>();
    this.#waiting = null;
    for (const message of waiting.values()) this.start(message);
  }

  /** What Hello says: these are worked on, or ended and about to be told. */
  activeRuns(): string[] {
    return [...this.#live.keys(), ...this.deps.ended.list().map((ended) => ended.runId!)];
  }

  attach(send: (message: AgentMessage) => boolean): void {
    this.#send = send;
    for (const log of [...this.#logs()].map(([, log]) => log)) log.rewind();
    for (const ended of this.deps.ended.list()) this.#tellEnd(ended);
  }

  detach(): void {
    this.#send = null;
    // The server starts them again at the next connection.
    this.#waiting?.clear();
  }

  start(message: StartRun__Output): void {
    const { runId } = message;
    if (!RUN_ID.test(runId)) return this.deps.log('warn', 'the server sent a run without a usable id');
    const ended = this.deps.ended.get(runId);
    if (ended !== undefined) return this.#tellEnd(ended);
    if (this.#live.has(runId)) return this.#say({ accepted: { runId } });
    if (this.#waiting !== null) {
      if (this.#waiting.size < MAX_RUNS) this.#waiting.set(runId, message);
      return;
    }
    const controller = new AbortController();
    const run: LiveRun = { controller, log: new RunLogBuffer(), progress: null, paused: false, done: Promise.resolve() };
    this.#live.set(runId, run);
    this.deps.schedule.started(runId);
    this.#say({ accepted: { runId } });
    run.done = this.#carryOut(message, run).catch((error: unknown) => this.deps.log('error', 'the end of a run could not be told', { runId, error }));
  }

  cancel(runId: string): void {
    this.#waiting?.delete(runId);
    this.#live.get(runId)?.controller.abort(new Error('cancelled by an administrator'));
  }

  /** A run that ended without having started. Resolves when that is kept. */
  async neverStarted(ended: RunEnded): Promise<void> {
    await this.#keep(ended, new RunLogBuffer());
    this.#tellEnd(ended);
  }

  async endRecorded(runId: string): Promise<void> {
    this.#endedLogs.delete(runId);
    await this.deps.ended.forget(runId);
  }

  /** Sends what has come together since the last time. Called every REPORT_MS. */
  report(): void {
    for (const [runId, run] of this.#live) {
      if (run.progress !== null && this.#send?.({ progress: run.progress }) === true) run.progress = null;
      this.#sendLog(runId, run.log);
    }
  }

  /** Cancels nothing that the server knows of: runs end here, and the server starts them again at the next connection. */
  async stop(): Promise<void> {
    for (const run of this.#live.values()) run.controller.abort(new Error('the agent is stopping'));
    await Promise.all([...this.#live.values()].map((run) => run.done));
  }

  async #carryOut(message: StartRun__Output, run: LiveRun): Promise<void> {
    const { runId } = message;
    const startedMs = this.deps.clock.now();
    const result = this.#busy() > MAX_RUNS ? failure(new Error(`more than ${MAX_RUNS} runs at once`)) : await this.#dispatch(message, run);
    const stopping = run.controller.signal.aborted && messageOf(run.controller.signal.reason) === 'the agent is stopping';
    this.#live.delete(runId);
    if (stopping && result.state !== 'succeeded' && result.state !== 'partial') return;
    const ended: RunEnded = { runId, ...result, error: result.error.slice(0, 4_096), startedMs, endedMs: this.deps.clock.now(), ...this.deps.schedule.due(runId) };
    this.#settling.add(runId);
    await this.#keep(ended, run.log);
    this.#settling.delete(runId);
    await this.deps.schedule.ended(ended);
    this.#tellEnd(ended);
  }

  #busy(): number {
    let busy = 0;
    for (const { paused } of this.#live.values()) if (!paused) busy++;
    return busy;
  }

  async #dispatch(message: StartRun__Output, run: LiveRun): Promise<RunResult> {
    const { runId, backup, restore } = message;
    const reporter: RunReporter = {
      progress: (counters, currentPath, phase) => {
        run.paused = phase === 'paused';
        run.progress = { runId, counters, phase, ...(currentPath === null ? {} : { currentPath }) };
      },
      log: (level, text, path) => run.log.add(this.deps.clock.now(), level, text, path),
    };
    try {
      const { signal } = run.controller;
      if (backup) return await this.deps.runners.startBackup({ runId, spec: backup }, reporter, signal);
      if (restore) return await this.deps.runners.startRestore({ runId, spec: restore }, reporter, signal);
      throw new Error('this version of the agent does not know this kind of run');
    } catch (error) {
      this.deps.log('error', 'run failed', { runId, error });
      return run.controller.signal.aborted ? { ...failure(error), state: 'cancelled', errorCode: 'CANCELLED', exitCode: EXIT.interrupted } : failure(error);
    }
  }

  /** A disk that does not take it keeps nobody from being told. */
  async #keep(ended: RunEnded, log: RunLogBuffer): Promise<void> {
    const runId = ended.runId!;
    this.#endedLogs.set(runId, log);
    try {
      await this.deps.ended.add(runId, ended, [...log.lines]);
    } catch (error) {
      this.deps.log('error', 'the end of a run could not be kept: it is told while this process lives', { runId, reason: messageOf(error) });
    }
    for (const other of this.#endedLogs.keys()) if (this.deps.ended.get(other) === undefined) this.#endedLogs.delete(other);
  }

  #tellEnd(ended: RunEnded): void {
    const runId = ended.runId!;
    const log = this.#endedLogs.get(runId) ?? new RunLogBuffer(this.deps.ended.lines(runId));
    this.#endedLogs.set(runId, log);
    this.#sendLog(runId, log);
    this.#say({ ended });
  }

  #sendLog(runId: string, log: RunLogBuffer): void {
    if (this.#send === null) return;
    for (let lines = log.nextBatch(); lines.length > 0; lines = log.nextBatch()) {
      if (!this.#send({ log: { runId, lines } })) return;
    }
  }

  #say(message: AgentMessage): void {
    this.#send?.(message);
  }

  *#logs(): Iterable<[string, RunLogBuffer]> {
    for (const [runId, run] of this.#live) yield [runId, run.log];
    yield* this.#endedLogs;
  }
}

function failure(error: unknown): RunResult {
  const errorCode = isFarvaultError(error) ? error.code : 'INTERNAL';
  return { state: 'failed', error: messageOf(error), errorCode, snapshotId: '', counters: {}, exitCode: isFarvaultError(error) ? EXIT_CODE[error.code] : EXIT.failed };
}
