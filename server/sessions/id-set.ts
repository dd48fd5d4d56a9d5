// Ids that a stream has learned to be held and granted: no look-up at the commit. Bounded, 40 bytes an id: when it is full further ids
// are left out, and a false absence costs a look-up, nothing else.
import { ID_BYTES } from '../../shared/hash/hash.js';
import { IdTable } from '../../shared/store/id-table.js';

export class IdSet {
  readonly #table = new IdTable(0);
  readonly #maxIds: number;
  readonly #onAdd: (ids: Buffer, at: number) => void;

  /** `onAdd` hears of each id that is added, also when the set is full. */
  constructor(maxIds: number, onAdd: (ids: Buffer, at: number) => void = () => undefined) {
    this.#maxIds = maxIds;
    this.#onAdd = onAdd;
  }

  /** Its ids, 32 bytes each, so many at a time; what is added meanwhile may come or not. */
  *slices(idsPerSlice: number): Generator<Buffer, void, undefined> {
    // The memory under `ids()` changes with what is added: asked for anew each time.
    for (let from = 0; from < this.#table.size; from += idsPerSlice) yield this.#table.ids().subarray(from * ID_BYTES, (from + idsPerSlice) * ID_BYTES);
  }

  /** Whether the id at byte `at` of `ids` is in the set. */
  has(ids: Buffer, at: number): boolean {
    return this.#table.has(ids, at);
  }

  add(ids: Buffer, at: number): void {
    this.#onAdd(ids, at);
    if (this.#table.size < this.#maxIds) this.#table.add(ids, at);
  }

  addAll(ids: Buffer): void {
    for (let at = 0; at < ids.length; at += ID_BYTES) this.add(ids, at);
  }
}
