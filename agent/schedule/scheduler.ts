// The agent's own scheduler: works by the last desired state that it was given, with or without a line. A due run is written down, then asked for; what became of
// one that could not be asked for in time is told later. The server says when a run starts.
import { messageOf } from '../../shared/errors/errors.js';
import type { AgentMessage } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { DesiredState__Output } from '../../shared/rpc/gen/farvault/v1/DesiredState.js';
import type { RunEnded } from '../../shared/rpc/gen/farvault/v1/RunEnded.js';
import type { Schedule } from '../../shared/schedule/index.js';
import type { Settings } from '../../shared/settings/settings.js';
import type { Clock } from '../../shared/time/clock.js';
import type { UpdateOrder } from '../update/order.js';
import { ClockWatch } from './clock-watch.js';
import { DesiredFile, readJobs, takeState, type Fault, type StoredState } from './desired-state.js';
import { endOf } from './given-up.js';
import { Marks } from './marks.js';
import { hasOtherTimes, planJob, retryAfter, type Decision } from './plan.js';
import type { DueRun, JobMark, ScheduledJob } from './types.js';

/** The wall clock may be set while we sleep: it is looked at this often. */
const LONGEST_SLEEP_MS = 2_000;
const AFTER_FAULT_MS = 60_000;
/** A run that waits is asked for again so often: the server may not have been able to take it, and says nothing then. */
const ASK_AGAIN_MS = 60 * 60_000;

export interface SchedulerDependencies {
  folder: string;
  agentId: string;
  clock: Clock;
  log(level: 'info' | 'warn' | 'error', message: string, details?: object): void;
  compile(settings: Settings, jobId: string): Schedule | null;
  runIdOf(jobId: string, dueMs: number, attempt: number): string;
  /** The hooks that this machine's configuration names now. */
  hooks(): Promise<ReadonlySet<string>>;
  isLive(runId: string): boolean;
  /** Keeps the end of a run that never started, and tells it. */
  giveUp(end: RunEnded): Promise<void>;
  /** The server wants another version, or no longer one. */
  onUpdate(order: UpdateOrder | null): void;
}

type Send = (message: AgentMessage) => boolean;

export class Scheduler {
  readonly #desired: DesiredFile;
  readonly #watch: ClockWatch;
  #state: StoredState | null = null;
  #jobs = new Map<string, ScheduledJob>();
  #faults: Fault[] = [];
  /** When each job is to be looked at again, by the wall clock; null: when something happens. */
  readonly #wakes = new Map<string, number | null>();
  #send: Send | null = null;
  /** Due runs asked for on this link, and when (monotonic). */
  #asked = new Map<string, number>();
  #alarm = new AbortController();
  #rung = false;
  #taking: Promise<unknown> = Promise.resolve();
  #lineLostMs: number;
  #clockWarning: string | null = null;

  private constructor(
    private readonly deps: SchedulerDependencies,
    private readonly marks: Marks,
  ) {
    this.#desired = new DesiredFile(deps.folder, deps.agentId);
    this.#watch = new ClockWatch(deps.clock);
    this.#lineLostMs = deps.clock.now();
  }

  /** `ended`: ends that are kept already; a crash may have come before their marks. */
  static async open(deps: SchedulerDependencies, ended: RunEnded[]): Promise<Scheduler> {
    const marks = await Marks.open(deps.folder, (why) => deps.log('warn', 'the marks of due times are lost: the newest due time of each job is looked at again, and the server knows which have run', { why }));
    const scheduler = new Scheduler(deps, marks);
    scheduler.#state = await scheduler.#desired.read((why) => deps.log('warn', 'the desired state on disk is not used: the server sends it again', { why }));
    await scheduler.#use();
    for (const end of ended) scheduler.#settle(end);
    return scheduler;
  }

  get generation(): number {
    return this.#state?.generation ?? 0;
  }

  get stateHash(): string {
    return this.#state?.hash ?? '';
  }

  /** The version that the server wants this machine to have; null: as it is. */
  get update(): UpdateOrder | null {
    return this.#state?.update ?? null;
  }

  /** Jobs that cannot be carried out as asked, by id. */
  get faultyJobs(): string[] {
    return this.#faults.map(({ jobId }) => jobId);
  }

