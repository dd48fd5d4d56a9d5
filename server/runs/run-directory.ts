// Runs as they are looked up and listed: those of the state, those that have just ended and are on their way into the history, and the history.
import { FarvaultError } from '../../shared/errors/errors.js';
import { matches, type RunFilter } from './history-keys.js';
import type { RunHistoryFollower } from './history-follower.js';
import type { RunHistory } from './history.js';
import { newestFirst, type RunRecord } from './run-record.js';
import type { RunState } from './run-state.js';

const MIN_PREFIX_CHARS = 4;

export class RunDirectory {
  /** Ended, and not in the view yet: as many at most as a view may lag behind the journal. */
  readonly #ended = new Map<string, RunRecord>();

  constructor(
    private readonly state: RunState,
    private readonly history: RunHistory,
    follower: RunHistoryFollower,
  ) {
    state.onEnded = (run) => this.#ended.set(run.id, run);
    follower.onKept = (id) => this.#ended.delete(id);
  }

  /** By its whole id. */
  async find(id: string): Promise<RunRecord | undefined> {
    // It may be ordered while the history is asked.
    return this.#present(id) ?? (await this.history.get(id)) ?? this.#present(id);
  }

  #present(id: string): RunRecord | undefined {
    return this.state.get(id) ?? this.#ended.get(id);
  }

  /** By id or unique prefix of four or more characters. NOT_FOUND, or INVALID when it is not unique. */
  async get(text: string): Promise<RunRecord> {
    const run = (await this.find(text)) ?? (await this.#byPrefix(text));
    if (run === undefined) throw new FarvaultError('NOT_FOUND', `no run has the id '${text}'`, { remedy: 'backupctl run list shows them' });
    return run;
  }

  /** Newest first. */
  async list(filter: RunFilter): Promise<RunRecord[]> {
    const found = new Map<string, RunRecord>();
    for (const run of [...this.state.active(), ...this.#ended.values()]) if (matches(run, filter)) found.set(run.id, run);
    for (const run of await this.history.list(filter)) if (!found.has(run.id)) found.set(run.id, run);
    return [...found.values()].sort(newestFirst).slice(0, filter.limit ?? Infinity);
  }

  async #byPrefix(prefix: string): Promise<RunRecord | undefined> {
    if (!/^[0-9a-f]+$/.test(prefix) || prefix.length < MIN_PREFIX_CHARS) return undefined;
    const ids = new Set(await this.history.withPrefix(prefix));
    for (const { id } of [...this.state.active(), ...this.#ended.values()]) if (id.startsWith(prefix)) ids.add(id);
    if (ids.size > 1) throw new FarvaultError('INVALID', `'${prefix}' begins the ids of more than one run`, { remedy: 'give more characters' });
    for (const id of ids) return this.find(id);
    return undefined;
  }
}
