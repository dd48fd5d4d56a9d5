import { describe, expect, test } from 'vitest';
import type { Clock } from '../../shared/time/clock.js';
import { Credit, CreditBudget } from './credit.js';
import { INITIAL_CREDIT_BYTES, MAX_CREDIT_BYTES, MIN_CREDIT_BYTES } from './limits.js';

const FRAME = 1 << 20;
const FLUSH_MS = 2;

function clockAt(): { clock: Clock; at: { ms: number } } {
  const at = { ms: 0 };
  return { at, clock: { now: () => at.ms, monotonic: () => at.ms, sleep: () => Promise.reject(new Error('no sleep here')) } };
}

/** A line of `bytesPerMs` with that round trip, used by an agent that always has frames; the credit that it ends with, and its share of the line. */
function settle(bytesPerMs: number, roundTripMs: number, frames: number): { creditBytes: number; share: number } {
  const { clock, at } = clockAt();
  const credit = new Credit(clock, new CreditBudget());
  /** What the agent may have sent in all, by when it learned that. */
  const grants = [{ atMs: roundTripMs / 2, limit: credit.grant() }];
  let creditBytes = 0;
  let lineFreeMs = 0;
  let durable = 0;
  const half = frames / 2;
  let halfMs = 0;
  for (let i = 1; i <= frames; i++) {
    const allowed = grants.find((grant) => grant.limit >= i * FRAME);
    if (allowed === undefined) throw new Error('no grant ever allows the next frame');
    lineFreeMs = Math.max(lineFreeMs, allowed.atMs) + FRAME / bytesPerMs;
    at.ms = lineFreeMs + roundTripMs / 2;
    expect(credit.receive(FRAME)).toBe(true);
    at.ms += FLUSH_MS;
    durable += FRAME;
    credit.acknowledge(FRAME, FLUSH_MS);
    creditBytes = credit.grant();
    grants.push({ atMs: at.ms + roundTripMs / 2, limit: durable + creditBytes });
    if (i === half) halfMs = at.ms;
  }
  return { creditBytes, share: ((frames - half) * FRAME) / bytesPerMs / (at.ms - halfMs) };
}

describe('credit', () => {
  test('starts with a fixed amount and refuses what exceeds it', () => {
    const credit = new Credit(clockAt().clock, new CreditBudget());
    expect(credit.grant()).toBe(INITIAL_CREDIT_BYTES);
    expect(credit.receive(INITIAL_CREDIT_BYTES)).toBe(true);
    expect(credit.receive(1)).toBe(false);
  });

  test('a smaller grant does not make what an earlier one allowed a fault', () => {
    const { clock, at } = clockAt();
    const credit = new Credit(clock, new CreditBudget());
    const first = credit.grant();
    credit.receive(1_000);
    at.ms += 10_000;
    credit.acknowledge(1_000, 1);
    expect(credit.grant()).toBeLessThan(first);
    expect(credit.receive(first - 1_000)).toBe(true);
  });

  test.each([
    [200_000, 100], // 200 MB/s, 100 ms
    [100_000, 200],
    [1_000, 80],
  ])('fills a line of %d bytes/ms with a round trip of %d ms', (rate, roundTripMs) => {
    const { share, creditBytes } = settle(rate, roundTripMs, 600);
    expect(share).toBeGreaterThan(0.95);
    expect(creditBytes).toBeLessThanOrEqual(MAX_CREDIT_BYTES);
  });

  test('stays small on a slow line and on a near one', () => {
    expect(settle(250, 50, 60).creditBytes).toBeLessThan(5 << 20);
    expect(settle(300_000, 0.2, 600).creditBytes).toBeLessThan(10 << 20);
  });

  test('all streams share one budget, and each gets its minimum', () => {
    const { clock } = clockAt();
    const budget = new CreditBudget(6 << 20);
    const credits = [1, 2, 3].map(() => new Credit(clock, budget));
    expect(credits.map((credit) => credit.grant())).toEqual([4 << 20, 2 << 20, MIN_CREDIT_BYTES]);
    credits[0].release();
    credits[2].release();
    expect(new Credit(clock, budget).grant()).toBe(4 << 20);
  });
});
