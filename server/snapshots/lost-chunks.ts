// Chunks that were quarantined and may not have been sent again yet. While there are any, a commit is checked in full: what the parent snapshot
// vouches for may be damaged, and the agent is to learn which files to read again.
import { ID_BYTES } from '../../shared/hash/hash.js';
import type { ViewStore } from '../repository/index.js';
import { LOST_PREFIX, prefixRange } from './catalog-keys.js';
import type { ChunkSource } from './types.js';

const NOTHING = Buffer.alloc(0);
const BATCH_IDS = 2_048;

export async function noteLostChunks(ids: Buffer, view: ViewStore): Promise<void> {
  await view.write((batch) => {
    for (let at = 0; at + ID_BYTES <= ids.length; at += ID_BYTES) batch.put(Buffer.concat([Buffer.from(LOST_PREFIX), ids.subarray(at, at + ID_BYTES)]), NOTHING);
  });
}

export class LostChunks {
  /** So many were lost when a look at every snapshot showed that none needs them; null: some are needed, or nobody has looked. */
  #needless: number | null = null;

  constructor(
    private readonly view: ViewStore,
    private readonly source: Pick<ChunkSource, 'locate' | 'someUnreadable'>,
  ) {}

  /** Whether some chunk is lost still, or cannot be read for now. Forgets those that are held again. */
  async any(): Promise<boolean> {
    let some = this.source.someUnreadable;
    let keys: Buffer[] = [];
    for await (const [key] of this.view.iterate(prefixRange(LOST_PREFIX))) {
      keys.push(key);
      if (keys.length < BATCH_IDS) continue;
      some = (await this.#forgetHeld(keys)) || some;
      keys = [];
    }
    return (await this.#forgetHeld(keys)) || some;
  }

  /** Whether a snapshot may need something that is lost: what people are told. A commit asks for `any`: it may name what no snapshot has needed so far. */
  async someNeeded(): Promise<boolean> {
    if (!(await this.any())) return false;
    return this.source.someUnreadable || (await this.count()) !== this.#needless;
  }

  async count(): Promise<number> {
    let count = 0;
    for await (const ids of this.ids()) count += ids.length / ID_BYTES;
    return count;
  }

  /** `count` were lost before every snapshot was looked at; `needed`: whether one needs any of them. */
  looked(count: number, needed: boolean): void {
    this.#needless = needed ? null : count;
  }

  /** Ids of those that are not held, some thousand at a time. */
  async *ids(): AsyncGenerator<Buffer> {
    let keys: Buffer[] = [];
    const lost = async (): Promise<Buffer> => {
      const held = new Set(await this.#held(keys));
      return Buffer.concat(keys.filter((key) => !held.has(key)).map((key) => key.subarray(LOST_PREFIX.length)));
    };
    for await (const [key] of this.view.iterate(prefixRange(LOST_PREFIX))) {
      keys.push(key);
      if (keys.length < BATCH_IDS) continue;
      yield await lost();
      keys = [];
    }
    if (keys.length > 0) yield await lost();
  }

  async #forgetHeld(keys: Buffer[]): Promise<boolean> {
    if (keys.length === 0) return false;
    const held = await this.#held(keys);
    if (held.length === 0) return true;
    await this.view.write((batch) => {
      for (const key of held) batch.delete(key);
    });
    // Lost again between the question and the answer: then that was noted before it was forgotten.
    const still = new Set(await this.#held(held));
    const again = held.filter((key) => !still.has(key));
    if (again.length > 0) {
      await this.view.write((batch) => {
        for (const key of again) batch.put(key, NOTHING);
      });
    }
    return still.size < keys.length;
  }

  async #held(keys: Buffer[]): Promise<Buffer[]> {
    const places = await this.source.locate(Buffer.concat(keys.map((key) => key.subarray(LOST_PREFIX.length))));
    return keys.filter((_, i) => places[i] !== null);
  }
}
