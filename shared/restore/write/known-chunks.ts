// Where chunks of files restored earlier lie, so that a duplicate inside one restore is not fetched twice. Bounded: the oldest are forgotten.
import type { LocalCopy, LocalFile } from './unit.js';

const CHUNKS_MAX = 65_536;
/** A smaller chunk costs more to read back than to fetch. */
export const SMALLEST_KNOWN_BYTES = 4096;

export class KnownChunks {
  readonly #places = new Map<string, LocalCopy>();

  find(id: Buffer): LocalCopy | null {
    return this.#places.get(id.toString('latin1')) ?? null;
  }

  add(id: Buffer, file: LocalFile, offset: number): void {
    const key = id.toString('latin1');
    if (this.#places.has(key)) return;
    if (this.#places.size >= CHUNKS_MAX) this.#places.delete(this.#places.keys().next().value!);
    this.#places.set(key, { file, offset });
  }
}
