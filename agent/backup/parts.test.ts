// The small parts of the engine, each by itself.
import { describe, expect, it } from 'vitest';
import { FarvaultError } from '../../shared/errors/errors.js';
import { ACTIVITY, causesOf, ServerShare } from './held-back.js';
import { LineMeter } from './line.js';
import { constantRate, RateLimit, type Rate } from './rate-limit.js';
import { RecentIds } from './recent-ids.js';
import { backoffMs, mayRetry } from './retry.js';

it('recent ids: an id is met once, and a displaced one is met again as new', () => {
  const ids = Int32Array.from({ length: 32 }, (_, i) => [1, 1, 17, 2][i >> 3] + (i & 7) * 100);
  const recent = new RecentIds(16);
  expect([0, 1, 2, 3].map((at) => recent.meet(ids, at))).toEqual([false, true, false, false]);
  expect(recent.meet(ids, 0)).toBe(false);
  expect(recent.meet(ids, 3)).toBe(true);
});

/** A clock that a test moves. */
function hands(): { ms: number; now(): number; monotonic(): number } {
  return { ms: 0, now() { return this.ms; }, monotonic() { return this.ms; } };
}

it('rate limit: a debt is waited off, and no more than a small message is saved up', () => {
  const clock = hands();
  const limit = new RateLimit(constantRate(100_000), clock);
  limit.take((64 << 10) + 50_000);
  expect(limit.delayMs()).toBe(500);
  clock.ms = 600;
  expect(limit.delayMs()).toBe(0);
  clock.ms = 100_000;
  expect(limit.delayMs()).toBe(0);
  limit.take((64 << 10) + 100_000);
  expect(limit.delayMs()).toBe(1_000);
  expect(new RateLimit(constantRate(0), hands()).delayMs()).toBe(0);
});

describe('a rate that changes with the time of day', () => {
  const KIB = 1024;
  /** 512 KiB/s until second 10, then 2 MiB/s until second 20, then none. */
  const rate: Rate = {
    at: (ms) => (ms < 10_000 ? 512 * KIB : ms < 20_000 ? 2048 * KIB : 0),
    changesAfter: (ms) => (ms < 10_000 ? 10_000 : ms < 20_000 ? 20_000 : null),
  };

  /** Frames of `frameBytes`, always one more to send; bytes that left in each of the spans. */
  function send(frameBytes: number, ends: number[]): number[] {
    const clock = hands();
    const limit = new RateLimit(rate, clock);
    return ends.map((end) => {
      let sent = 0;
      while (clock.ms < end) {
        const delayMs = Math.min(limit.delayMs(), 1_000);
        if (delayMs > 0) {
          clock.ms += delayMs;
          continue;
        }
        limit.take(frameBytes);
        sent += frameBytes;
        if (clock.ms >= 20_000) break;
      }
      return sent;
    });
  }

  it('is kept to within 5 % over 10 s on both sides of the change', () => {
    const [slow, faster] = send(128 * KIB, [10_000, 20_000]);
    expect(Math.abs(slow / (5120 * KIB) - 1)).toBeLessThan(0.05);
    expect(Math.abs(faster / (20_480 * KIB) - 1)).toBeLessThan(0.05);
  });

  it('is not waited for once there is none', () => {
    const clock = hands();
    const limit = new RateLimit(rate, clock);
    limit.take(50_000_000);
    expect(limit.delayMs()).toBeGreaterThan(60_000);
    clock.ms = 20_000;
    expect(limit.delayMs()).toBe(0);
    expect(limit.current).toBe(0);
  });

  it('is looked at again when the wall clock is set back', () => {
    const clock = { ms: 25_000, now: () => clock.ms, monotonic: () => 0 };
    const limit = new RateLimit(rate, clock);
    expect(limit.current).toBe(0);
    clock.ms = 5_000;
    expect(limit.current).toBe(512 * KIB);
  });
});

describe('what held a run back', () => {
  const { idle, reading, chunking } = ACTIVITY;

  it('is what the busy workers are at, and for those that wait, what stands in their way', () => {
    expect(causesOf({ workers: [reading, chunking], scanning: true, waitsFor: 'answer' })).toEqual({ reading: 0.5, chunking: 0.5, line: 0, store: 0, answer: 0, paused: 0 });
    expect(causesOf({ workers: [idle], scanning: true, waitsFor: 'answer' })).toEqual({ reading: 0, chunking: 0, line: 0, store: 0, answer: 1, paused: 0 });
    expect(causesOf({ workers: [idle, chunking], scanning: false, waitsFor: 'limit' })).toMatchObject({ paused: 0.5, chunking: 0.5 });
    expect(causesOf({ workers: [idle], scanning: true, waitsFor: 'stream' })).toMatchObject({ line: 1 });
    expect(causesOf({ workers: [], scanning: true, waitsFor: 'answer' })).toMatchObject({ reading: 1 });
    expect(causesOf({ workers: [], scanning: false, waitsFor: 'answer' })).toMatchObject({ answer: 1 });
    expect(causesOf({ workers: [], scanning: false, waitsFor: 'commit' })).toMatchObject({ store: 1 });
  });

  it('splits a wait for the server by what the server said of the last answers, longer ones counting more', () => {
    const share = new ServerShare();
    expect(share.value).toBe(0);
    for (let i = 0; i < 20; i++) {
      share.note(1_000, 900);
      share.note(2, 0);
    }
    expect(share.value).toBeGreaterThan(0.88);
    for (let i = 0; i < 40; i++) share.note(1_000, 10);
    expect(share.value).toBeLessThan(0.02);
    share.note(1, 4_000_000_000);
    expect(share.value).toBeLessThanOrEqual(1);
  });
});

describe('the line', () => {
  it('gets small frames and a higher level when it is slow, and is not judged while idle', () => {
    const line = new LineMeter(() => 0, 0);
    expect(line.measure(2_000, 100_000, false)).toBe(null);
    expect(line.measure(4_000, 300_000, true)).toMatchObject({ frameBytes: 128 << 10 });
    expect(line.measure(6_000, 30_000_000, true)).toMatchObject({ frameBytes: 1 << 20 });
    expect(new LineMeter(() => 100_000, 0).current.frameBytes).toBe(128 << 10);
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
