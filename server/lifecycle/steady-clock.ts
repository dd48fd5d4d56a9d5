// The time by which the trash, locks, holds and retention are judged. It never goes back and never jumps: it goes on at the rate of the monotonic clock, and takes from the
// wall clock only how long the process was away, out of a credit that fills up while it runs. So neither a wall clock that is set nor many restarts make a lock end early:
// over any stretch of time it gains at most twice (and a hundredth) what the process ran, and a week. When the wall clock says otherwise, the time is in doubt, and nothing
// is removed until two administrators have said which is right.
import { FarvaultError } from '../../shared/errors/errors.js';
import type { Clock } from '../../shared/time/clock.js';
import type { JournalBody, JournalRecord } from '../repository/index.js';
import type { ClockMark, SteadyClockState } from './steady-clock-state.js';

const HOUR_MS = 3_600_000;
/** Wall clock and estimate may differ by so much. */
export const MAX_DIFFERENCE_MS = HOUR_MS;
/** At most so much time without this process is believed. */
export const MAX_CREDIT_MS = 7 * 24 * HOUR_MS;
/** A small difference is made up by going so much faster or slower: a machine that is paused now and then would drift into doubt. */
const SLEW = 0.01;
const MARK_EVERY_MS = HOUR_MS;

export interface SteadyClockDependencies {
  clock: Clock;
  state: SteadyClockState;
  journal: { appendJournal(body: JournalBody): Promise<JournalRecord> };
  log(level: 'warn' | 'error', message: string, details?: object): void;
}

export class SteadyClock {
  #steadyMs: number;
  #estimateMs: number;
  #creditMs: number;
  /** Monotonic: up to when the three above are counted. */
  #countedMs: number;
  readonly #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();

  constructor(private readonly deps: SteadyClockDependencies) {
    const { clock, state } = deps;
    const wallMs = clock.now();
    const { steadyMs, estimateMs, wallMs: markedMs, creditMs } = state.mark ?? { steadyMs: wallMs, estimateMs: wallMs, wallMs, creditMs: MAX_CREDIT_MS };
    // A wall clock that was behind at the mark, and was put right since, tells nothing of the time between.
    const awayMs = Math.max(0, wallMs - Math.max(markedMs, estimateMs));
    // More than is believed is not believed in part: a clock that jumped would leave the estimate ahead when it is put right.
    const believedMs = awayMs <= creditMs ? awayMs : 0;
    this.#estimateMs = estimateMs + believedMs;
    this.#steadyMs = Math.max(steadyMs, this.#estimateMs);
    this.#creditMs = creditMs - believedMs;
    this.#countedMs = clock.monotonic();
  }

  now(): number {
    this.#advance();
    return Math.floor(this.#steadyMs);
  }

  /** Why nothing may be expired or purged now; empty: nothing speaks against it. */
  doubt(): string {
    const behindMs = this.behindMs();
    if (Math.abs(behindMs) <= MAX_DIFFERENCE_MS) return '';
    const by = behindMs > 0 ? `${durationText(behindMs)} ahead of` : `${durationText(-behindMs)} behind`;
    return `the server's clock says ${new Date(this.deps.clock.now()).toISOString()}, ${by} the time that has passed by the steady clock`;
  }

  /** By how much the estimate is behind the wall clock; negative: ahead of it. */
  behindMs(): number {
    this.#advance();
    return this.deps.clock.now() - this.#estimateMs;
  }

  /** Journals where it stands. */
  async mark(): Promise<void> {
    await this.deps.journal.appendJournal({ kind: 'clock.marked', ...this.#markOf() });
  }

  /** Journals what was judged by it, behind a mark that shares the flush: no crash can make it seem to have been earlier. */
  async record(body: JournalBody): Promise<void> {
    const [, appended] = await Promise.allSettled([this.mark(), this.deps.journal.appendJournal(body)]);
    if (appended.status === 'rejected') throw appended.reason;
  }

  /** The wall clock is right, two administrators say. The steady time goes forward to it; if it is ahead, it stands still until the wall clock has come so far. */
  async confirm(about: { reason: string; approval: string; askedBy: string }): Promise<void> {
    this.#advance();
    const wallMs = this.deps.clock.now();
    const mark: ClockMark = { steadyMs: Math.max(Math.floor(this.#steadyMs), wallMs), estimateMs: wallMs, wallMs, creditMs: MAX_CREDIT_MS };
    await this.deps.journal.appendJournal({ kind: 'clock.confirmed', ...mark, ...about });
    this.#advance();
    this.#steadyMs = Math.max(this.#steadyMs, mark.steadyMs);
    this.#estimateMs = wallMs;
    this.#creditMs = MAX_CREDIT_MS;
  }

  start(): void {
    this.#loop = this.#markNowAndThen();
  }

  async stop(): Promise<void> {
    this.#stop.abort(new FarvaultError('CANCELLED', 'backupd stops'));
    await this.#loop;
    await this.mark().catch((error: unknown) => this.deps.log('warn', 'the steady clock could not be marked at the end', { error }));
  }

  async #markNowAndThen(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.mark().catch((error: unknown) => this.deps.log('error', 'the steady clock could not be marked', { error }));
      await this.deps.clock.sleep(MARK_EVERY_MS, this.#stop.signal).catch(() => undefined);
    }
  }

  #markOf(): ClockMark {
    this.#advance();
    return { steadyMs: Math.floor(this.#steadyMs), estimateMs: Math.floor(this.#estimateMs), wallMs: Math.floor(this.deps.clock.now()), creditMs: Math.floor(this.#creditMs) };
  }

  #advance(): void {
    const countedMs = this.deps.clock.monotonic();
    const passedMs = Math.max(0, countedMs - this.#countedMs);
    this.#countedMs = countedMs;
    this.#estimateMs += passedMs;
    const gapMs = this.deps.clock.now() - this.#estimateMs;
    const most = passedMs * SLEW;
    if (Math.abs(gapMs) <= MAX_DIFFERENCE_MS) this.#estimateMs += Math.min(most, Math.max(-most, gapMs));
    this.#steadyMs = Math.max(this.#steadyMs, this.#estimateMs);
    this.#creditMs = Math.min(MAX_CREDIT_MS, this.#creditMs + passedMs);
  }
}

function durationText(ms: number): string {
  const hours = ms / HOUR_MS;
  return hours < 48 ? `${hours.toFixed(1)} hours` : `${Math.round(hours / 24)} days`;
}
