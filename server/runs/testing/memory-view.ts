// A view in memory, with ranges as LevelDB has them.
import type { ViewBatch, ViewStore } from '../../repository/types.js';

export class RangedView implements ViewStore {
  readonly #entries = new Map<string, Buffer>();

  get size(): number {
    return this.#entries.size;
  }

  async get(key: Buffer): Promise<Buffer | undefined> {
    return this.#entries.get(key.toString('hex'));
  }

  async getMany(keys: Buffer[]): Promise<(Buffer | undefined)[]> {
    return keys.map((key) => this.#entries.get(key.toString('hex')));
  }

  async *iterate({ gte, lt, reverse, limit }: { gte?: Buffer; lt?: Buffer; reverse?: boolean; limit?: number }): AsyncIterable<[Buffer, Buffer]> {
    const from = gte?.toString('hex') ?? '';
    const to = lt?.toString('hex');
    const keys = [...this.#entries.keys()].filter((key) => key >= from && (to === undefined || key < to)).sort();
    if (reverse === true) keys.reverse();
    for (const key of keys.slice(0, limit)) yield [Buffer.from(key, 'hex'), this.#entries.get(key)!];
  }

  async write(fill: (batch: ViewBatch) => void): Promise<void> {
    fill({ put: (key, value) => void this.#entries.set(key.toString('hex'), Buffer.from(value)), delete: (key) => void this.#entries.delete(key.toString('hex')) });
  }
}
