// Runs as they go on: each change is sent, but not more often than a reader can use.
import type * as grpc from '@grpc/grpc-js';
import { FarvaultError } from '../../../shared/errors/errors.js';
import type { Run } from '../../../shared/rpc/gen/farvault/v1/Run.js';
import type { RunUpdate } from '../../../shared/rpc/gen/farvault/v1/RunUpdate.js';
import { hasEnded, matchesFilter, type RunFilter, type RunRecord, type Runs } from '../../runs/index.js';
import { ended, writeMessage } from '../stream.js';

const WATCH_MIN_MS = 250;
/** Changes that a slow reader has not taken; one beyond is cut off. */
const MAX_PENDING = 20_000;

type Call = grpc.ServerWritableStream<unknown, RunUpdate>;
type View = (run: RunRecord) => Run;

export async function streamRun(runs: Runs, run: RunRecord, view: View, call: Call, signal: AbortSignal): Promise<void> {
  let wake: (() => void) | null = null;
  let changed = false;
  const stop = runs.watch(run.id, () => {
    changed = true;
    wake?.();
  });
  try {
    for (;;) {
      changed = false;
      const over = hasEnded(run);
      await writeMessage(call, { run: view(run) }, signal);
      if (over) return;
      if (!changed) await ended(0, (resolve) => (wake = resolve), signal);
      wake = null;
      // The last state goes out at once; progress at most four times a second.
      if (!hasEnded(run)) await ended(WATCH_MIN_MS, (resolve) => (wake = () => hasEnded(run) && resolve()), signal);
      wake = null;
    }
  } finally {
    stop();
  }
}

/** With `ids` those, until all have ended; without, every run that the filter lets through, for as long as the caller listens. */
export async function streamRuns(runs: Runs, { ids, filter }: { ids: string[]; filter: RunFilter }, view: View, call: Call, signal: AbortSignal): Promise<void> {
  const pending = new Map<string, RunRecord>();
  const left = new Set(ids);
  const wanted = (run: RunRecord): boolean => (ids.length === 0 || left.has(run.id)) && matchesFilter(run, filter);
  let wake: (() => void) | null = null;
  let failed = false;
  const stop = runs.onChange((run) => {
    if (!wanted(run)) return;
    pending.set(run.id, run);
    failed ||= pending.size > MAX_PENDING;
    wake?.();
  });
  try {
    for (const run of await firstOf(runs, ids)) if (wanted(run)) pending.set(run.id, run);
    for (;;) {
      for (const [id, run] of pending) {
        pending.delete(id);
        if (hasEnded(run)) left.delete(id);
        await writeMessage(call, { run: view(run) }, signal);
        if (failed) throw new FarvaultError('NO_SPACE', 'the runs change faster than they are taken', { retryable: true, remedy: 'Watch fewer: by job, agent or office.' });
      }
      if (ids.length > 0 && left.size === 0) return;
      await ended(WATCH_MIN_MS, () => undefined, signal);
      if (pending.size === 0) await ended(0, (resolve) => (wake = resolve), signal);
      wake = null;
    }
  } finally {
    stop();
  }
}

async function firstOf(runs: Runs, ids: string[]): Promise<RunRecord[]> {
  return ids.length === 0 ? runs.active() : Promise.all(ids.map((id) => runs.get(id)));
}
