// Carries out what the plan says: journals it, then has it pushed. Looks again when something has happened, and when the plan asks for it.
import type { Mutex } from '../../shared/async/mutex.js';
import { messageOf } from '../../shared/errors/errors.js';
import type { Clock } from '../../shared/time/clock.js';
import type { Plan } from './plan.js';
import type { RolloutBody } from './state.js';
import type { RolloutRecord } from './types.js';

/** What happens together, as the agents of an office that come back, is looked at together. */
const GATHER_MS = 100;
/** While much happens, most of the time is others'. */
const REST_SHARE = 4;
const MAX_REST_MS = 1_000;
/** A timer is never longer: clocks are set. */
const MAX_WAIT_MS = 60_000;
const RETRY_MS = 5_000;
const RECORD_AGENTS = 2_000;

export interface ExecutorDependencies {
  journal: { appendJournal(body: RolloutBody): Promise<unknown> };
  /** Held while a rollout is changed. */
  changes: Mutex;
  /** Rollouts of which something may be to do, each with the ids of the agents that it may tell. */
  acting(): RolloutRecord[];
  plan(rollout: RolloutRecord): Plan;
  /** What is wanted of these agents may have changed. */
  changed(agentIds: ReadonlySet<string>): void;
  clock: Clock;
  log(level: 'info' | 'warn' | 'error', message: string, details?: object): void;
}

export class Executor {
  readonly #stop = new AbortController();
  #awake = new AbortController();
  #poked = true;
  #running: Promise<void> | null = null;
  #passMs = 0;
  /** When soaking is over by a clock that nobody sets, for the time that the plan named: a jump of the wall clock opens no ring. */
  #soak: { key: string; overAt: number } | null = null;

  constructor(private readonly deps: ExecutorDependencies) {}

  start(): void {
    this.#running ??= this.#run();
  }

  /** Something has happened. */
  poke(): void {
    this.#poked = true;
    this.#awake.abort();
  }

  async close(): Promise<void> {
    this.#stop.abort();
    this.#awake.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    const { clock } = this.deps;
    let waitMs: number | null = 0;
    while (!this.#stop.signal.aborted) {
      this.#awake = new AbortController();
      if (!this.#poked) await clock.sleep(Math.min(waitMs ?? MAX_WAIT_MS, MAX_WAIT_MS), this.#awake.signal).catch(() => undefined); // Poked, or told to stop.
      await clock.sleep(Math.min(MAX_REST_MS, GATHER_MS + this.#passMs * REST_SHARE), this.#stop.signal).catch(() => undefined); // Looked at next.
      if (this.#stop.signal.aborted) return;
      this.#poked = false;
      const begun = clock.monotonic();
      try {
        waitMs = await this.deps.changes.run(() => this.#pass());
      } catch (error) {
        this.deps.log('error', 'rollouts could not go on; tried again', { reason: messageOf(error) });
        waitMs = RETRY_MS;
      }
      this.#passMs = clock.monotonic() - begun;
    }
  }

  /** Does what is to do now; gives ms until it is to be looked again, null: when something has happened. */
  async #pass(): Promise<number | null> {
    let waitMs: number | null = null;
    for (const rollout of this.deps.acting()) {
      const plan = this.deps.plan(rollout);
      const soaksMs = this.#soaksMs(rollout, plan);
      if (soaksMs > 0) waitMs = Math.min(waitMs ?? Infinity, soaksMs);
      else if (await this.#act(rollout, plan)) this.#poked = true;
      if (plan.wakeMs !== null) waitMs = Math.min(waitMs ?? Infinity, Math.max(0, plan.wakeMs - this.deps.clock.now()));
    }
    return waitMs;
  }

  /** How long a ring that could open by the wall clock has still to wait. */
  #soaksMs({ id, ring }: RolloutRecord, { open, nextRingMs }: Plan): number {
    const { clock } = this.deps;
    if (nextRingMs > 0) {
      const key = `${id} ${ring} ${nextRingMs}`;
      if (this.#soak?.key !== key) this.#soak = { key, overAt: clock.monotonic() + nextRingMs - clock.now() };
    }
    if (open === null || this.#soak?.key.startsWith(`${id} ${ring} `) !== true) return 0;
    return Math.max(0, this.#soak.overAt - clock.monotonic());
  }

  /** False: nothing was to do. */
  async #act({ id, version, rings, told }: RolloutRecord, plan: Plan): Promise<boolean> {
    const { deps } = this;
    const { journal } = deps;
    const about = { rollout: id, version };
    if (plan.halt !== null) {
      await journal.appendJournal({ kind: 'rollout.halted', id, reason: plan.halt, by: '', forgiven: [] });
      deps.changed(new Set(told.keys()));
      deps.log('error', `rollout of ${version} halted: ${plan.halt}`, about);
    } else if (plan.tell.length > 0) {
      for (let from = 0; from < plan.tell.length; from += RECORD_AGENTS) {
        const agents = plan.tell.slice(from, from + RECORD_AGENTS);
        await journal.appendJournal({ kind: 'rollout.told', id, agents });
        deps.changed(new Set(agents));
      }
      deps.log('info', 'agents are told to update', { ...about, agents: plan.tell.length });
    } else if (plan.open !== null) {
      await journal.appendJournal({ kind: 'rollout.ring-opened', id, ring: plan.open });
      deps.log('info', 'the next ring of a rollout is open', { ...about, ring: rings[plan.open] });
    } else if (plan.done) {
      await journal.appendJournal({ kind: 'rollout.done', id, reason: '', by: '', forgiven: [] });
      deps.log('info', 'a rollout is done', about);
    } else return false;
    return true;
  }
}
