import { expect, test } from 'vitest';
import { Pace } from './pace.js';

test('rests four times as long as it has worked while a stream sends, and not at all otherwise', async () => {
  const time = { ms: 0, rested: 0, activeMs: 0 };
  const clock = { now: () => 0, monotonic: () => time.ms, sleep: (ms: number) => Promise.resolve(void ((time.rested += ms), (time.ms += ms))) };
  const pace = new Pace(clock, (nowMs) => nowMs - time.activeMs);
  const { signal } = new AbortController();
  for (let i = 0; i < 100; i++) {
    time.ms += 5;
    time.activeMs = time.ms;
    await pace.step(signal);
  }
  expect(time.rested).toBe(2_000);
  time.ms += 10_000;
  for (let i = 0; i < 100; i++) {
    time.ms += 5;
    await pace.step(signal);
  }
  expect(time.rested).toBe(2_000);
});
