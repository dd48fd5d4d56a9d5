import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { isFarvaultError } from '../errors/errors.js';
import { AUTO_LEVEL, CODEC, type CodecChoice } from './codec.js';
import { looksIncompressible } from './compressibility.js';
import { decodeFrame, FrameEncoder } from './frame.js';
import { seededBytes } from '../../test/golden/seeded-bytes.js';

const choices: CodecChoice[] = [{ codec: 'auto', level: AUTO_LEVEL }, { codec: 'zstd', level: 1 }, { codec: 'zstd', level: 9 }, { codec: 'lz4', level: 0 }, { codec: 'raw', level: 0 }];
const text = Buffer.from('the quick brown fox jumps over the lazy dog. '.repeat(3000));
const encoder = new FrameEncoder();

/** Decodes, and gives the error's code when it is one of ours; any other error fails the test. */
function codeOf(decode: () => unknown): string {
  try {
    decode();
    return 'none';
  } catch (error) {
    if (!isFarvaultError(error)) throw error;
    return error.code;
  }
}

describe.each(choices)('frames with $codec:$level', (choice) => {
  test('decode to what was encoded', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 3000 }), fc.integer({ min: 1, max: 40 }), (piece, times) => {
        const plain = Buffer.concat(Array.from({ length: times }, () => piece));
        const { codec, payload } = encoder.encode(plain, choice);
        expect(decodeFrame(codec, payload, plain.length).equals(plain)).toBe(true);
        const out = Buffer.alloc(plain.length + 10);
        expect(decodeFrame(codec, payload, plain.length, out).equals(plain)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('never take more than raw', () => {
    const plain = seededBytes(1, 1 << 20);
    const { codec, payload } = encoder.encode(plain, choice);
    expect(codec).toBe(CODEC.raw);
    expect(payload).toBe(plain);
  });

  test('refuse any other length', () => {
    const { codec, payload } = encoder.encode(text, choice);
    for (const length of [0, text.length - 1, text.length + 1, 1 << 20]) expect(codeOf(() => decodeFrame(codec, payload, length))).toBe('CORRUPT');
  });

  test('fail with a coded error when damaged, or decode to the announced length', () => {
    const { codec, payload } = encoder.encode(text, choice);
    const bytes = Buffer.from(payload);
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), fc.nat(bytes.length), (at, flip, keep) => {
        const damaged = Buffer.from(bytes);
        damaged[at] ^= flip;
        expect(['none', 'CORRUPT']).toContain(codeOf(() => decodeFrame(codec, damaged, text.length)));
        expect(['none', 'CORRUPT']).toContain(codeOf(() => decodeFrame(codec, bytes.subarray(0, keep), text.length)));
      }),
      { numRuns: 100 },
    );
  });
});

test('random bytes are refused by every codec with a coded error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.integer({ min: 0, max: 4 }), fc.nat(1 << 20), (bytes, codec, plainBytes) => {
      expect(['none', 'CORRUPT', 'FORMAT']).toContain(codeOf(() => decodeFrame(codec, bytes, plainBytes)));
    }),
    { numRuns: 300 },
  );
});

test('a frame that announces more than the bound is refused before memory is taken', () => {
  expect(codeOf(() => decodeFrame(CODEC.lz4, Buffer.alloc(8), 2 ** 32 - 1))).toBe('FORMAT');
  expect(codeOf(() => decodeFrame(CODEC.zstd, Buffer.alloc(20), -1))).toBe('FORMAT');
  expect(codeOf(() => decodeFrame(7, Buffer.alloc(20), 20))).toBe('FORMAT');
});

test('a second zstd frame, or anything else after the first, is refused', () => {
  const { codec, payload } = encoder.encode(text, { codec: 'zstd', level: 3 });
  const one = Buffer.from(payload);
  expect(codeOf(() => decodeFrame(codec, Buffer.concat([one, one]), text.length))).toBe('CORRUPT');
  expect(codeOf(() => decodeFrame(codec, Buffer.concat([one, Buffer.from([0])]), text.length))).toBe('CORRUPT');
});

test('zstd frames without content size, with a dictionary or with a large window are refused', () => {
  const header = (descriptor: number, ...rest: number[]): Buffer => Buffer.from([0x28, 0xb5, 0x2f, 0xfd, descriptor, ...rest, 0x01, 0x00, 0x00]);
  expect(() => decodeFrame(CODEC.zstd, header(0x00, 0x58), 0)).toThrow(/content size/);
  expect(() => decodeFrame(CODEC.zstd, header(0x21, 0x07, 0x00), 0)).toThrow(/dictionary/);
  expect(() => decodeFrame(CODEC.zstd, header(0x80, 0xff, 0, 0, 0, 0), 0)).toThrow(/window/);
  expect(() => decodeFrame(CODEC.zstd, header(0x28, 0x00), 0)).toThrow(/reserved/);
});

test('what looks compressible is told from what does not', () => {
  expect(looksIncompressible(seededBytes(5, 1 << 20))).toBe(true);
  expect(looksIncompressible(text)).toBe(false);
  expect(looksIncompressible(seededBytes(5, 1000))).toBe(false);
});
