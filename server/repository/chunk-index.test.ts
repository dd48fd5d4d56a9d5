import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FarvaultError } from '../../shared/errors/errors.js';
import { blake3 } from '../../shared/hash/hash.js';
import { systemClock } from '../../shared/time/clock.js';
import { ChunkIndex, PLACE_BYTES, decodePlace } from './chunk-index.js';
import type { Place } from './types.js';
import { openViewStore, type LevelView } from './view-store.js';

let directory: string;
let view: LevelView;
beforeEach(async () => {
  directory = mkdtempSync(path.join(tmpdir(), 'index-'));
  view = await openViewStore(directory);
});
afterEach(async () => {
  await view.close();
  rmSync(directory, { recursive: true, force: true });
});

const idOf = (number: number): Buffer => blake3(Buffer.from(`id ${number}`));
const idsOf = (numbers: number[]): Buffer => Buffer.concat(numbers.map(idOf));

describe('the chunk index', () => {
  test('answers at once, through a flush, and after it was opened again', async () => {
    const index = new ChunkIndex(view, systemClock, () => true);
    index.add({ ids: idsOf([1, 2]), lengths: [100, 50] }, 3, 2 ** 40 + 5);
    const places: Place[] = [
      { pack: 3, frameOffset: 2 ** 40 + 5, offsetInFrame: 0, length: 100 },
      { pack: 3, frameOffset: 2 ** 40 + 5, offsetInFrame: 100, length: 50 },
    ];
    expect(await index.locate(idsOf([1, 9, 2]))).toEqual([places[0], null, places[1]]);
    index.covers(17);
    const flushing = index.flush();
    expect(await index.locate(idsOf([1, 2]))).toEqual(places);
    await flushing;
    expect(view.position()).toBe(17);
    expect(await new ChunkIndex(view, systemClock, () => true).locate(idsOf([1, 2]))).toEqual(places);
    await index.close();
  });

  test('says how far it is with the last of its batches only: an end between two loses none', async () => {
    const index = new ChunkIndex(view, systemClock, () => true);
    const numbers = Array.from({ length: 3_000 }, (_, number) => number);
    index.add({ ids: idsOf(numbers), lengths: numbers.map(() => 1) }, 1, 64);
    index.covers(9);
    const write = view.write.bind(view);
    const positions: number[] = [];
    view.write = (fill) => {
      positions.push(view.position());
      return write(fill);
    };
    await index.flush();
    expect(positions.length).toBeGreaterThan(1);
    expect(positions.slice(0, -1).every((position) => position === 0)).toBe(true);
    expect(positions.at(-1)).toBe(9);
    await index.close();
  });

  test('tells where a chunk lies that moves while it is looked up, and not of a pack that goes meanwhile', async () => {
    const gone = new Set<number>();
    const index = new ChunkIndex(view, systemClock, (pack) => !gone.has(pack));
    index.add({ ids: idsOf([1, 2]), lengths: [10, 10] }, 1, 64);
    await index.flush();
    index.add({ ids: idsOf([3, 4]), lengths: [10, 10] }, 1, 128);
    const getMany = view.getMany.bind(view);
    let asked = 0;
    view.getMany = async (keys) => {
      const values = await getMany(keys);
      if (asked++ > 0) return values;
      // A collection goes through the pack: 1 and 3 are copied, then it is removed.
      index.add({ ids: idsOf([1, 3]), lengths: [10, 10] }, 2, 64);
      gone.add(1);
      return values;
    };
    expect((await index.locate(idsOf([1, 2, 3, 4]))).map((place) => place?.pack ?? null)).toEqual([2, null, 2, null]);
    await index.close();
  });

  test('agrees with a map over any sequence of changes and flushes', async () => {
    const step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ kind: fc.constant('add'), numbers: fc.array(fc.nat(60), { minLength: 1, maxLength: 8 }), pack: fc.integer({ min: 1, max: 9 }) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove'), numbers: fc.array(fc.nat(60), { minLength: 1, maxLength: 4 }), pack: fc.constant(0) }) },
      { weight: 2, arbitrary: fc.record({ kind: fc.constantFrom('flush', 'start'), numbers: fc.constant([]), pack: fc.constant(0) }) },
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 40 }), async (steps) => {
        const index = new ChunkIndex(view, systemClock, () => true);
        const all = Array.from({ length: 61 }, (_, number) => number);
        // What the run before has left.
        await view.write((batch) => all.forEach((number) => batch.delete(idOf(number))));
        const model = new Map<number, number>();
        let started: Promise<void> = Promise.resolve();
        for (const { kind, numbers, pack } of steps) {
          if (kind === 'add') {
            index.add({ ids: idsOf(numbers), lengths: numbers.map(() => 10) }, pack, 64);
            for (const number of numbers) model.set(number, pack);
          } else if (kind === 'remove') {
            for (const number of numbers) {
              index.remove(idOf(number), model.get(number) ?? 1, 64);
              model.delete(number);
            }
          } else {
            started = index.flush();
            if (kind === 'flush') await started;
          }
          expect((await index.locate(idsOf(all))).map((place) => place?.pack)).toEqual(all.map((number) => model.get(number)));
        }
        await started;
        await index.close();
        expect((await index.locate(idsOf(all))).map((place) => place?.pack)).toEqual(all.map((number) => model.get(number)));
      }),
      { numRuns: 25 },
    );
  });

  test('keeps a chunk that came again, when only its old place is given up', async () => {
    const index = new ChunkIndex(view, systemClock, () => true);
    index.add({ ids: idsOf([70, 71]), lengths: [10, 10] }, 1, 64);
    await index.flush();
    index.add({ ids: idOf(70), lengths: [10] }, 2, 128);
    index.remove(idsOf([70, 71]), 1, 64);
    expect((await index.locate(idsOf([70, 71]))).map((place) => place?.pack)).toEqual([2, undefined]);
    await index.close();
  });

  test('keeps it also when its new place has left the memory', async () => {
    const index = new ChunkIndex(view, systemClock, () => true);
    const packsOf = async (): Promise<unknown> => (await index.locate(idsOf([72, 73]))).map((place) => place?.pack);
    index.add({ ids: idsOf([72, 73]), lengths: [10, 10] }, 1, 64);
    index.add({ ids: idOf(72), lengths: [10] }, 2, 128);
    await index.flush();
    index.remove(idsOf([72, 73]), 1, 64);
    expect(await packsOf()).toEqual([2, undefined]);
    const flushed = index.flush();
    expect(await packsOf()).toEqual([2, undefined]);
    await flushed;
    expect(await packsOf()).toEqual([2, undefined]);
    index.remove(idOf(72), 2, 128);
    await index.close();
    expect(await packsOf()).toEqual([undefined, undefined]);
  });

  test('moves its position only with what it covers', async () => {
    const index = new ChunkIndex(view, systemClock, () => true);
    index.add({ ids: idOf(1), lengths: [1] }, 1, 0);
    index.covers(5);
    expect(view.position()).toBe(0);
    await index.flush();
    expect(view.position()).toBe(5);
    await index.close();
  });
});

test('a place is read from any bytes, or refused as CORRUPT', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 40 }), (bytes) => {
      try {
        const place = decodePlace(Buffer.from(bytes));
        expect(bytes.length).toBe(PLACE_BYTES);
        expect(Number.isSafeInteger(place.frameOffset)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(FarvaultError);
        expect((error as FarvaultError).code).toBe('CORRUPT');
      }
    }),
    { numRuns: 2_000 },
  );
});
