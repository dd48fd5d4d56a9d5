import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignRings, parseRings } from './rings.js';

const fleet = (size: number, labels: Record<string, string> = {}) => Array.from({ length: size }, (_, index) => ({ id: `a${index}`, labels }));
const sizes = (texts: string[], agents: { id: string; labels: Record<string, string> }[]): number[] => {
  const members = [...assignRings('r', parseRings(texts), agents).values()];
  return texts.map((_, ring) => members.filter((one) => one === ring).length);
};

describe('rings', () => {
  it('are shares that grow, and labels; every fault is told', () => {
    expect(parseRings(['canary=yes', '0.5%', '100%'])).toEqual([{ key: 'canary', value: 'yes' }, { share: 0.5 }, { share: 100 }]);
    expect(() => parseRings(['10%', '5%', '0%', '101%', 'x', '1.234%'])).toThrow(/5% is not more than the 10% before it; '0%' is neither.*'101%'.*'x'.*'1.234%'/);
    expect(() => parseRings([])).toThrow(/0 rings/);
    expect(() => parseRings(Array.from({ length: 17 }, (_, index) => `${index + 1}%`))).toThrow(/17 rings/);
  });

  it('hold their share of all, one agent at least while there are any, and no agent twice', () => {
    expect(sizes(['1%', '10%', '100%'], fleet(1_000))).toEqual([10, 90, 900]);
    expect(sizes(['1%', '10%', '100%'], fleet(10))).toEqual([1, 1, 8]);
    expect(sizes(['1%', '10%', '100%'], fleet(2))).toEqual([1, 1, 0]);
    expect(sizes(['10%', '50%'], fleet(10))).toEqual([1, 4]);
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 100 }), { minLength: 1, maxLength: 6 }), fc.integer({ min: 0, max: 200 }), (shares, size) => {
        const texts = shares.sort((a, b) => a - b).map((share) => `${share}%`);
        let before = 0;
        for (const [ring, held] of sizes(texts, fleet(size)).entries()) {
          expect(held >= 1 || before === size).toBe(true);
          expect(before + held).toBeLessThanOrEqual(Math.max(before + 1, Math.floor((size * shares[ring]) / 100)));
          before += held;
        }
      }),
    );
  });

  it('of a label hold whoever has it; a share after it counts them, too', () => {
    const agents = [...fleet(90), ...fleet(10, { canary: 'yes' }).map((one) => ({ ...one, id: `c${one.id}` }))];
    expect(sizes(['canary=yes', '20%', '100%'], agents)).toEqual([10, 10, 80]);
    expect(sizes(['1%', 'canary=yes'], agents)[0]).toBe(1);
    expect(sizes(['constructor=x', '100%'], agents)).toEqual([0, 100]);
  });

  it('are others for another rollout, and the same for the same', () => {
    const first = (id: string): string => [...assignRings(id, parseRings(['1%']), fleet(100)).keys()].join();
    expect(first('r1')).toBe(first('r1'));
    expect(new Set(Array.from({ length: 20 }, (_, index) => first(`r${index}`))).size).toBeGreaterThan(10);
  });
});
