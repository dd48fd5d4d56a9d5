// Ids that a stream has learned to be held and granted: no look-up at the commit. Bounded, 40 bytes an id: when it is full further ids
// are left out, and a false absence costs a look-up, nothing else.
import { ID_BYTES } from '../../shared/hash/hash.js';
import { IdTable } from '../../shared/store/id-table.js';

export class IdSet {
  readonly #table = new IdTable(0);
  readonly #maxIds: number;

  constructor(maxIds: number) {
    this.#maxIds = maxIds;
  }

  /** Whether the id at byte `at` of `ids` is in the set. */
  has(ids: Buffer, at: number): boolean {
    return this.#table.has(ids, at);
  }

  add(ids: Buffer, at: number): void {
    if (this.#table.size < this.#maxIds) this.#table.add(ids, at);
  }

  addAll(ids: Buffer): void {
    for (let at = 0; at < ids.length; at += ID_BYTES) this.add(ids, at);
  }
}