  /** Whether a run fell due in the last `ms`, or will in the next. */
  isDueWithin(ms: number): boolean {
    const nowMs = this.deps.clock.now();
    return [...this.#jobs.values()].some(({ id, paused, schedule }) => {
      const waits = this.marks.byJob.get(id)?.run;
      if (waits && !waits.started && waits.waitsMs > nowMs - ms) return true;
      const next = paused || schedule === null ? null : schedule.next(nowMs);
      return next !== null && next <= nowMs + ms;
    });
  }

  /** For the facts of this machine. */
  warnings(): string[] {
    return this.#clockWarning === null ? [] : [this.#clockWarning];
  }

  /** Until the signal aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const stop = (): void => this.#ring();
    signal.addEventListener('abort', stop, { once: true });
    while (!signal.aborted) {
      this.#rung = false;
      await this.#tick();
      if (this.#rung || signal.aborted) continue;
      this.#alarm = new AbortController();
      await this.deps.clock.sleep(this.#sleepMs(), this.#alarm.signal).catch(() => undefined); // Rung: something has happened.
    }
  }

  /** What the server wants from now on. Resolves when it is on disk and worked by. */
  take(message: DesiredState__Output): Promise<void> {
    const taken = this.#taking.then(() => this.#take(message));
    this.#taking = taken.catch(() => undefined);
    return taken;
  }

  attach(send: Send): void {
    this.#send = send;
    this.#asked.clear();
    this.#lookAtAll();
    // What agent.json names may have changed.
    if (this.#state !== null) this.#use().then(() => this.#tellApplied(), (error: unknown) => this.deps.log('error', 'the desired state could not be read anew', { reason: messageOf(error) }));
  }

  detach(): void {
    if (this.#send !== null) this.#lineLostMs = this.deps.clock.now();
    this.#send = null;
    this.#lookAtAll();
  }

  /** What a run was due for; null: no schedule of ours asked for it. */
  due(runId: string): { jobId: string; dueMs: number; attempt: number; reason: string } | null {
    const found = this.#find(runId);
    if (found === null) return null;
    const { dueMs, attempt, reason } = found.run;
    return { jobId: found.jobId, dueMs, attempt, reason };
  }

  started(runId: string): void {
    const found = this.#find(runId);
    if (found === null || found.run.started) return;
    found.run.started = true;
    // It stands for every due time up to its start.
    found.mark.handledMs = Math.max(found.mark.handledMs, this.#jobs.get(found.jobId)?.schedule?.latest(found.mark.handledMs, this.deps.clock.now()) ?? 0);
    void this.#save();
  }

  /** A run has ended here; resolves when what follows from that is on disk. */
  async ended(end: RunEnded): Promise<void> {
    if (this.#settle(end)) await this.#save();
  }

  /** The server does not want the run, or has recorded its end, whoever told that: nothing is left to ask. */
  async settled(runId: string, what: string): Promise<void> {
    const found = this.#find(runId);
    if (found === null || this.deps.isLive(runId)) return;
    this.deps.log('info', `a due run is not asked for any more: ${what}`, { runId, job: this.#jobs.get(found.jobId)?.name });
    found.mark.run = null;
    this.#lookAt(found.jobId);
    await this.#save();
  }

  #find(runId: string): { jobId: string; mark: JobMark; run: DueRun } | null {
    for (const [jobId, mark] of this.marks.byJob) if (mark.run?.runId === runId) return { jobId, mark, run: mark.run };
    return null;
  }

  async #take(message: DesiredState__Output): Promise<void> {
    const { deps } = this;
    const state = takeState(deps.agentId, message);
    if (state.generation < this.generation) deps.log('warn', 'an older desired state was not taken', { generation: state.generation, ours: this.generation });
    else {
      await this.#desired.write(state);
      this.#state = state;
      if (message.update && this.update === null) deps.log('warn', 'an order to update names no version or rollout, and is not taken');
      deps.onUpdate(this.update);
      await this.#use();
      deps.log('info', 'works by a new desired state', { generation: state.generation, jobs: state.jobs.length, faults: this.#faults.length });
    }
    this.#tellApplied();
  }

  /** Makes the jobs of the state as it is now. */
  async #use(): Promise<void> {
    if (this.#state === null) return;
    const hooks = await this.deps.hooks();
    const { jobs, faults } = readJobs(this.#state, { compile: (settings, jobId) => this.deps.compile(settings, jobId), hasHook: (name) => hooks.has(name) });
    for (const job of jobs) {
      const mark = this.marks.byJob.get(job.id);
      if (mark !== undefined && hasOtherTimes(this.#jobs.get(job.id), job)) mark.handledMs = Math.max(mark.handledMs, this.deps.clock.now());
    }
    this.#jobs = new Map(jobs.map((job) => [job.id, job]));
    this.#faults = faults;
    for (const [jobId, mark] of this.marks.byJob) {
      if (this.#jobs.has(jobId) || (mark.run !== null && this.deps.isLive(mark.run.runId))) continue;
      this.marks.byJob.delete(jobId);
      this.#wakes.delete(jobId);
    }
    this.#lookAtAll();
  }

  #tellApplied(): void {
    this.#send?.({ applied: { generation: this.generation, faults: this.#faults } });
  }

  async #tick(): Promise<void> {
    const { deps } = this;
    this.#watchClock();
    const nowMs = deps.clock.now();
    const ends: RunEnded[] = [];
    let changed = false;
    for (const job of this.#jobs.values()) {
      const wake = this.#wakes.get(job.id);
      if (wake === null || (wake !== undefined && wake > nowMs)) continue;
      try {
        const before = this.marks.byJob.get(job.id);
        const { mark, givenUp, notes, wakeMs } = this.#plan(job, before, nowMs);
        this.#wakes.set(job.id, wakeMs);
        if (JSON.stringify(mark) !== JSON.stringify(before)) {
          this.marks.byJob.set(job.id, mark);
          changed = true;
        }
        for (const note of notes) deps.log('warn', note, { job: job.name });
        for (const one of givenUp) ends.push(endOf(job.id, one, this.#lineLostMs, nowMs));
      } catch (error) {
        // One job whose times cannot be worked out does not stop the others.
        this.#wakes.set(job.id, nowMs + AFTER_FAULT_MS);
        deps.log('error', 'the due times of a job could not be worked out', { job: job.name, reason: messageOf(error) });
      }
    }
    // All at once: each is known to have ended before any wait, so that none is started meanwhile.
    await Promise.all(ends.map((end) => deps.giveUp(end).catch((error: unknown) => deps.log('error', 'the end of a run could not be kept', { runId: end.runId, reason: messageOf(error) }))));
    if (changed) await this.#save();
    this.#ask();
  }

  #plan(job: ScheduledJob, before: JobMark | undefined, nowMs: number): Decision {
    const live = before !== undefined && before.run !== null && this.deps.isLive(before.run.runId);
    return planJob(job, before, { nowMs, connected: this.#send !== null, live, runIdOf: (dueMs, attempt) => this.deps.runIdOf(job.id, dueMs, attempt) });
  }

  #ask(): void {
    const nowMs = this.deps.clock.monotonic();
    const asked = new Map<string, number>();
    for (const [jobId, { run }] of this.marks.byJob) {
      if (run === null || this.deps.isLive(run.runId) || this.#send === null) continue;
      const { runId, dueMs, attempt, reason } = run;
      const lastMs = this.#asked.get(runId);
      if (lastMs !== undefined && nowMs - lastMs < ASK_AGAIN_MS) asked.set(runId, lastMs);
      else if (this.#send({ due: { runId, jobId, dueMs, attempt, reason } })) asked.set(runId, nowMs);
    }
    this.#asked = asked;
  }

  /** False: no schedule of ours asked for that run. */
  #settle(end: RunEnded): boolean {
    const found = this.#find(end.runId ?? '');
    if (found === null) return false;
    const { jobId, mark, run } = found;
    const job = this.#jobs.get(jobId);
    mark.run = null;
    // One that was given up has never started: the next due time is its second try.
    mark.retry = job === undefined || end.startedMs === 0 ? null : retryAfter(run, { state: end.state ?? '', errorCode: end.errorCode ?? '' }, job.settings, this.deps.clock.now());
    if (job === undefined) this.marks.byJob.delete(jobId);
    else this.#lookAt(jobId);
    return true;
  }

  /** Without a disk that takes it the work goes on: ids follow from due times, so asking twice is harmless. */
  async #save(): Promise<void> {
    try {
      await this.marks.save();
    } catch (error) {
      this.deps.log('error', 'the marks of due times could not be written', { reason: messageOf(error) });
    }
  }

  #watchClock(): void {
    const step = this.#watch.look();
    if (step === null) return;
    if (step.text !== null) this.deps.log('warn', step.text);
    if (step.suspicious) this.#clockWarning = step.text;
    for (const jobId of this.#jobs.keys()) this.#wakes.delete(jobId);
  }

  #sleepMs(): number {
    const nowMs = this.deps.clock.now();
    let ms = LONGEST_SLEEP_MS;
    for (const wake of this.#wakes.values()) if (wake !== null) ms = Math.min(ms, wake - nowMs);
    return Math.max(ms, 0);
  }

  #lookAt(jobId: string): void {
    this.#wakes.delete(jobId);
    this.#ring();
  }

  #lookAtAll(): void {
    this.#wakes.clear();
    this.#ring();
  }

  #ring(): void {
    this.#rung = true;
    this.#alarm.abort(new Error('something has happened'));
  }
}
