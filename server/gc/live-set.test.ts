import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { LiveSet } from './live-set.js';

test('never forgets an id, at any size', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3_000 }), fc.uint8Array({ minLength: 32, maxLength: 32 }), (count, seed) => {
      const live = new LiveSet(() => Buffer.from(seed));
      // Ids that share their beginning, as an agent might choose them.
      const ids = Buffer.alloc(count * 32);
      for (let i = 0; i < count; i++) ids.writeUInt32LE(i, i * 32 + 8 * (i % 2));
      live.addAll(ids);
      for (let i = 0; i < count; i++) expect(live.has(ids, i * 32)).toBe(true);
    }),
    { numRuns: 30 },
  );
});

test('takes next to no dead chunk for live, and at most 8 bytes a chunk from some hundred thousand on', () => {
  const live = new LiveSet(randomBytes);
  const ids = randomBytes(32 * 300_000);
  live.addAll(ids);
  live.addAll(ids.subarray(0, 32 * 1_000));
  expect(live.size).toBeGreaterThan(299_990);
  const others = randomBytes(32 * 300_000);
  let taken = 0;
  for (let at = 0; at < others.length; at += 32) if (live.has(others, at)) taken++;
  expect(taken).toBeLessThan(5);
  expect(live.bytes / live.size).toBeLessThan(8);
});
