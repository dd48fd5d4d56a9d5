import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextCut } from './fastcdc.js';
import { createCutter, createJsCutter, type Cutter } from './fastcdc-wasm.js';
import { checkChunkingParams, DEFAULT_CHUNKING, type ChunkingParams } from './params.js';
import { nextFixedCut } from './fixed.js';
import { isAllZero } from './zero.js';
import { seededBytes } from '../../test/golden/seeded-bytes.js';

const DATA_BYTES = 1 << 20;

const params: fc.Arbitrary<ChunkingParams> = fc
  .record({ bits: fc.integer({ min: 6, max: 14 }), min: fc.double({ min: 0, max: 1, noNaN: true }), max: fc.integer({ min: 0, max: 8192 }) })
  .map(({ bits, min, max }) => ({ minBytes: Math.max(1, Math.floor(2 ** bits * min)), averageBytes: 2 ** bits, maxBytes: 2 ** bits + max }));

/** Random stretches and long runs of one byte, so that maxima and hash cuts both occur. */
const content = fc
  .array(fc.record({ seed: fc.nat(), bytes: fc.integer({ min: 0, max: 20_000 }), flat: fc.boolean() }), { maxLength: 6 })
  .map((parts) => Buffer.concat(parts.map(({ seed, bytes, flat }) => (flat ? Buffer.alloc(bytes, seed & 0xff) : seededBytes(seed, bytes)))));

function reference(data: Buffer, chosen: ChunkingParams): number[] {
  const ends: number[] = [];
  for (let at = 0; at < data.length; ) ends.push((at = nextCut(data, at, data.length, chosen)));
  return ends;
}

function fill(cutter: Cutter, data: Buffer): void {
  cutter.memory.set(data, cutter.dataStart);
}

function cutWhole(cutter: Cutter, data: Buffer): number[] {
  fill(cutter, data);
  const base = cutter.dataStart;
  const ends: number[] = [];
  for (let start = base; start < base + data.length; start = base + ends.at(-1)!) {
    const count = cutter.cutMany(start, base + data.length, true);
    for (let i = 0; i < count; i++) ends.push(cutter.cuts[i] - base);
  }
  return ends;
}

/** As a reader does: `step` bytes more each time, asking for cuts before the end is known. */
function cutStreaming(cutter: Cutter, data: Buffer, step: number): number[] {
  fill(cutter, data);
  const base = cutter.dataStart;
  const ends: number[] = [];
  let start = base;
  for (let have = Math.min(step, data.length); ; have = Math.min(have + step, data.length)) {
    const isEnd = have === data.length;
    for (let next; start < base + have && (next = cutter.cut(start, base + have, isEnd)) !== 0; start = next) ends.push(next - base);
    if (isEnd) return ends;
  }
}

const cutters: [string, (chosen: ChunkingParams) => Cutter][] = [
  ['WebAssembly', (chosen) => createCutter({ params: chosen, dataBytes: DATA_BYTES })],
  ['WebAssembly over shared memory', (chosen) => createCutter({ params: chosen, memory: new WebAssembly.Memory({ initial: 17, maximum: 17, shared: true }) })],
  ['JavaScript', (chosen) => createJsCutter({ params: chosen, dataBytes: DATA_BYTES })],
];

describe.each(cutters)('cutter in %s', (_, create) => {
  test('finds the cuts of the reference for any input and parameters', () => {
    fc.assert(
      fc.property(content, params, (data, chosen) => {
        expect(cutWhole(create(chosen), data)).toEqual(reference(data, chosen));
      }),
      { numRuns: 60 },
    );
  });

  test('finds the same cuts when the bytes come in pieces', () => {
    fc.assert(
      fc.property(content, params, fc.integer({ min: 500, max: 30_000 }), (data, chosen, step) => {
        expect(cutStreaming(create(chosen), data, step)).toEqual(reference(data, chosen));
      }),
      { numRuns: 60 },
    );
  });

  test('refuses offsets outside its memory', () => {
    const cutter = create(DEFAULT_CHUNKING);
    expect(() => cutter.cut(0, 100, true)).toThrow(/outside/);
    expect(() => cutter.cutMany(cutter.dataStart, cutter.memory.length + 1, true)).toThrow(/outside/);
  });
});

test('an edit changes only the chunks near it', () => {
  const data = seededBytes(7, 8 << 20);
  const edited = Buffer.concat([data.subarray(0, 3_000_000), Buffer.from('inserted'), data.subarray(3_000_000)]);
  const before = reference(data, DEFAULT_CHUNKING);
  const after = reference(edited, DEFAULT_CHUNKING).map((end) => (end > 3_000_000 ? end - 8 : end));
  const known = new Set(before);
  expect(after.filter((end) => !known.has(end)).length).toBeLessThanOrEqual(4);
});

test('chunks keep to minimum and maximum, and their average is near the one asked for', () => {
  const ends = reference(seededBytes(3, 16 << 20), DEFAULT_CHUNKING);
  const lengths = ends.map((end, i) => end - (ends[i - 1] ?? 0)).slice(0, -1);
  expect(Math.min(...lengths)).toBeGreaterThan(DEFAULT_CHUNKING.minBytes);
  expect(Math.max(...lengths)).toBeLessThanOrEqual(DEFAULT_CHUNKING.maxBytes);
  const average = lengths.reduce((sum, length) => sum + length, 0) / lengths.length;
  expect(average).toBeGreaterThan(56 << 10);
  expect(average).toBeLessThan(88 << 10);
});

test('parameters that cannot work are refused', () => {
  for (const bad of [
    { minBytes: 0, averageBytes: 1024, maxBytes: 4096 },
    { minBytes: 100, averageBytes: 1000, maxBytes: 4096 },
    { minBytes: 2048, averageBytes: 1024, maxBytes: 4096 },
    { minBytes: 100, averageBytes: 1024, maxBytes: 2 << 20 },
    { minBytes: 1.5, averageBytes: 1024, maxBytes: 4096 },
  ]) {
    expect(() => checkChunkingParams(bad)).toThrow(/chunking/);
  }
});

test('fixed cuts lie at multiples of the size, and at the end', () => {
  expect(nextFixedCut(0, 200_000, 65_536)).toBe(65_536);
  expect(nextFixedCut(70_000, 200_000, 65_536)).toBe(131_072);
  expect(nextFixedCut(196_608, 200_000, 65_536)).toBe(200_000);
});

test('all-zero data is told from data with one byte set, wherever it is', () => {
  const data = Buffer.alloc(150_000);
  expect(isAllZero(data)).toBe(true);
  expect(isAllZero(data, 10, 10)).toBe(true);
  for (const at of [0, 1, 65_535, 65_536, 149_999]) {
    data[at] = 1;
    expect(isAllZero(data)).toBe(false);
    expect(isAllZero(data, at + 1)).toBe(true);
    data[at] = 0;
  }
});
