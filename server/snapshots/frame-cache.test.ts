import { beforeEach, describe, expect, test } from 'vitest';
import { blake3 } from '../../shared/hash/hash.js';
import { ChunkReader } from './chunk-reader.js';
import { FrameCache } from './frame-cache.js';
import { MemoryStore, chunkNumber } from './testing/memory-store.js';

let store: MemoryStore;
beforeEach(() => {
  store = new MemoryStore();
});
const idsOf = (numbers: number[], bytes = 200): Buffer => Buffer.concat(numbers.map((number) => blake3(chunkNumber(number, bytes))));

async function readAll(reader: ChunkReader, ids: Buffer): Promise<Buffer[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of reader.read(ids)) chunks.push(chunk);
  return chunks;
}

describe('reading chunks', () => {
  test('gives them in the order of the question, each frame read once', async () => {
    for (const frame of [[1, 2, 3], [4, 5], [6]]) store.store(frame.map((number) => chunkNumber(number)));
    const reader = new ChunkReader(store, new FrameCache(store, 1 << 20));
    const order = [6, 1, 4, 5, 2, 3, 1];
    expect(await readAll(reader, idsOf(order))).toEqual(order.map((number) => chunkNumber(number)));
    expect(store.reads).toBe(3);
  });

  test('keeps within its bytes', async () => {
    const frames = new FrameCache(store, 250_000);
    const numbers = Array.from({ length: 20 }, (_, i) => i);
    for (const number of numbers) store.store([chunkNumber(number, 50_000)]);
    await readAll(new ChunkReader(store, frames), idsOf(numbers, 50_000));
    expect(frames.bytes).toBeLessThanOrEqual(250_000);
    expect(frames.bytes).toBeGreaterThan(150_000);
  });

  test('tells what is missing, and what is damaged', async () => {
    const frame = store.store([chunkNumber(1)]);
    const reader = new ChunkReader(store, new FrameCache(store, 1 << 20));
    await expect(readAll(reader, idsOf([1, 2]))).rejects.toMatchObject({ code: 'MISSING' });
    store.damage(frame);
    await expect(new ChunkReader(store, new FrameCache(store, 1 << 20)).readOne(idsOf([1]))).rejects.toMatchObject({ code: 'CORRUPT' });
  });

  test('quarantines a frame that passes its checksum but does not decode', async () => {
    const frame = store.frames[store.store([chunkNumber(1), chunkNumber(2)])];
    frame.payload = Buffer.from('not what it was');
    await expect(new ChunkReader(store, new FrameCache(store, 1 << 20)).readOne(idsOf([1]))).rejects.toMatchObject({ code: 'CORRUPT' });
    expect(store.quarantined).toHaveLength(2);
  });

  test('believes the frame, not an index that names a wrong place', async () => {
    store.store([chunkNumber(1), chunkNumber(2)]);
    const place = store.places.get(idsOf([1]).toString('hex'))!;
    for (const wrong of [{ offsetInFrame: 200 }, { offsetInFrame: 7 }, { length: 400 }, { offsetInFrame: 4_000 }]) {
      store.places.set(idsOf([1]).toString('hex'), { ...place, ...wrong });
      await expect(new ChunkReader(store, new FrameCache(store, 1 << 20)).readOne(idsOf([1]))).rejects.toMatchObject({ code: 'CORRUPT' });
    }
    expect(store.quarantined).toEqual([]);
  });
});
