// A view in memory, in the order of its keys.
import type { ViewBatch, ViewStore } from '../../repository/index.js';

export class MemoryView implements ViewStore {
  readonly entries = new Map<string, Buffer>();

  get(key: Buffer): Promise<Buffer | undefined> {
    return Promise.resolve(this.entries.get(key.toString('hex')));
  }

  getMany(keys: Buffer[]): Promise<(Buffer | undefined)[]> {
    return Promise.resolve(keys.map((key) => this.entries.get(key.toString('hex'))));
  }

  async *iterate(range: { gte?: Buffer; lt?: Buffer; reverse?: boolean; limit?: number }): AsyncIterable<[Buffer, Buffer]> {
    const keys = [...this.entries.keys()].sort().map((key) => Buffer.from(key, 'hex'));
    const inside = keys.filter((key) => (range.gte === undefined || key.compare(range.gte) >= 0) && (range.lt === undefined || key.compare(range.lt) < 0));
    if (range.reverse === true) inside.reverse();
    for (const key of inside.slice(0, range.limit)) yield await Promise.resolve([key, this.entries.get(key.toString('hex'))!]);
  }

  write(fill: (batch: ViewBatch) => void): Promise<void> {
    fill({
      put: (key, value) => void this.entries.set(key.toString('hex'), Buffer.from(value)),
      delete: (key) => void this.entries.delete(key.toString('hex')),
    });
    return Promise.resolve();
  }
}
