// Runs as tables, fields and JSON; and waiting for one to end.
import type { Run__Output } from '../../shared/rpc/gen/farvault/v1/Run.js';
import type { RunUpdate__Output } from '../../shared/rpc/gen/farvault/v1/RunUpdate.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { CommandContext } from '../command.js';
import { formatBytes, formatCount, formatDuration, formatTime, jsonTime, printable } from './format.js';
import { RunProgressView } from './run-progress.js';
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
  };
}

export function describeRun(run: Run__Output): string {
  const c = run.counters;
  const took = run.endedMs > 0 && run.startedMs > 0 ? formatDuration(run.endedMs - run.startedMs) : '';
  const backup = run.kind === 'backup';
  return fields([
    ['Run', run.id],
    ['Job', run.job],
    ['Agent', run.agent],
    ['Kind', run.kind],
    ['State', run.state],
    ['Error', printable(run.error)],
    ['Queued', formatTime(run.queuedMs)],
    ['Started', formatTime(run.startedMs)],
    ['Ended', formatTime(run.endedMs)],
    ['Took', took],
    ['Started by', run.startedBy],
    ['Snapshot', run.snapshot],
    ['Target', printable(run.target)],
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
    ...(c === null || backup
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

/**
 * Follows a run to its end: progress on standard error (live on a terminal), or one JSON object a line with `--json`. Resolves with the last state.
 */
export async function followRun(context: CommandContext, id: string, options: { jsonLines: boolean }): Promise<Run__Output> {
  const { admin } = context.connection;
  const view = new RunProgressView(process.stderr, () => Date.now());
  const call = admin.watchRun({ id });
  const cancel = (): void => call.cancel();
  context.signal.addEventListener('abort', cancel, { once: true });
  let last: Run__Output | null = null;
  try {
    for await (const update of call as AsyncIterable<RunUpdate__Output>) {
      if (update.run === null) continue;
      last = update.run;
      if (options.jsonLines) context.printJson(jsonRun(last));
      else if (!context.json) view.update(last);
    }
  } catch (error) {
    if (context.signal.aborted) throw new FarvaultError('CANCELLED', `interrupted; run ${id} goes on`, { remedy: `Follow it with backupctl run watch ${id}, stop it with backupctl run cancel ${id}.` });
    throw fromServiceError(error);
  } finally {
    context.signal.removeEventListener('abort', cancel);
    view.clear();
  }
  if (last === null || last.endedMs === 0) throw new FarvaultError('UNAVAILABLE', `the server stopped telling of run ${id}`, { remedy: `backupctl run watch ${id} goes on` });
  return last;
}

/** With --wait: follow, print the end, and exit as the run ended. */
export async function waitForRun(context: CommandContext, id: string): Promise<void> {
  const run = await followRun(context, id, { jsonLines: false });
  if (context.json) context.printJson(jsonRun(run));
  else context.print(describeRun(run));
  process.exitCode = exitCodeOf(run);
}
