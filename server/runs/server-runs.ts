// Runs that the server itself carries out: retention, GC, verify, repair, drills, copies. Recorded, watched, logged and cancelled as all others are; one that the server's end
// cut off is recorded as such at the next start, and whoever ordered it decides whether there is another.
import { EXIT, EXIT_CODE, FarvaultError, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import type { RunBook } from './run-book.js';
import { CANCELLED } from './run-end.js';
import type { RunRecord } from './run-record.js';
import type { LiveProgress } from './types.js';

export type ServerRunKind = 'retention' | 'gc' | 'verify' | 'repair' | 'drill' | 'copy';

export interface ServerRunOrder {
  kind: ServerRunKind;
  /** An administrator's name, or `schedule`. */
  startedBy: string;
  /** What it is about, for people. */
  jobName?: string;
  officeId?: string;
  snapshotId?: string;
  /** A second run of the same kind is refused with CONFLICT while one goes on. */
  alone: boolean;
}

export interface ServerRunContext {
  readonly id: string;
  readonly signal: AbortSignal;
  log(level: 'info' | 'warn' | 'error', message: string): void;
  /** What is given replaces what was said before; `figures` as a whole. */
  progress(now: { phase?: string; done?: number; total?: number; figures?: Record<string, number> }): void;
}

export interface ServerRunEnd {
  /** Partial: done in part; damage found is exit code 7. */
  state: 'succeeded' | 'partial' | 'failed';
  error?: string;
  errorCode?: string;
  exitCode?: number;
  figures: Record<string, number>;
}

interface Going {
  run: RunRecord;
  stop: AbortController;
  ended: Promise<void>;
}

export class ServerRuns {
  readonly #going = new Map<string, Going>();
  readonly #starting = new Set<ServerRunKind>();

  constructor(private readonly book: RunBook) {}

  /** Resolves when it is recorded and has begun; `ended` resolves when its end is. */
  async start(order: ServerRunOrder, work: (context: ServerRunContext) => Promise<ServerRunEnd>): Promise<{ run: RunRecord; ended: Promise<void> }> {
    const { kind, startedBy, alone, ...about } = order;
    const [other] = this.active(kind);
    if (alone && (other !== undefined || this.#starting.has(kind))) {
      throw new FarvaultError('CONFLICT', `a ${kind} goes on already${other === undefined ? '' : ` as run ${other.id}`}`, { remedy: other === undefined ? 'Try again in a moment.' : `backupctl run watch ${other.id} follows it; backupctl run cancel ${other.id} ends it` });
    }
    this.#starting.add(kind);
    try {
      const nowMs = this.book.deps.now();
      const run = await this.book.order({ kind, agentId: '', startedBy, state: 'running', queuedMs: nowMs, dispatchedMs: nowMs, startedMs: nowMs, ...about }, false);
      const stop = new AbortController();
      const ended = this.#carryOut(run, stop.signal, work).finally(() => this.#going.delete(run.id));
      this.#going.set(run.id, { run, stop, ended });
      return { run, ended };
    } finally {
      this.#starting.delete(kind);
    }
  }

  active(kind?: ServerRunKind): RunRecord[] {
    return [...this.#going.values()].flatMap(({ run }) => (kind === undefined || run.kind === kind ? [run] : []));
  }

  /** False: it does not go on here. */
  cancel(id: string, why: string): boolean {
    const going = this.#going.get(id);
    going?.stop.abort(new FarvaultError('CANCELLED', why));
    return going !== undefined;
  }

  /** Resolves when all have ended. */
  async close(): Promise<void> {
    for (const id of this.#going.keys()) this.cancel(id, 'backupd was stopped');
    await Promise.all([...this.#going.values()].map(({ ended }) => ended));
  }

  /** At a start: what the last process left. */
  async endInterrupted(): Promise<void> {
    const left = this.book.active().filter((run) => run.agentId === '' && !this.#going.has(run.id));
    await Promise.all(left.map((run) => this.book.end(run, { state: 'failed', error: 'backupd ended before it was done', errorCode: 'UNAVAILABLE', exitCode: EXIT.failed })));
  }

  async #carryOut(run: RunRecord, signal: AbortSignal, work: (context: ServerRunContext) => Promise<ServerRunEnd>): Promise<void> {
    const { book } = this;
    const live: LiveProgress = { counters: {}, phase: '', currentPath: Buffer.alloc(0), done: 0, total: 0 };
    book.progress.set(run.id, live);
    const context: ServerRunContext = {
      id: run.id,
      signal,
      log: (level, message) => book.deps.log.event(level, message, run),
      progress: ({ phase, done, total, figures }) => {
        live.phase = phase ?? live.phase;
        live.done = done ?? live.done ?? 0;
        live.total = total ?? live.total ?? 0;
        if (figures !== undefined) live.counters = { ...figures };
        book.changed(run);
      },
    };
    let end: Partial<RunRecord>;
    try {
      // Not before the caller has the run.
      await Promise.resolve();
      const { state, error = '', errorCode = '', figures, exitCode = state === 'succeeded' ? EXIT.done : state === 'partial' ? EXIT.partial : EXIT.failed } = await work(context);
      end = { state, error, errorCode, exitCode, counters: notZero(figures) };
    } catch (error) {
      if (signal.aborted) end = { ...CANCELLED, error: messageOf(signal.reason) };
      else {
        const code = isFarvaultError(error) ? error.code : 'INTERNAL';
        if (code === 'INTERNAL') book.deps.logError(`${run.kind} ${run.id}`, error);
        end = { state: 'failed', error: messageOf(error), errorCode: code, exitCode: EXIT_CODE[code] };
      }
      end.counters = notZero(live.counters);
    }
    await book.end(run, end).catch((error: unknown) => book.deps.logError(`the end of ${run.kind} ${run.id} could not be recorded`, error));
  }
}

function notZero(figures: Record<string, number>): Record<string, number> {
  return Object.fromEntries(Object.entries(figures).filter(([, value]) => value !== 0));
}
