import { describe, expect, it } from 'vitest';
import { NeedQueue, type QueuedNeed } from './need-queue.js';
import { Credit } from './read/credit.js';
import type { SnapshotReader } from './read/snapshot-reader.js';

interface Asked {
  items: { number: number; ranges: number[] }[];
  plainBytes: number;
}

/** Gives every fetch an empty answer at once, and the credit back. */
async function fetchesOf(needs: QueuedNeed[]): Promise<Asked[]> {
  const asked: Asked[] = [];
  const credit = new Credit(1 << 30);
  const reader = {
    credit,
    fetchContent: (items: Asked['items'], plainBytes: number) => {
      asked.push({ items, plainBytes });
      return Promise.resolve({ frames: [], failed: new Uint8Array(0), failure: '' });
    },
  } as unknown as SnapshotReader;
  const queue = new NeedQueue(reader, () => { throw new Error('no frames are sent here'); }, () => undefined);
  queue.add(needs);
  queue.end();
  await queue.run(new AbortController().signal);
  return asked;
}

const need = (unit: number, chunks: number, plainBytes: number): QueuedNeed => ({ unit, index: 0, ranges: [0, chunks], chunks, plainBytes });

describe('gathering needs into fetches', () => {
  it('gathers small ones in order, up to 8 MiB', async () => {
    const asked = await fetchesOf(Array.from({ length: 20 }, (_, unit) => need(unit, 10, 1 << 20)));
    expect(asked.flatMap(({ items }) => items.map(({ number }) => number))).toEqual(Array.from({ length: 20 }, (_, unit) => unit));
    expect(Math.max(...asked.map(({ plainBytes }) => plainBytes))).toBe(8 << 20);
  });

  it('asks for at most 32,768 chunks and 64 places at once, however small they are', async () => {
    const chunky = await fetchesOf(Array.from({ length: 40 }, (_, unit) => need(unit, 8192, 8192)));
    expect(Math.max(...chunky.map(({ items }) => items.reduce((sum, { ranges }) => sum + ranges[1], 0)))).toBe(32_768);
    const tiny = await fetchesOf(Array.from({ length: 200 }, (_, unit) => need(unit, 1, 1)));
    expect(Math.max(...tiny.map(({ items }) => items.length))).toBe(64);
  });
});
