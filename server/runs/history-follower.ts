// Keeps the history of runs: a view of those that have ended, from the journal, bounded by age and by count.
import type { JournalRecord, ViewBatch, ViewFollower, ViewStore } from '../repository/types.js';
import { COUNT_KEY, listRange, orderKey, referenceKeys, runKey, TIME_LIST, idOf } from './history-keys.js';
import { wholeRun, type RunRecord } from './run-record.js';

export interface HistoryBounds {
  ageMs: number;
  runs: number;
}

export const HISTORY_BOUNDS: HistoryBounds = { ageMs: 400 * 24 * 60 * 60_000, runs: 1_000_000 };
const NOTHING = Buffer.alloc(0);
/** Dropped with each run that is added, at most: more than one, so that lowered bounds are reached. */
const PRUNED_AT_ONCE = 16;

export class RunHistoryFollower implements ViewFollower {
  readonly name = 'runs';
  /** Called when a run that has ended can be read from the view. */
  onKept: ((id: string) => void) | null = null;

  constructor(private readonly bounds: HistoryBounds = HISTORY_BOUNDS) {}

  /** A record that is applied again after a crash changes nothing. */
  async apply({ body, timeMs }: JournalRecord, view: ViewStore): Promise<void> {
    if (body.kind === 'run.ordered') {
      const run = body['run'] as RunRecord;
      if ((await view.get(runKey(run.id))) === undefined) await view.write((batch) => batch.put(orderKey(run.id), Buffer.from(JSON.stringify(run))));
      return;
    }
    if (body.kind === 'run.dispatched') await this.#change(body['id'] as string, { dispatchedMs: timeMs }, view);
    if (body.kind === 'run.cancel-requested') await this.#change(body['id'] as string, { cancelRequested: true }, view);
    if (body.kind === 'run.ended') await this.#end(body['id'] as string, body['end'] as Partial<RunRecord>, timeMs, view);
  }

  async #change(id: string, change: Partial<RunRecord>, view: ViewStore): Promise<void> {
    const ordered = await view.get(orderKey(id));
    if (ordered === undefined) return;
    const run = { ...(JSON.parse(ordered.toString()) as RunRecord), ...change };
    await view.write((batch) => batch.put(orderKey(id), Buffer.from(JSON.stringify(run))));
  }

  async #end(id: string, end: Partial<RunRecord>, nowMs: number, view: ViewStore): Promise<void> {
    const ordered = await view.get(orderKey(id));
    if (ordered !== undefined) {
      const run = { ...wholeRun(JSON.parse(ordered.toString()) as RunRecord), ...end };
      const count = await countOf(view);
      const old = await this.#tooOld(count + 1, nowMs, view);
      await view.write((batch) => {
        batch.delete(orderKey(id));
        batch.put(runKey(id), Buffer.from(JSON.stringify(run)));
        for (const key of referenceKeys(run)) batch.put(key, NOTHING);
        for (const one of old) forget(one, batch);
        batch.put(COUNT_KEY, encodeCount(count + 1 - old.length));
      });
    }
    this.onKept?.(id);
  }

  async #tooOld(count: number, nowMs: number, view: ViewStore): Promise<RunRecord[]> {
    const found: RunRecord[] = [];
    for await (const [key] of view.iterate({ ...listRange(TIME_LIST), limit: PRUNED_AT_ONCE })) {
      const value = await view.get(runKey(idOf(key, TIME_LIST)));
      if (value === undefined) continue;
      const run = wholeRun(JSON.parse(value.toString()) as RunRecord);
      if (count - found.length <= this.bounds.runs && run.queuedMs >= nowMs - this.bounds.ageMs) break;
      found.push(run);
    }
    return found;
  }
}

function forget(run: RunRecord, batch: ViewBatch): void {
  batch.delete(runKey(run.id));
  for (const key of referenceKeys(run)) batch.delete(key);
}

export async function countOf(view: ViewStore): Promise<number> {
  return (await view.get(COUNT_KEY))?.readUInt32LE() ?? 0;
}

function encodeCount(count: number): Buffer {
  const value = Buffer.alloc(4);
  value.writeUInt32LE(count);
  return value;
}
