import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ID_BYTES, blake3 } from '../hash/hash.js';
import { IdTable } from './id-table.js';

function idOf(number: number): Buffer {
  return blake3(Buffer.from(String(number)));
}

test('answers like a map, in the order of arrival', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ number: fc.nat(300), value: fc.nat(0xffff_ffff) }), { maxLength: 1_000 }), (steps) => {
      const table = new IdTable(2);
      const model = new Map<number, number>();
      for (const { number, value } of steps) {
        const position = table.add(idOf(number), 0);
        table.setWord(position, 1, value);
        model.set(number, value);
      }
      expect(table.size).toBe(model.size);
      expect(table.ids().equals(Buffer.concat([...model.keys()].map(idOf)))).toBe(true);
      for (let number = 0; number <= 300; number++) {
        const position = table.find(Buffer.concat([Buffer.alloc(3), idOf(number)]), 3);
        expect(position === -1 ? undefined : table.word(position, 1)).toBe(model.get(number));
      }
    }),
    { numRuns: 30 },
  );
});

test('keeps apart ids that differ in their last byte only', () => {
  const table = new IdTable(0);
  for (let last = 0; last < 256; last++) table.add(Buffer.concat([Buffer.alloc(ID_BYTES - 1), Buffer.from([last])]), 0);
  expect(table.size).toBe(256);
});

test('keeps every id while it grows', () => {
  const table = new IdTable(1);
  for (let number = 0; number < 5_000; number++) {
    table.setWord(table.add(idOf(number), 0), 0, number);
    expect(table.find(idOf(number), 0)).toBe(number);
  }
  for (let number = 0; number < 5_000; number++) expect(table.word(table.find(idOf(number), 0), 0)).toBe(number);
  expect(table.find(idOf(5_000), 0)).toBe(-1);
});
