// What the newest snapshots of each job counted, and how many runs have failed in a row: read once, then kept as runs end.
import type { SnapshotRecord } from '../repository/types.js';
import { HISTORY } from './detector.js';
import type { SnapshotFigures } from './world.js';

export interface HistorySources {
  /** Newest first. */
  snapshots(jobId: string, limit: number): Promise<SnapshotRecord[]>;
  /** States of the newest ended runs of the job, newest first. */
  endedStates(jobId: string, limit: number): Promise<string[]>;
}

const MAX_FAILURES = 100;

export class JobHistory {
  readonly #figures = new Map<string, readonly SnapshotFigures[]>();
  readonly #failures = new Map<string, number>();

  constructor(private readonly sources: HistorySources) {}

  /** The run of this job has ended: what is kept of it is read again when it is asked for. */
  ended(jobId: string): void {
    this.#figures.delete(jobId);
    this.#failures.delete(jobId);
  }

  async snapshots(jobId: string): Promise<readonly SnapshotFigures[]> {
    let figures = this.#figures.get(jobId);
    if (figures === undefined) {
      figures = (await this.sources.snapshots(jobId, HISTORY)).map(figuresOf);
      this.#figures.set(jobId, figures);
    }
    return figures;
  }

  async failures(jobId: string): Promise<number> {
    let failures = this.#failures.get(jobId);
    if (failures === undefined) {
      const states = await this.sources.endedStates(jobId, MAX_FAILURES);
      const good = states.findIndex((state) => state !== 'failed');
      failures = good < 0 ? states.length : good;
      this.#failures.set(jobId, failures);
    }
    return failures;
  }

  /** Forgets all other jobs. */
  keep(jobIds: ReadonlySet<string>): void {
    for (const map of [this.#figures, this.#failures]) for (const id of map.keys()) if (!jobIds.has(id)) map.delete(id);
  }
}

/** As agent and server have counted. */
export function figuresOf({ id, timeMs, partial, counters }: SnapshotRecord): SnapshotFigures {
  const count = (name: string): number => counters[name] ?? 0;
  return {
    id,
    timeMs,
    partial,
    filesTotal: count('filesTotal'),
    filesNew: count('filesNew'),
    filesChanged: count('filesChanged'),
    filesUnchanged: count('filesUnchanged'),
    bytesLogical: count('bytesLogical'),
    bytesNew: count('bytesUnique'),
    bytesIncompressible: count('bytesIncompressible'),
    filesRenamed: 0,
    newExtensions: '',
  };
}
