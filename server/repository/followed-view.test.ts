import { expect, it } from 'vitest';
import { FollowedView } from './followed-view.js';
import type { JournalRecord, ViewFollower } from './types.js';
import type { LevelView } from './view-store.js';

const FULL = new Error('IO error: /data/history/000003.log: No space left on device');

function record(number: number): JournalRecord {
  return { number, epoch: 1, timeMs: 0, body: { kind: 'note' } };
}

/** A view whose follower fails as `failing` says; time passes by itself. */
function setUp(failing: { error: Error | null; room: boolean }) {
  const seen: number[] = [];
  let position = 0;
  const failures: unknown[] = [];
  let reserves = 0;
  const level = { setPosition: (to: number) => (position = to), position: () => position, close: () => Promise.resolve() } as unknown as LevelView;
  const follower: ViewFollower = {
    name: 'notes',
    apply: ({ number }) => {
      if (failing.error !== null && number > 1) return Promise.reject(failing.error);
      seen.push(number);
      return Promise.resolve();
    },
  };
  let naps = 0;
  const clock = { now: () => 0, monotonic: () => 0, sleep: (_ms: number, signal?: AbortSignal) => (naps++, new Promise<void>((resolve, reject) => (signal?.aborted === true ? reject(new Error('closed')) : setImmediate(resolve)))) };
  const room = { clock, giveUpReserve: () => Promise.resolve(void reserves++), isThere: () => Promise.resolve(failing.room) };
  const view = new FollowedView('notes', level, [follower], room, (error) => failures.push(error));
  return { view, seen, failures, position: () => position, reserves: () => reserves, naps: () => naps };
}

it('waits for room on a full disk, gives up the reserve, and goes on where it was', async () => {
  const failing: { error: Error | null; room: boolean } = { error: FULL, room: false };
  const { view, seen, failures, position, reserves, naps } = setUp(failing);
  for (const number of [1, 2, 3]) view.feed(record(number));
  await view.settle();
  expect({ seen, behind: view.isBehind, position: position() }).toEqual({ seen: [1], behind: true, position: 1 });
  expect(reserves()).toBeGreaterThan(0);
  while (naps() < 20) await new Promise((resolve) => setImmediate(resolve));
  failing.error = null;
  view.feed(record(4));
  while (view.isBehind) await new Promise((resolve) => setImmediate(resolve));
  await view.settle();
  expect({ seen, position: position(), failures }).toEqual({ seen: [1, 2, 3, 4], position: 4, failures: [] });
});

it('is closed while it waits, behind; what fails for another reason, or in spite of room, fails', async () => {
  const waiting = setUp({ error: FULL, room: false });
  for (const number of [1, 2]) waiting.view.feed(record(number));
  await waiting.view.settle();
  await waiting.view.close();
  expect({ position: waiting.position(), failures: waiting.failures }).toEqual({ position: 1, failures: [] });
  for (const error of [new Error('IO error: broken'), FULL]) {
    const { view, failures } = setUp({ error, room: true });
    for (const number of [1, 2]) view.feed(record(number));
    while (failures.length === 0) await new Promise((resolve) => setImmediate(resolve));
    expect(failures).toEqual([error]);
  }
});
