import { beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../time/clock.js';
import { WriteBehind } from './write-behind.js';

let written: number[];
let release: () => void;
let failure: Error | null;

function make(maxEntries = 4): WriteBehind<Set<number>> {
  return new WriteBehind<Set<number>>({
    clock: systemClock,
    name: 'test',
    makeLayer: () => new Set<number>(),
    write: async (layer) => {
      await new Promise<void>((resolve) => (release = resolve));
      if (failure !== null) throw failure;
      written.push(...layer);
    },
    flushEntries: 2,
    flushAfterMs: 20,
    maxEntries,
  });
}
const put = (behind: WriteBehind<Set<number>>, ...numbers: number[]): void => {
  for (const number of numbers) behind.active.add(number);
  behind.changed();
};

beforeEach(() => {
  written = [];
  failure = null;
});

describe('writing behind', () => {
  test('begins by count, and keeps what is being written in sight', async () => {
    const behind = make();
    put(behind, 1, 2);
    expect([...behind.writing!]).toEqual([1, 2]);
    put(behind, 3);
    const flushed = behind.flush();
    release();
    await new Promise((resolve) => setTimeout(resolve, 5));
    release();
    await flushed;
    expect(written).toEqual([1, 2, 3]);
    expect(behind.writing).toBeNull();
  });

  test('begins after a time, too', async () => {
    const behind = make();
    put(behind, 1);
    expect(behind.writing).toBeNull();
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect([...behind.writing!]).toEqual([1]);
    release();
  });

  test('makes its caller wait when it is full', async () => {
    const behind = make();
    put(behind, 1, 2);
    put(behind, 3, 4, 5, 6);
    let ready = false;
    const waiting = behind.ready().then(() => (ready = true));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(ready).toBe(false);
    release();
    await waiting;
    release();
  });

  test('tells of a failure, and goes on answering from what it could not write', async () => {
    const behind = make();
    failure = new Error('no space');
    put(behind, 1, 2);
    release();
    await expect(behind.flush()).rejects.toMatchObject({ code: 'IO' });
    expect([...behind.writing!]).toEqual([1, 2]);
    await expect(behind.ready()).rejects.toMatchObject({ code: 'IO' });
  });
});
