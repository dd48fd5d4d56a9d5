// Runs as tables, fields and JSON; and waiting for one to end.
import type { Run__Output } from '../../shared/rpc/gen/farvault/v1/Run.js';
import type { RunUpdate__Output } from '../../shared/rpc/gen/farvault/v1/RunUpdate.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import { systemClock } from '../../shared/time/clock.js';
import type { CommandContext } from '../command.js';
import { formatBytes, formatCount, formatDuration, formatTime, jsonTime, printable } from './format.js';
import { RunProgressView, figureText } from './run-progress.js';
import { fields } from './table.js';

export function jsonRun(run: Run__Output): object {
  const c = run.counters;
  return {
    id: run.id,
    job: run.job === '' ? null : run.job,
    agent: run.agent,
    office: run.office,
    kind: run.kind,
    state: run.state,
    phase: run.phase === '' ? null : run.phase,
    queuedAt: jsonTime(run.queuedMs),
    startedAt: jsonTime(run.startedMs),
    endedAt: jsonTime(run.endedMs),
    filesTotal: c?.filesTotal ?? 0,
    filesNew: c?.filesNew ?? 0,
    filesChanged: c?.filesChanged ?? 0,
    filesUnchanged: c?.filesUnchanged ?? 0,
    filesSkipped: c?.filesSkipped ?? 0,
    filesInconsistent: c?.filesInconsistent ?? 0,
    bytesRead: c?.bytesRead ?? 0,
    bytesLogical: c?.bytesLogical ?? 0,
    bytesUnique: c?.bytesUnique ?? 0,
    chunksTotal: c?.chunksTotal ?? 0,
    chunksSent: c?.chunksSent ?? 0,
    bytesSent: c?.bytesSent ?? 0,
    bytesStored: c?.bytesStored ?? 0,
    filesRestored: c?.filesRestored ?? 0,
    bytesRestored: c?.bytesRestored ?? 0,
    bytesReused: c?.bytesReused ?? 0,
    bytesReceived: c?.bytesReceived ?? 0,
    error: run.error === '' ? null : run.error,
    errorCode: run.errorCode === '' ? null : run.errorCode,
    exitCode: run.exitCode,
    snapshot: run.snapshot === '' ? null : run.snapshot,
    target: run.target === '' ? null : run.target,
    startedBy: run.startedBy,
    reason: run.reason === '' ? null : run.reason,
    dueAt: jsonTime(run.dueMs),
    attempt: run.attempt,
    waitingFor: run.waitingFor === '' ? null : run.waitingFor,
    heldBackBy: run.heldBackBy === '' ? null : run.heldBackBy,
    msReading: c?.msReading ?? 0,
    msChunking: c?.msChunking ?? 0,
    msLine: c?.msLine ?? 0,
    msStore: c?.msStore ?? 0,
    msPaused: c?.msPaused ?? 0,
    figures: Object.fromEntries(run.figures.map(({ name, value }) => [name, value])),
  };
}

const HELD_BACK: Partial<Record<string, string>> = {
  reading: 'reading: the disk of the agent gave no more',
  chunking: 'chunking: the processor of the agent was busy',
  line: 'the line between agent and server',
  store: 'the store: the server took no more',
  paused: 'its window or rate limit: it was paused',
};

/** What it waited for while it ran, the longest first. */
function waits(run: Run__Output): string {
  const c = run.counters;
  if (c === null) return '';
  const times: [string, number][] = [['reading', c.msReading], ['chunking', c.msChunking], ['the line', c.msLine], ['the store', c.msStore], ['paused', c.msPaused]];
  return times
    .filter(([, ms]) => ms >= 1_000)
    .sort(([, a], [, b]) => b - a)
    .map(([what, ms]) => `${what} ${formatDuration(ms)}`)
    .join(', ');
}

function why(run: Run__Output): string {
  const attempt = run.attempt > 1 ? `, attempt ${run.attempt}` : '';
  return run.dueMs === 0 ? '' : `${formatTime(run.dueMs)} (${run.reason}${attempt})`;
}

