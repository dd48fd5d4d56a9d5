// Lets runs go when it is their turn: gathers what the plan needs, and carries it out. Told of changes as often as they come; plans once for many.
import { compileSchedule, scheduleFaults, type Schedule, type ScheduleSettings } from '../../shared/schedule/index.js';
import type { Clock } from '../../shared/time/clock.js';
import { planAdmission, type Limit, type QueuedRun } from './plan-admission.js';

/** A run, as far as admission needs it. */
type Run = Pick<QueuedRun, 'id' | 'kind' | 'reason' | 'queuedMs' | 'dueMs'> & { jobId: string; agentId: string };

/** What settings mean for a run that waits. */
interface Terms {
  scopes: string[];
  rpoMs: number;
  /** A run that has waited for its turn until its window closed waits on, for the next one; null: nothing keeps it. */
  schedule: Schedule | null;
}

export interface AdmissionDependencies {
  runs: {
    /** Those that may go when it is their turn. */
    waiting(): Run[];
    /** Those whose turn has come. */
    dispatched(): Run[];
    dispatch(id: string): Promise<unknown>;
    setWaitingFor(id: string, reason: string): void;
    lastGood(jobId: string): { startedMs: number } | undefined;
    lastTriedMs(jobId: string): number;
    progress(id: string): { phase: string } | undefined;
  };
  policies: {
    limits(): Limit[];
    scopesOf(about: { agentId: string }): string[];
  };
  /** What the settings in force ask of the job; undefined: it is gone. */
  settingsOf(jobId: string): (ScheduleSettings & { rpo: number }) | undefined;
  /** When the agent was last heard of; undefined: it is connected. */
  awaySince(agentId: string): number | undefined;
  clock: Clock;
  logError: (message: string, error: unknown) => void;
}

/** Changes of this time make one plan. */
const GATHER_MS = 10;
/** The plan is made anew so often while runs wait: windows open, and agents that are away give up their room without a word. */
const AGAIN_MS = 60_000;
/** A run whose agent has been away for longer holds no room. It goes on when the agent is back. */
export const ROOM_WITHOUT_LINE_MS = 15 * 60_000;

export class Admission {
  readonly #startedMs: number;
  readonly #ended = new AbortController();
  #working = false;
  #again = false;
  /** By run: thousands may wait, and each start or end makes a plan. */
  #terms = new Map<string, Terms>();
  /** Replaced at each plan, so that a wait that is out of date wakes nobody. */
  #later = new AbortController();

  constructor(private readonly deps: AdmissionDependencies) {
    this.#startedMs = deps.clock.now();
  }

  /** Policies, jobs, labels: what was worked out for the runs that wait holds no more. */
  settingsChanged(): void {
    this.#terms.clear();
    this.changed();
  }

  /** Something may let a run go: a new one, an end, a connection. */
  changed(): void {
    this.#again = true;
    if (this.#working || this.#ended.signal.aborted) return;
    this.#working = true;
    this.#later.abort();
    this.#work()
      .catch((error: unknown) => {
        if (!this.#ended.signal.aborted) this.deps.logError('admission of runs', error);
      })
      .finally(() => {
        this.#working = false;
        if (this.#again) this.changed();
        else this.#planLater();
      });
  }

  stop(): void {
    this.#ended.abort(new Error('stopped'));
    this.#later.abort();
  }

  async #work(): Promise<void> {
    while (this.#again) {
      await this.deps.clock.sleep(GATHER_MS, this.#ended.signal);
      this.#again = false;
      await this.#planOnce();
    }
  }

  async #planOnce(): Promise<void> {
    const { runs, policies, clock } = this.deps;
    const nowMs = clock.now();
    const waiting = runs.waiting();
    this.#terms = new Map(waiting.map((run) => [run.id, this.#terms.get(run.id) ?? this.#termsOf(run)]));
    const queued = waiting.map((run) => this.#describe(run, nowMs));
    const active = runs.dispatched().filter((run) => this.#holdsRoom(run, nowMs)).map(({ agentId }) => ({ scopes: policies.scopesOf({ agentId }) }));
    const plan = planAdmission({ nowMs, queued, active, limits: policies.limits() });
    for (const [id, reason] of plan.waiting) runs.setWaitingFor(id, reason);
    // Until they are on their way the next plan waits, so that none is counted as waiting and as going.
    await Promise.all(plan.start.map((id) => runs.dispatch(id).catch((error: unknown) => this.deps.logError(`run ${id} could not be dispatched`, error))));
  }

  #describe({ id, kind, reason, queuedMs, dueMs, jobId }: Run, nowMs: number): QueuedRun {
    const { scopes = [], rpoMs = 0, schedule = null } = this.#terms.get(id) ?? {};
    const { open, changesMs } = schedule?.starts(nowMs) ?? { open: true, changesMs: null };
    return { id, kind, reason, queuedMs, dueMs, scopes, rpoMs, lastGoodMs: this.deps.runs.lastGood(jobId)?.startedMs ?? 0, lastTriedMs: this.deps.runs.lastTriedMs(jobId), opensMs: open ? 0 : (changesMs ?? Infinity) };
  }

  #termsOf({ reason, jobId, agentId }: Run): Terms {
    const scopes = this.deps.policies.scopesOf({ agentId });
    const settings = jobId === '' ? undefined : this.deps.settingsOf(jobId);
    if (settings === undefined) return { scopes, rpoMs: 0, schedule: null };
    const always = reason === 'manual' || (settings.window.length === 0 && settings.blackout.length === 0) || scheduleFaults(settings).length > 0;
    return { scopes, rpoMs: settings.rpo, schedule: always ? null : compileSchedule(settings, jobId) };
  }

  /** A run that waits for its window takes nothing from others. Just after a start of the server nobody is connected, though much may go on. */
  #holdsRoom({ id, agentId }: Run, nowMs: number): boolean {
    if (this.deps.runs.progress(id)?.phase === 'paused') return false;
    const since = agentId === '' ? undefined : this.deps.awaySince(agentId);
    return since === undefined || nowMs - Math.max(since, this.#startedMs) < ROOM_WITHOUT_LINE_MS;
  }

  #planLater(): void {
    if (this.#ended.signal.aborted || this.deps.runs.waiting().length === 0) return;
    this.#later = new AbortController();
    this.deps.clock.sleep(AGAIN_MS, this.#later.signal).then(
      () => this.changed(),
      () => undefined, // a change or the end came first
    );
  }
}
