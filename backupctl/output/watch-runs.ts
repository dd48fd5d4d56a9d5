// Watches several runs at once, over restarts of the server.
import { FarvaultError, isFarvaultError } from '../../shared/errors/errors.js';
import type { Run__Output } from '../../shared/rpc/gen/farvault/v1/Run.js';
import type { RunUpdate__Output } from '../../shared/rpc/gen/farvault/v1/RunUpdate.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import { systemClock } from '../../shared/time/clock.js';
import type { CommandContext } from '../command.js';
import { RunBoard } from './run-board.js';
import { exitCodeOf, jsonRun } from './run-view.js';

export interface WatchFilter {
  ids: string[];
  job: string;
  agent: string;
  office: string;
}

const RECONNECT_FOR_MS = 5 * 60_000;
const RECONNECT_EVERY_MS = 2_000;

/** With ids: until they have all ended; gives the exit code of the one that ended worst. Without: until interrupted. */
export async function watchRuns(context: CommandContext, filter: WatchFilter): Promise<number> {
  const board = new RunBoard(process.stderr, () => performance.now());
  const ended = new Map<string, Run__Output>();
  let heardMs = performance.now();
  let saidCut = false;
  const told = (run: Run__Output): void => {
    heardMs = performance.now();
    saidCut = false;
    if (ended.has(run.id)) return; // told once more after a reconnection
    if (run.endedMs > 0) ended.set(run.id, run);
    if (context.json) context.printJson(jsonRun(run));
    else board.update(run);
  };
  if (filter.ids.length === 0 && !context.json) context.note('every run that goes on or starts, until interrupted:');
  try {
    for (;;) {
      try {
        await watchOnce(context, filter, told);
        if (filter.ids.length > 0) return worst([...ended.values()]);
      } catch (error) {
        if (!isFarvaultError(error, 'UNAVAILABLE') || performance.now() - heardMs > RECONNECT_FOR_MS) throw error;
      }
      board.clear();
      if (!saidCut) context.note('the connection to the server is cut; the runs go on, and are followed again when it is back');
      saidCut = true;
      await systemClock.sleep(RECONNECT_EVERY_MS, context.signal);
    }
  } catch (error) {
    if (context.signal.aborted) throw new FarvaultError('CANCELLED', 'interrupted; the runs go on');
    throw error;
  } finally {
    board.clear();
  }
}

async function watchOnce(context: CommandContext, filter: WatchFilter, told: (run: Run__Output) => void): Promise<void> {
  const call = context.connection.admin.watchRuns(filter);
  const cancel = (): void => call.cancel();
  context.signal.addEventListener('abort', cancel, { once: true });
  try {
    for await (const { run } of call as AsyncIterable<RunUpdate__Output>) if (run !== null) told(run);
  } catch (error) {
    throw fromServiceError(error);
  } finally {
    context.signal.removeEventListener('abort', cancel);
  }
}

/** What failed first, then what was stopped, then what was partial. */
function worst(runs: readonly Run__Output[]): number {
  const codes = runs.map(exitCodeOf);
  const order = ['failed', 'cancelled', 'partial'];
  for (const state of order) {
    const at = runs.findIndex((run) => run.state === state);
    if (at >= 0) return codes[at];
  }
  return 0;
}
