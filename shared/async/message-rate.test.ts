import { expect, test } from 'vitest';
import type { Clock } from '../time/clock.js';
import { MessageRate } from './message-rate.js';

test('lets a burst through, then holds the rate', () => {
  let ms = 0;
  const clock: Clock = { now: () => ms, monotonic: () => ms, sleep: () => Promise.resolve() };
  const rate = new MessageRate(clock, 100, 20);
  for (let i = 0; i < 20; i++) expect(rate.take()).toBe(0);
  let taken = 0;
  while (ms < 10_000) {
    ms += rate.take();
    taken++;
  }
  expect(taken).toBeGreaterThan(950);
  expect(taken).toBeLessThanOrEqual(1_010);
  ms += 60_000;
  for (let i = 0; i < 20; i++) expect(rate.take()).toBe(0);
  expect(rate.take()).toBeGreaterThan(0);
});