export function describeRun(run: Run__Output): string {
  const c = run.counters;
  const took = run.endedMs > 0 && run.startedMs > 0 ? formatDuration(run.endedMs - run.startedMs) : '';
  const backup = run.kind === 'backup';
  const own = run.agent === '';
  return fields([
    ['Run', run.id],
    ['Job', run.job],
    ['Agent', run.agent],
    ['Kind', run.kind],
    ['State', run.state],
    ['Error', printable(run.error)],
    ['Waits for', printable(run.waitingFor)],
    ['Due', why(run)],
    ['Queued', formatTime(run.queuedMs)],
    ['Started', formatTime(run.startedMs)],
    ['Ended', formatTime(run.endedMs)],
    ['Took', took],
    ['Held back by', HELD_BACK[run.heldBackBy] ?? ''],
    ['Waited', waits(run)],
    ['Started by', run.startedBy],
    ['Snapshot', run.snapshot],
    ['Target', printable(run.target)],
    ['Counted', own ? run.figures.map(figureText).join(', ') : ''],
    ...(c === null || !backup
      ? []
      : ([
          ['Files', `${formatCount(c.filesTotal)}: ${formatCount(c.filesNew)} new, ${formatCount(c.filesChanged)} changed, ${formatCount(c.filesUnchanged)} unchanged`],
          ['Skipped', c.filesSkipped === 0 ? '' : `${formatCount(c.filesSkipped)} (backupctl run logs ${run.id} --level warn lists them)`],
          ['Inconsistent', c.filesInconsistent === 0 ? '' : `${formatCount(c.filesInconsistent)} changed while they were read`],
          ['Data', `${formatBytes(c.bytesLogical)} protected, ${formatBytes(c.bytesRead)} read`],
          ['Chunks', `${formatCount(c.chunksTotal)} cut, ${formatCount(c.chunksSent)} sent`],
          ['Sent', `${formatBytes(c.bytesSent)} (${formatBytes(c.bytesUnique)} before compression)`],
          ['Stored', formatBytes(c.bytesStored)],
        ] as [string, string][])),
    ...(c === null || backup || own
      ? []
      : ([
          ['Files', `${formatCount(c.filesRestored)} restored`],
          ['Skipped', c.filesSkipped === 0 ? '' : `${formatCount(c.filesSkipped)} (backupctl run logs ${run.id} --level warn lists them)`],
          ['Data', `${formatBytes(c.bytesRestored)} written, ${formatBytes(c.bytesReused)} already there, ${formatBytes(c.bytesReceived)} received`],
        ] as [string, string][])),
  ]);
}

const EXIT_OF_STATE: Record<string, number> = { succeeded: 0, partial: 3, failed: 1, cancelled: 130 };

export function exitCodeOf(run: Run__Output): number {
  return run.exitCode !== 0 ? run.exitCode : (EXIT_OF_STATE[run.state] ?? 1);
}

/** A run goes on without its watcher: so long is a server that went away waited for. */
const RECONNECT_FOR_MS = 5 * 60_000;
const RECONNECT_EVERY_MS = 2_000;

/**
 * Follows a run to its end: progress on standard error (live on a terminal), or one JSON object a line with `--json`. Resolves with the last state.
 * A connection that is cut (the server restarts) is taken up again.
 */
export async function followRun(context: CommandContext, id: string, options: { jsonLines: boolean }): Promise<Run__Output> {
  const view = new RunProgressView(process.stderr, () => Date.now());
  const show = (run: Run__Output): void => {
    if (options.jsonLines) context.printJson(jsonRun(run));
    else if (!context.json) view.update(run);
  };
  let heardMs = performance.now();
  let told = false;
  try {
    for (;;) {
      try {
        const last = await watch(context, id, (run) => {
          heardMs = performance.now();
          told = false;
          show(run);
        });
        if (last !== null && last.endedMs > 0) return last;
      } catch (error) {
        if (!isFarvaultError(error, 'UNAVAILABLE')) throw error;
      }
      if (performance.now() - heardMs > RECONNECT_FOR_MS) throw new FarvaultError('UNAVAILABLE', `the server does not answer any more; run ${id} goes on without it`, { remedy: `Follow it with backupctl run watch ${id}.` });
      view.clear();
      if (!told) context.note(`the connection to the server is cut; run ${id} goes on, and is followed again when the server is back`);
      told = true;
      await systemClock.sleep(RECONNECT_EVERY_MS, context.signal);
    }
  } catch (error) {
    if (context.signal.aborted) throw new FarvaultError('CANCELLED', `interrupted; run ${id} goes on`, { remedy: `Follow it with backupctl run watch ${id}, stop it with backupctl run cancel ${id}.` });
    throw error;
  } finally {
    view.clear();
  }
}

/** One WatchRun call. Null: the server ended it without a word. */
async function watch(context: CommandContext, id: string, told: (run: Run__Output) => void): Promise<Run__Output | null> {
  const call = context.connection.admin.watchRun({ id });
  const cancel = (): void => call.cancel();
  context.signal.addEventListener('abort', cancel, { once: true });
  let last: Run__Output | null = null;
  try {
    for await (const update of call as AsyncIterable<RunUpdate__Output>) {
      if (update.run === null) continue;
      last = update.run;
      told(last);
    }
    return last;
  } catch (error) {
    throw fromServiceError(error);
  } finally {
    context.signal.removeEventListener('abort', cancel);
  }
}

/** With --wait: follow, print the end, and exit as the run ended. */
export async function waitForRun(context: CommandContext, id: string): Promise<void> {
  const run = await followRun(context, id, { jsonLines: false });
  if (context.json) context.printJson(jsonRun(run));
  else context.print(describeRun(run));
  process.exitCode = exitCodeOf(run);
}
