// The small parts of the engine, each by itself.
import { describe, expect, it } from 'vitest';
import { FarvaultError } from '../../shared/errors/errors.js';
import { LineMeter } from './line.js';
import { RateLimit } from './rate-limit.js';
import { RecentIds } from './recent-ids.js';
import { backoffMs, mayRetry } from './retry.js';

it('recent ids: an id is met once, and a displaced one is met again as new', () => {
  const ids = Int32Array.from({ length: 32 }, (_, i) => [1, 1, 17, 2][i >> 3] + (i & 7) * 100);
  const recent = new RecentIds(16);
  expect([0, 1, 2, 3].map((at) => recent.meet(ids, at))).toEqual([false, true, false, false]);
  expect(recent.meet(ids, 0)).toBe(false);
  expect(recent.meet(ids, 3)).toBe(true);
});

it('rate limit: a debt is waited off, and no more than a second is saved up', () => {
  let now = 0;
  const limit = new RateLimit(100_000, () => now);
  limit.take(150_000);
  expect(limit.delayMs()).toBe(500);
  now = 600;
  expect(limit.delayMs()).toBe(0);
  now = 100_000;
  expect(limit.delayMs()).toBe(0);
  limit.take(200_000);
  expect(limit.delayMs()).toBe(1_000);
  expect(new RateLimit(0, () => 0).delayMs()).toBe(0);
});

describe('the line', () => {
  it('gets small frames and a higher level when it is slow, and is not judged while idle', () => {
    const line = new LineMeter(0, 0);
    expect(line.measure(2_000, 100_000, false)).toBe(null);
    expect(line.measure(4_000, 300_000, true)).toMatchObject({ frameBytes: 128 << 10 });
    expect(line.measure(6_000, 30_000_000, true)).toMatchObject({ frameBytes: 1 << 20 });
    expect(new LineMeter(100_000, 0).current.frameBytes).toBe(128 << 10);
  });
});

describe('retry', () => {
  it('goes on while the server is away, a few times over its faults, and never against a refusal', () => {
    expect(mayRetry(new FarvaultError('UNAVAILABLE', ''), 100)).toBe(true);
    expect(mayRetry(new FarvaultError('INTERNAL', ''), 3)).toBe(true);
    expect(mayRetry(new FarvaultError('INTERNAL', ''), 4)).toBe(false);
    expect(mayRetry(new FarvaultError('REFUSED', ''), 1)).toBe(false);
  });

  it('waits longer each time, up to a minute', () => {
    expect(backoffMs(1, 1)).toBe(500);
    expect(backoffMs(3, 0)).toBe(1_000);
    expect(backoffMs(50, 1)).toBe(60_000);
  });
});
