// A restore on this machine, ordered by the server: where it may write is this machine's decision. A cut line is dialled again, and what is restored
// already is not fetched again.
import { EXIT, EXIT_CODE, isFarvaultError, messageOf } from '../../shared/errors/errors.js';
import { manifestPath, openTarget, parseOverwrite, ProtectedPaths, restoreTree, SnapshotReader, type ReadStream, type RestoreCounters, type RestoreEstimate, type RestoreHooks, type RestoreOptions, type RestoreOutcome, type RestoreProblem, type RestoreTarget } from '../../shared/restore/index.js';
import type { RestoreSpec__Output } from '../../shared/rpc/gen/farvault/v1/RestoreSpec.js';
import type { RunCounters } from '../../shared/rpc/gen/farvault/v1/RunCounters.js';
import { printablePath } from '../../shared/sys/system-error.js';
import type { Clock } from '../../shared/time/clock.js';
import { allowedTarget } from './allowed-target.js';

export interface RestoreDeps {
  /** Opens `Data.Read`; called again, with back-off, after a cut. */
  openRead(): ReadStream;
  clock: Clock;
  /** [0, 1): for jitter. */
  random(): number;
  /** From this machine's own configuration. */
  restoreRoots: readonly string[];
  /** Absolute real paths of directories and files that no restore touches: the agent's programs, state and configuration. */
  never: readonly string[];
  log(level: 'info' | 'warn' | 'error', message: string, path?: Buffer): void;
  progress(counters: RunCounters, currentPath: Buffer | null, phase: 'restoring'): void;
}

export interface RestoreResult {
  state: 'succeeded' | 'partial' | 'failed' | 'cancelled';
  error: string;
  errorCode: string;
  snapshotId: string;
  counters: RunCounters;
  exitCode: number;
}

const FIRST_DELAY_MS = 1_000;
const LONGEST_DELAY_MS = 60_000;
/** Cuts in a row, without anything restored between them, before the run fails. */
const FRUITLESS_ATTEMPTS = 10;

export async function runRestore(run: { runId: string }, spec: RestoreSpec__Output, deps: RestoreDeps, signal: AbortSignal): Promise<RestoreResult> {
  const attempts = new Attempts(deps, spec);
  try {
    const outcome = await restoreWithRetries(run.runId, spec, deps, attempts, signal);
    const state = outcome.exitCode === EXIT.done ? 'succeeded' : 'partial';
    const error = outcome.exitCode === EXIT.done ? '' : `${outcome.skipped + outcome.damaged} entries were not, or not wholly, restored: see the log`;
    return { state, error, errorCode: outcome.damaged > 0 ? 'CORRUPT' : '', snapshotId: spec.snapshotId, counters: attempts.counters(), exitCode: outcome.exitCode };
  } catch (error) {
    const cancelled = signal.aborted;
    const code = cancelled ? 'CANCELLED' : isFarvaultError(error) ? error.code : 'INTERNAL';
    const remedy = isFarvaultError(error) && error.remedy !== undefined ? `. ${error.remedy}` : '';
    return { state: cancelled ? 'cancelled' : 'failed', error: messageOf(error) + remedy, errorCode: code, snapshotId: spec.snapshotId, counters: attempts.counters(), exitCode: EXIT_CODE[code] };
  }
}

