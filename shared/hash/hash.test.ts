import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blake3, createHasher, nativeEngine, portableEngine } from './hash.js';
import { seededBytes } from '../../test/golden/seeded-bytes.js';

const native = nativeEngine();
const portable = await portableEngine();

test('gives the published digest of nothing', () => {
  expect(blake3(Buffer.alloc(0)).toString('hex')).toBe('af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262');
});

test('both packages agree on every input, plain, keyed and in pieces', () => {
  fc.assert(
    fc.property(fc.nat(), fc.integer({ min: 0, max: 5000 }), fc.integer({ min: 1, max: 2000 }), (seed, bytes, step) => {
      const data = seededBytes(seed, bytes);
      const key = seededBytes(seed + 1, 32);
      expect(portable.hash(data).equals(native.hash(data))).toBe(true);
      for (const engine of [native, portable]) {
        const plain = engine.createHasher();
        for (let at = 0; at < data.length; at += step) plain.update(data.subarray(at, at + step));
        expect(plain.digestBuffer().equals(blake3(data))).toBe(true);
        const keyed = engine.createHasher(key);
        keyed.update(data);
        const expected = createHasher(key);
        expected.update(data);
        expect(keyed.digestBuffer().equals(expected.digestBuffer())).toBe(true);
      }
    }),
    { numRuns: 40 },
  );
});
