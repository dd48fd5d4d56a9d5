// Chunks that were quarantined and may not have been sent again yet. While there are any, a commit is checked in full: what the parent snapshot
// vouches for may be damaged, and the agent is to learn which files to read again.
import { ID_BYTES } from '../../shared/hash/hash.js';
import type { ViewStore } from '../repository/types.js';
import type { ChunkSource } from './types.js';

const PREFIX = Buffer.from('q');
const BEHIND = Buffer.from('r');
const NOTHING = Buffer.alloc(0);
const BATCH_IDS = 2_048;

export class LostChunks {
  readonly #view: ViewStore;
  /** False: there is none for certain. */
  #some = true;

  constructor(view: ViewStore) {
    this.#view = view;
  }

  async note(ids: Buffer, view: ViewStore): Promise<void> {
    this.#some = true;
    await view.write((batch) => {
      for (let at = 0; at + ID_BYTES <= ids.length; at += ID_BYTES) batch.put(Buffer.concat([PREFIX, ids.subarray(at, at + ID_BYTES)]), NOTHING);
    });
  }

  /** Whether some chunk is lost still. Forgets those that are held again. */
  async any(source: Pick<ChunkSource, 'locate'>): Promise<boolean> {
    if (!this.#some) return false;
    this.#some = false;
    let keys: Buffer[] = [];
    for await (const [key] of this.#view.iterate({ gte: PREFIX, lt: BEHIND })) {
      keys.push(key);
      if (keys.length < BATCH_IDS) continue;
      await this.#forgetHeld(keys, source);
      keys = [];
    }
    await this.#forgetHeld(keys, source);
    return this.#some;
  }

  async #forgetHeld(keys: Buffer[], source: Pick<ChunkSource, 'locate'>): Promise<void> {
    if (keys.length === 0) return;
    const places = await source.locate(Buffer.concat(keys.map((key) => key.subarray(PREFIX.length))));
    const held = keys.filter((_, i) => places[i] !== null);
    if (held.length < keys.length) this.#some = true;
    if (held.length === 0) return;
    await this.#view.write((batch) => {
      for (const key of held) batch.delete(key);
    });
  }
}
