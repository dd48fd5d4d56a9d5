// The history as it is asked: runs that have ended, by id, prefix, job, agent, office, state, kind and time. history-follower.ts keeps it.
import type { ViewStore } from '../repository/types.js';
import { idOf, listRange, listsFor, matches, runKey, type RunFilter } from './history-keys.js';
import { newestFirst, wholeRun, type RunRecord } from './run-record.js';

export class RunHistory {
  constructor(private readonly view: ViewStore) {}

  async get(id: string): Promise<RunRecord | undefined> {
    const value = await this.view.get(runKey(id));
    return value === undefined ? undefined : parse(value);
  }

  /** Ids that begin with `prefix`, two at most. */
  async withPrefix(prefix: string): Promise<string[]> {
    const ids: string[] = [];
    for await (const [key] of this.view.iterate({ gte: runKey(prefix), lt: runKey(`${prefix}\x7f`), limit: 2 })) ids.push(key.toString('latin1', 1));
    return ids;
  }

  /** Newest first. */
  async list(filter: RunFilter): Promise<RunRecord[]> {
    const limit = filter.limit ?? Infinity;
    const found: RunRecord[] = [];
    for (const list of listsFor(filter)) found.push(...(await this.#listOf(list, filter, limit)));
    return found.sort(newestFirst).slice(0, limit);
  }

  async #listOf(list: string, filter: RunFilter, limit: number): Promise<RunRecord[]> {
    const found: RunRecord[] = [];
    if (limit <= 0) return found;
    for await (const [key] of this.view.iterate({ ...listRange(list, filter.sinceMs, filter.untilMs), reverse: true })) {
      const run = await this.get(idOf(key, list));
      // Pruned meanwhile, or not what was asked for.
      if (run === undefined || !matches(run, filter)) continue;
      found.push(run);
      if (found.length >= limit) break;
    }
    return found;
  }
}

function parse(value: Buffer): RunRecord {
  return wholeRun(JSON.parse(value.toString()) as RunRecord);
}
