import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { IdSet } from './id-set.js';

test('holds what was added, up to its bound, and nothing else', () => {
  const set = new IdSet(5_000);
  const ids = randomBytes(32 * 6_000);
  set.addAll(ids);
  for (let i = 0; i < 5_000; i++) expect(set.has(ids, i * 32)).toBe(true);
  for (let i = 5_000; i < 6_000; i++) expect(set.has(ids, i * 32)).toBe(false);
});
