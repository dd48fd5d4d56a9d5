// Which of the snapshots in the packs a journal that was lost had committed. One that the journal found tells of is committed already; one that was purged must
// not come back: its chunks may be gone, and somebody wanted it to be.
import type { Checkpoint } from './checkpoint.js';
import type { SegmentContent } from './journal-reader.js';
import { PackState } from './pack-state.js';
import type { StateReducer } from './types.js';

export class SnapshotJudge {
  readonly #known = new Set<string>();
  /** The snapshots that there were at the checkpoint, when the journal before it was not found. */
  readonly #before: ReadonlySet<string> | null;
  readonly #packsBefore = new PackState();

  /** `checkpoint`: null when the journal was found from its beginning, or has none. */
  constructor(run: readonly SegmentContent[], checkpoint: Checkpoint | null, reducers: readonly StateReducer[]) {
    for (const { records } of run) {
      for (const { body } of records) {
        if (body.kind === 'snapshot.committed') this.#known.add((body['snapshot'] as { id: string }).id);
        if (body.kind === 'snapshots.purged') for (const id of body['ids'] as string[]) this.#known.add(id);
      }
    }
    const keeper = reducers.find((reducer) => reducer.snapshotsIn !== undefined);
    const saved = keeper === undefined ? undefined : checkpoint?.states[keeper.name];
    this.#before = saved === undefined ? null : keeper!.snapshotsIn!(saved);
    if (checkpoint?.states[this.#packsBefore.name] !== undefined) this.#packsBefore.load(checkpoint.states[this.#packsBefore.name]);
  }

  /** Whether the snapshot of this record is to be committed again. Asked a second time: no, compaction may have left two records. */
  isLost(id: string, { pack, offset }: { pack: number; offset: number }): boolean {
    if (this.#known.has(id)) return false;
    this.#known.add(id);
    if (this.#before === null || this.#before.has(id)) return true;
    // What lay there at the checkpoint, and was no snapshot then, had been purged, or never committed.
    return offset >= (this.#packsBefore.packs.get(pack)?.end ?? 0);
  }
}
