import { expect, test } from 'vitest';
import { MemoryView } from '../repository/test-kit.js';
import type { Place } from '../repository/index.js';
import { LostChunks, noteLostChunks } from './lost-chunks.js';

const ID = Buffer.alloc(32, 7);
const PLACE: Place = { pack: 1, frameOffset: 64, offsetInFrame: 0, length: 10 };

function aView(): MemoryView {
  return new MemoryView({ entries: new Map(), position: 0 });
}

/** Answers each question with the next of `answers`. */
function aSource(answers: (Place | null)[], beforeAnswer: () => Promise<void> = () => Promise.resolve()) {
  return {
    someUnreadable: false,
    locate: async (): Promise<(Place | null)[]> => {
      const place = answers.length > 1 ? answers.shift()! : answers[0];
      await beforeAnswer();
      return [place ?? null];
    },
  };
}

test('a chunk that is held again is forgotten', async () => {
  const view = aView();
  await noteLostChunks(ID, view);
  expect(await new LostChunks(view, aSource([null])).any()).toBe(true);
  expect(await new LostChunks(view, aSource([PLACE])).any()).toBe(false);
  expect(await new LostChunks(view, aSource([null])).any()).toBe(false);
});

test('one that is lost again while it is being forgotten is not', async () => {
  const view = aView();
  await noteLostChunks(ID, view);
  // It is held when it is asked for; then it is found damaged, and noted before the answer is acted upon.
  expect(await new LostChunks(view, aSource([PLACE, null], () => noteLostChunks(ID, view))).any()).toBe(true);
  expect(await new LostChunks(view, aSource([null])).any()).toBe(true);
});

test('while something cannot be read, nothing is taken on trust', async () => {
  expect(await new LostChunks(aView(), { ...aSource([PLACE]), someUnreadable: true }).any()).toBe(true);
});

test('what no snapshot needs is told to nobody, until something else is lost', async () => {
  const view = aView();
  await noteLostChunks(ID, view);
  const lost = new LostChunks(view, { someUnreadable: false, locate: (ids: Buffer) => Promise.resolve(Array.from({ length: ids.length / 32 }, () => null)) });
  expect(await lost.someNeeded()).toBe(true);
  lost.looked(await lost.count(), false);
  expect([await lost.someNeeded(), await lost.any()]).toEqual([false, true]);
  await noteLostChunks(Buffer.alloc(32, 8), view);
  expect(await lost.someNeeded()).toBe(true);
});
