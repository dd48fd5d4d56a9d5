// The agent's part in updating itself. It works by the order in the desired state: fetches and places the release, waits for the moment, asks the launcher for a trial
// and ends this process. On trial it judges itself. Afterwards it finds out how it went. Runs go on all the while; only for the switch and the trial they are held.
import { randomBytes } from 'node:crypto';
import { VERSION } from '../../shared/config/version.js';
import { isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { failpoint } from '../../shared/failpoints/failpoints.js';
import { TrustError } from '../../shared/release/index.js';
import { EXIT_LOOK_AGAIN } from '../../shared/release/types.js';
import type { AgentFacts } from '../../shared/rpc/gen/farvault/v1/AgentFacts.js';
import type { AgentMessage } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import { BackOff } from '../../shared/service/back-off.js';
import type { Clock } from '../../shared/time/clock.js';
import { Bell } from './bell.js';
import { Freshness } from './freshness.js';
import { launcherNumber, type Installed } from './installed.js';
import { hoursOf, sameOrder, type UpdateHours, type UpdateOrder } from './order.js';
import { notProvenLower, settleOutcome } from './outcome.js';
import { needSpace, prepare, RefusedUpdate, type PrepareDependencies } from './prepare.js';
import { Reporter } from './reporter.js';
import type { UpdateSource } from './source.js';
import { StateFiles, type Slot } from './state-files.js';
import { removeOldScratch, standTrial } from './trial.js';
import { untilDone } from './until-done.js';
import { UpdateFiles, type Asked } from './update-files.js';

const DAY_MS = 24 * 3_600_000;
const HOUR_MS = 3_600_000;
const LOOK_MS = 2_000;
const ACCEPTED_MS = 250;
const RETRY = { firstMs: 5_000, longestMs: 10 * 60_000 };
/** A switch keeps out of the way of runs that are about to begin; of those that always are, no longer than an hour. */
const DUE_MS = 60_000;
const POLITE_MS = HOUR_MS;
/** Faults in a row after which they are worth a report: some pass by themselves. */
const TOLD_FAULTS = 3;

export interface UpdateDependencies {
  dataDir: string;
  folder: string;
  installed: Installed | null;
  channel: string;
  source: UpdateSource;
  clock: Clock;
  /** [0, 1). */
  random: () => number;
  log: (level: 'info' | 'warn' | 'error', message: string, details?: object) => void;
  runs: { readonly isBusy: boolean; hold(): void; release(): void };
  schedule: { readonly faultyJobs: string[]; isDueWithin(ms: number): boolean };
}

export class UpdateManager {
  readonly #startMs: number;
  readonly #over = new AbortController();
  readonly #connected = new AbortController();
  #exitCode = 0;
  #order: UpdateOrder | null = null;
  #orderEnds = new AbortController();
  #faults = 0;

  private constructor(
    private readonly deps: UpdateDependencies,
    private readonly launcher: number,
    private readonly files: UpdateFiles,
    private readonly reporter: Reporter,
    private readonly bell: Bell,
    private readonly freshness: Freshness,
  ) {
    this.#startMs = deps.clock.monotonic();
    if (deps.installed !== null && deps.installed.trialId !== null) deps.runs.hold();
  }

  static async open(deps: UpdateDependencies): Promise<UpdateManager> {
    const files = new UpdateFiles(deps.folder, (why) => deps.log('warn', 'a file of updates is not used', { why }));
    await files.open();
    const launcher = deps.installed === null ? 0 : await launcherNumber(deps.installed.home);
    const bell = new Bell(deps.clock);
    return new UpdateManager(deps, launcher, files, await Reporter.open(files, deps.clock, deps.log), bell, new Freshness({ ...deps, files, bell }));
  }

  /** Aborts when this process is to end, with `exitCode`. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  get exitCode(): number {
    return this.#exitCode;
  }

  get facts(): Pick<AgentFacts, 'launcher' | 'slot' | 'channel' | 'update'> {
    return { launcher: this.launcher, slot: this.deps.installed?.slot ?? '', channel: this.deps.channel, update: this.reporter.newest };
  }

  get warnings(): string[] {
    return this.freshness.warning === null ? [] : [this.freshness.warning];
  }

  /** What the desired state says; null: stay as you are. */
  take(order: UpdateOrder | null): void {
    if (sameOrder(order, this.#order)) return;
    this.#order = order;
    this.#orderEnds.abort(new Error('the order has changed'));
    this.#orderEnds = new AbortController();
    this.bell.ring();
  }

  attach(send: (message: AgentMessage) => boolean): void {
    this.#connected.abort();
    this.freshness.hasLine = true;
    this.reporter.attach(send);
    this.bell.ring();
  }

  detach(): void {
    this.freshness.hasLine = false;
    this.reporter.detach();
  }

  /** Until the signal aborts, or `over` does. */
  async run(stop: AbortSignal): Promise<void> {
    const { installed } = this.deps;
    const signal = AbortSignal.any([stop, this.over]);
    const state = installed === null ? null : new StateFiles(installed.home);
    try {
      await removeOldScratch(this.deps.dataDir, this.deps.clock.now()).catch(() => undefined); // At the next start.
      if (installed !== null && state !== null) {
        if (installed.trialId !== null) await this.#trial(installed, installed.trialId, state, signal);
        else await this.#untilDone('the end of the last trial could not be dealt with', signal, () => notProvenLower(this.files));
        await this.#untilDone('the end of the last trial could not be dealt with', signal, () => this.#settle(installed, state, signal));
      }
      await Promise.all([this.#work(installed, state, signal), ...(state === null ? [] : [this.freshness.run(signal), this.#endProbation(state, signal)])]);
    } catch (error) {
      if (!signal.aborted) throw error;
    } finally {
      await this.reporter.flush();
    }
  }

  async #trial({ slot, trialMs }: Installed, trialId: string, state: StateFiles, signal: AbortSignal): Promise<void> {
    const { deps } = this;
    deps.log('info', `version ${VERSION} is on trial`, { trialId });
    const kept = await this.files.asked();
    const asked = kept?.id === trialId ? kept : null;
    const verdict = await standTrial({ ...deps, trialId, trialMs, startMs: this.#startMs, asked, connected: this.#connected.signal, signal });
    await state.giveVerdict(verdict);
    deps.log(verdict.result === 'good' ? 'info' : 'error', `the trial of version ${VERSION}: ${verdict.result}`, { reason: verdict.reason });
    if (verdict.result !== 'good') {
      this.#end(1);
      signal.throwIfAborted();
    }
    failpoint('agent.update.trial.judged');
    // From now on this version is the one to come back to.
    while (!(await state.hasAccepted(slot, trialId))) await deps.clock.sleep(ACCEPTED_MS, signal);
    deps.runs.release();
  }

  #settle({ trialMs }: Installed, state: StateFiles, signal: AbortSignal): Promise<void> {
    const { clock } = this.deps;
    const connects = async (): Promise<boolean> => {
      const waitMs = Math.max(0, this.#startMs + trialMs - clock.monotonic());
      await clock.sleep(waitMs, AbortSignal.any([signal, this.#connected.signal])).catch(() => undefined); // Looked at next.
      signal.throwIfAborted();
      return this.#connected.signal.aborted;
    };
    return settleOutcome({ files: this.files, state, reporter: this.reporter, connects });
  }

  async #work(installed: Installed | null, state: StateFiles | null, signal: AbortSignal): Promise<void> {
    const backOff = new BackOff({ ...RETRY, random: this.deps.random });
    await this.#pauseAfterUnheard(signal);
    while (!signal.aborted) {
      const [order, ends] = [this.#order, AbortSignal.any([signal, this.#orderEnds.signal])];
      let waitMs = DAY_MS;
      try {
        if (order !== null) await this.#carryOut(order, installed, state, ends);
        backOff.reset();
        this.#faults = 0;
      } catch (error) {
        if (ends.aborted) continue;
        waitMs = error instanceof RefusedUpdate ? HOUR_MS : backOff.next();
        await this.#tellFault(order!, error);
      }
      await this.bell.wait(waitMs, ends);
    }
  }

  async #carryOut(order: UpdateOrder, installed: Installed | null, state: StateFiles | null, signal: AbortSignal): Promise<void> {
    const { rollout, version } = order;
    const { clock, channel, source } = this.deps;
    if (version === VERSION) return this.reporter.say({ rollout, version, state: 'updated' });
    if (installed === null || state === null) throw new RefusedUpdate('not installed by backup-agent install: it cannot replace itself', 'platform');
    const hours = hoursOf(order);
    const deps: PrepareDependencies = { installed, launcher: this.launcher, channel, files: this.files, state, source, clock };
    const progress = (bytesDone: number, bytesTotal: number): void => void this.reporter.say({ rollout, version, state: 'downloading', bytesDone, bytesTotal });
    const slot = await prepare(deps, order, hours, progress, signal);
    await this.reporter.say({ rollout, version, state: 'ready' });
    await this.#moment(hours, signal);
    await this.#switch(order, slot, installed, state, signal);
  }

  /** Resolves at a moment at which nothing runs, with runs held. */
  async #moment({ mayBegin }: UpdateHours, signal: AbortSignal): Promise<void> {
    const { runs, schedule, clock } = this.deps;
    const politeUntilMs = clock.monotonic() + POLITE_MS;
    while (runs.isBusy || !mayBegin(clock.now()).open || (clock.monotonic() < politeUntilMs && schedule.isDueWithin(DUE_MS))) await clock.sleep(LOOK_MS, signal);
    signal.throwIfAborted();
    runs.hold();
  }

  async #switch({ rollout, version }: UpdateOrder, slot: Slot, installed: Installed, state: StateFiles, signal: AbortSignal): Promise<void> {
    try {
      for (const folder of [this.deps.dataDir, installed.home]) await needSpace(folder, 0);
      signal.throwIfAborted();
      await this.reporter.say({ rollout, version, state: 'switching' });
      const before = await this.files.asked();
      const again = before?.version === version ? before : null;
      const id = randomBytes(8).toString('hex');
      await this.files.keepAsked({ id, rollout, version, slot, connected: this.freshness.hasLine, faultyJobs: this.deps.schedule.faultyJobs, settled: null, misses: again?.misses ?? 0, unheard: again !== null && !isAtEnd(again) ? again.unheard + 1 : 0 });
      failpoint('agent.update.switch.noted');
      await state.askTrial({ slot, version, id });
      failpoint('agent.update.switch.asked');
    } catch (error) {
      this.deps.runs.release();
      throw error;
    }
    this.deps.log('info', `this process makes place for version ${version}`);
    this.#end(EXIT_LOOK_AGAIN);
  }

  /** A launcher that makes nothing of what is asked, and a machine on which trials come to no end, are not asked all the time. */
  async #pauseAfterUnheard(signal: AbortSignal): Promise<void> {
    const asked = await this.files.asked();
    if (asked === null || isAtEnd(asked) || asked.unheard === 0) return;
    await this.deps.clock.sleep(Math.min(HOUR_MS, RETRY.firstMs * 2 ** asked.unheard), signal);
  }

  async #tellFault({ rollout, version }: UpdateOrder, error: unknown): Promise<void> {
    const reason = isFarvaultError(error) && error.remedy !== undefined ? `${error.message}. ${error.remedy}` : messageOf(error);
    const { newest } = this.reporter;
    const hasFailed = newest?.state === 'back' && newest.rollout === rollout && newest.version === version;
    if (error instanceof RefusedUpdate && error.refusal === 'bad' && hasFailed) return;
    const isOfTheLine = !(error instanceof TrustError) && (isFarvaultError(error, 'UNAVAILABLE') || isFarvaultError(error, 'DEADLINE'));
    if (isOfTheLine) return this.deps.log('info', 'the update waits for the line', { reason });
    this.deps.log('warn', `the update to ${version} does not go on`, { reason });
    const isCertain = error instanceof TrustError || isFarvaultError(error, 'REFUSED') || isFarvaultError(error, 'NO_SPACE');
    if (isCertain || ++this.#faults >= TOLD_FAULTS) await this.reporter.say({ rollout, version, state: 'refused', reason });
    else if (isFarvaultError(error, 'CORRUPT')) await this.reporter.say({ rollout, version, state: 'downloading', reason });
  }

  async #endProbation(state: StateFiles, signal: AbortSignal): Promise<void> {
    await this.deps.clock.sleep(Math.max(0, this.#startMs + DAY_MS - this.deps.clock.monotonic()), signal);
    await this.#untilDone('the probation could not be ended', signal, async () => {
      failpoint('agent.update.probation.end');
      if ((await state.probation()) !== null) await state.endProbation();
    });
  }

  /** What the disk does not let be done now is done later. */
  #untilDone(what: string, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
    return untilDone(work, { ...this.deps, ...RETRY, signal, failed: (reason) => this.deps.log('error', what, { reason }) });
  }

  #end(exitCode: number): void {
    this.#exitCode = exitCode;
    this.#over.abort(new Error('this process makes place'));
  }
}

/** The trial has found what it was for. */
function isAtEnd({ settled }: Asked): boolean {
  return settled === 'good' || settled === 'bad';
}
