// Grants: which office may refer to which chunk. A view: rebuilt from committed snapshots (grants-follower.ts). A grant that is missing costs one
// proof of possession; one that should not be there must not happen, so nothing but an upload, a proof or a committed snapshot of that
// office ever adds one. Key: 16 bytes that stand for the office, then the chunk id; the value is its checksum alone.
import { WriteBehind } from '../../shared/async/write-behind.js';
import { ID_BYTES, blake3 } from '../../shared/hash/hash.js';
import { IdTable } from '../../shared/store/id-table.js';
import type { Clock } from '../../shared/time/clock.js';
import type { ViewStore } from '../repository/index.js';

const OFFICE_BYTES = 16;
const KEY_BYTES = OFFICE_BYTES + ID_BYTES;
const FLUSH_ENTRIES = 32_768;
const MAX_BUFFERED_ENTRIES = 4 * FLUSH_ENTRIES;
const FLUSH_AFTER_MS = 1_000;
const BATCH_ENTRIES = 2_048;
const NOTHING = Buffer.alloc(0);
/** Behind the markers of grants-follower.ts. */
const FIRST_OFFICE = Buffer.from('00000000000000000000000000000001', 'hex');

class GrantLayer {
  readonly offices = new Map<string, IdTable>();
  size = 0;

  add(officeId: string, ids: Buffer): void {
    let table = this.offices.get(officeId);
    if (table === undefined) {
      table = new IdTable(0, 1_024);
      this.offices.set(officeId, table);
    }
    const before = table.size;
    for (let at = 0; at < ids.length; at += ID_BYTES) table.add(ids, at);
    this.size += table.size - before;
  }

  has(officeId: string, ids: Buffer, at: number): boolean {
    return this.offices.get(officeId)?.has(ids, at) ?? false;
  }
}

export class Grants {
  readonly #view: ViewStore;
  readonly #behind: WriteBehind<GrantLayer>;

  constructor(view: ViewStore, clock: Clock) {
    this.#view = view;
    this.#behind = new WriteBehind({
      clock,
      name: 'view of grants',
      makeLayer: () => new GrantLayer(),
      write: (layer) => this.#write(layer),
      flushEntries: FLUSH_ENTRIES,
      flushAfterMs: FLUSH_AFTER_MS,
      maxEntries: MAX_BUFFERED_ENTRIES,
    });
  }

  /** One byte for each 32-byte id: 1 when the office may refer to it. */
  async has(officeId: string, ids: Buffer): Promise<Uint8Array> {
    const count = ids.length / ID_BYTES;
    const granted = new Uint8Array(count);
    const { active, writing } = this.#behind;
    const office = officeKey(officeId);
    const keys: Buffer[] = [];
    const positions: number[] = [];
    const allKeys = Buffer.allocUnsafe(count * KEY_BYTES);
    for (let i = 0; i < count; i++) {
      const at = i * ID_BYTES;
      if (active.has(officeId, ids, at) || writing?.has(officeId, ids, at) === true) {
        granted[i] = 1;
        continue;
      }
      const key = allKeys.subarray(keys.length * KEY_BYTES, (keys.length + 1) * KEY_BYTES);
      office.copy(key);
      ids.copy(key, OFFICE_BYTES, at, at + ID_BYTES);
      keys.push(key);
      positions.push(i);
    }
    if (keys.length === 0) return granted;
    const values = await this.#view.getMany(keys);
    for (let i = 0; i < values.length; i++) if (values[i] !== undefined) granted[positions[i]] = 1;
    return granted;
  }

  /** Answered from now on, written in the background. For chunks that this office has uploaded, proven, or committed. */
  add(officeId: string, ids: Buffer): void {
    this.#behind.active.add(officeId, ids);
    this.#behind.changed();
  }

  /**
   * Forgets what is written of chunks that are not held any more, so that an office has to prove anew what comes again from another. `step` is awaited after each batch. One that an
   * office has uploaded in the same moment may be forgotten, too: that costs a proof.
   */
  async forgetGone(locate: (ids: Buffer) => Promise<(object | null)[]>, step: () => Promise<void>): Promise<number> {
    let forgotten = 0;
    const forget = async (keys: Buffer[]): Promise<void> => {
      const places = await locate(Buffer.concat(keys.map((key) => key.subarray(OFFICE_BYTES))));
      const gone = keys.filter((_, i) => places[i] === null);
      if (gone.length > 0) {
        await this.#view.write((batch) => {
          for (const key of gone) batch.delete(key);
        });
      }
      forgotten += gone.length;
      await step();
    };
    let keys: Buffer[] = [];
    for await (const [key] of this.#view.iterate({ gte: FIRST_OFFICE })) {
      // Markers of the follower are shorter.
      if (key.length === KEY_BYTES) keys.push(key);
      if (keys.length < BATCH_ENTRIES) continue;
      await forget(keys);
      keys = [];
    }
    if (keys.length > 0) await forget(keys);
    return forgotten;
  }

  /** Resolves when there is room for more; rejects when writing has failed. */
  ready(): Promise<void> {
    return this.#behind.ready();
  }

  /** Writes everything that was added before the call. */
  flush(): Promise<void> {
    return this.#behind.flush();
  }

  /** Flushes; the view itself stays open. */
  close(): Promise<void> {
    return this.#behind.close();
  }

  async #write(layer: GrantLayer): Promise<void> {
    const key = Buffer.allocUnsafe(KEY_BYTES);
    for (const [officeId, table] of layer.offices) {
      officeKey(officeId).copy(key);
      const ids = table.ids();
      for (let from = 0; from < ids.length; from += BATCH_ENTRIES * ID_BYTES) {
        const to = Math.min(ids.length, from + BATCH_ENTRIES * ID_BYTES);
        await this.#view.write((batch) => {
          for (let at = from; at < to; at += ID_BYTES) {
            ids.copy(key, OFFICE_BYTES, at, at + ID_BYTES);
            batch.put(key, NOTHING);
          }
        });
      }
    }
  }
}

function officeKey(officeId: string): Buffer {
  return blake3(Buffer.from(officeId)).subarray(0, OFFICE_BYTES);
}