async function restoreWithRetries(runId: string, spec: RestoreSpec__Output, deps: RestoreDeps, attempts: Attempts, signal: AbortSignal): Promise<RestoreOutcome> {
  const options: RestoreOptions = { path: manifestPath(spec.path), includes: spec.includes, overwrite: parseOverwrite(spec.overwrite), deleteExtra: spec.deleteExtra, dryRun: spec.dryRun };
  const { root, below } = allowedTarget(spec.target, deps.restoreRoots);
  // A restore root keeps its own owner and mode, whatever the snapshot says of its top.
  const target = openTarget({ root, below, keepMetadata: below.length === 0, protects: ProtectedPaths.of(deps.never), make: !spec.dryRun });
  try {
    for (let fruitless = 0; ; fruitless++) {
      signal.throwIfAborted();
      try {
        return await attempt(runId, spec, deps, attempts, options, target, signal);
      } catch (error) {
        if (attempts.restoredSomething()) fruitless = 0;
        if (signal.aborted || !isFarvaultError(error) || !error.retryable || fruitless + 1 >= FRUITLESS_ATTEMPTS) throw error;
        const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** fruitless) * (0.5 + deps.random() / 2);
        deps.log('warn', `${error.message}; trying again in ${Math.round(delay / 1000)} s`);
        await deps.clock.sleep(delay, signal);
      }
    }
  } finally {
    target.close();
  }
}

async function attempt(runId: string, spec: RestoreSpec__Output, deps: RestoreDeps, attempts: Attempts, options: RestoreOptions, target: RestoreTarget, signal: AbortSignal): Promise<RestoreOutcome> {
  attempts.begin();
  const reader = await SnapshotReader.open(deps.openRead(), { snapshotId: spec.snapshotId, runId, clock: deps.clock });
  const stop = (): void => reader.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    // What an attempt before this one put there is no change of the target's owner: it is looked at again.
    return await restoreTree(reader, { ...target, fresh: target.fresh && attempts.first }, options, attempts.hooks, signal);
  } finally {
    signal.removeEventListener('abort', stop);
    reader.close();
  }
}

/** Counters over all attempts, and what the run's log is told. */
class Attempts {
  readonly hooks: RestoreHooks;
  #count = 0;
  #now: RestoreCounters | null = null;
  #before = { files: 0, written: 0, received: 0 };
  #expected: RestoreEstimate = { entries: 0, fileBytes: 0 };

  constructor(deps: RestoreDeps, spec: RestoreSpec__Output) {
    this.hooks = {
      onEstimate: (estimate) => {
        this.#expected = estimate;
        deps.log('info', `up to ${estimate.entries} entries and ${estimate.fileBytes} bytes into ${spec.target}, where ${estimate.freeBytes} bytes are free`);
      },
      onProgress: (counters, path) => {
        this.#now = counters;
        deps.progress(this.counters(), path.length === 0 ? null : Buffer.from(path), 'restoring');
      },
      onProblem: (problem) => this.#tell(deps, problem),
      onAction: ({ action, path, bytes }) => deps.log('info', `${action} ${printablePath(path)}${bytes > 0 ? ` (${bytes} bytes)` : ''}`, Buffer.from(path)),
    };
  }

  get first(): boolean {
    return this.#count === 1;
  }

  begin(): void {
    this.#count++;
    if (this.#now === null) return;
    this.#before.files += this.#now.filesRestored;
    this.#before.written += this.#now.bytesRestored;
    this.#before.received += this.#now.bytesReceived;
    this.#now = null;
  }

  restoredSomething(): boolean {
    return this.#now !== null && this.#now.filesRestored > 0;
  }

  counters(): RunCounters {
    const now = this.#now;
    return {
      filesRestored: this.#before.files + (now?.filesRestored ?? 0),
      bytesRestored: this.#before.written + (now?.bytesRestored ?? 0),
      bytesReused: now?.bytesReused ?? 0,
      bytesReceived: this.#before.received + (now?.bytesReceived ?? 0),
      filesSkipped: now?.entriesSkipped ?? 0,
      filesUnchanged: now?.filesUnchanged ?? 0,
      filesExpected: this.#expected.entries,
      bytesExpected: this.#expected.fileBytes,
    };
  }

  #tell(deps: RestoreDeps, problem: RestoreProblem): void {
    const level = problem.severity === 'note' ? 'info' : problem.severity === 'skipped' ? 'warn' : 'error';
    deps.log(level, problem.message, Buffer.from(problem.path));
  }
}

