// Collects by itself: soon after snapshots were purged, or a session that had uploaded something ended without a commit, or one has ended that garbage had to wait for. Nothing is
// marked when none of that has happened.
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import type { Clock } from '../../shared/time/clock.js';
import { SCHEDULE, type Collector } from './collector.js';
import type { GcState } from './state.js';

/** Space is to be free within ten minutes of the moment when nothing holds it. */
const LOOK_MS = 2 * 60_000;
/** After one that could not be done, or was cancelled. */
const RETRY_MS = 60 * 60_000;

export interface AutomaticParts {
  collector: Pick<Collector, 'start'>;
  state: Pick<GcState, 'last' | 'isDirty'>;
  /** Sessions that are open. */
  sessions: () => string[];
  clock: Clock;
  logError: (message: string, error: unknown) => void;
}

export class AutomaticGc {
  readonly #parts: AutomaticParts;
  readonly #stop = new AbortController();
  #loop: Promise<void> = Promise.resolve();
  #nextMs = 0;
  #notBeforeMs = -Infinity;
  /** Sessions that garbage waited for the last time; null: this process does not know. */
  #waited: string[] | null = null;

  constructor(parts: AutomaticParts) {
    this.#parts = parts;
  }

  /** When it looks next, on the wall clock; 0: it does not. */
  get nextLookMs(): number {
    return this.#nextMs;
  }

  start(): void {
    this.#loop = this.#run(this.#stop.signal);
  }

  async stop(): Promise<void> {
    this.#stop.abort(new FarvaultError('CANCELLED', 'backupd stops'));
    await this.#loop;
  }

  async #run(signal: AbortSignal): Promise<void> {
    const { clock, logError } = this.#parts;
    while (!signal.aborted) {
      this.#nextMs = clock.now() + LOOK_MS;
      try {
        await clock.sleep(LOOK_MS, signal);
        if (this.#isDue()) await this.#collect();
      } catch (error) {
        if (!signal.aborted) logError('garbage collection', error);
      }
    }
    this.#nextMs = 0;
  }

  #isDue(): boolean {
    const { clock, state } = this.#parts;
    if (clock.monotonic() < this.#notBeforeMs) return false;
    return state.isDirty || this.#waitIsOver();
  }

  #waitIsOver(): boolean {
    if ((this.#parts.state.last?.figures?.bytesWaiting ?? 0) === 0) return false;
    if (this.#waited === null) return true;
    const open = new Set(this.#parts.sessions());
    return this.#waited.some((session) => !open.has(session));
  }

  async #collect(): Promise<void> {
    const { clock, collector, sessions, state } = this.#parts;
    const before = state.last;
    this.#waited = sessions();
    try {
      await (await collector.start({ startedBy: SCHEDULE, allowLarge: false })).ended;
    } catch (error) {
      // Somebody else's goes on.
      if (isFarvaultError(error, 'CONFLICT')) return;
      throw error;
    } finally {
      if (state.last === before || state.last?.began === null) this.#notBeforeMs = clock.monotonic() + RETRY_MS;
    }
  }
}
