import { expect, test } from 'vitest';
import { compileRates, rateFaults } from './index.js';

const at = (text: string): number => Date.parse(`${text}Z`);
const MIB = 2 ** 20;

test('the first entry whose hours it is counts, and the one without hours is for the rest, wherever it stands', () => {
  for (const entries of [['1MiB/s', '2MiB/s@Mon-Fri/08:00-18:00', 'none@Sat-Sun', '512KiB/s@00:00-24:00'], ['2MiB/s@Mon-Fri/08:00-18:00', '0@Sat-Sun', '512KiB/s@00:00-24:00', '1MiB/s']]) {
    const rates = compileRates(entries, 'Europe/Berlin');
    expect(rates.at(at('2026-11-20T07:00'))).toBe(2 * MIB);
    expect(rates.at(at('2026-11-20T06:59'))).toBe(MIB / 2);
    expect(rates.at(at('2026-11-21T12:00'))).toBe(0);
  }
  expect(compileRates(['2MiB/s@Mon-Fri/08:00-18:00', '1MiB/s'], 'UTC').at(at('2026-11-21T12:00'))).toBe(MIB);
});

test('it says when the rate is another, and skips changes that change nothing', () => {
  const rates = compileRates(['2MiB/s@Mon-Fri/08:00-18:00', '2MiB/s@Fri/18:00-20:00', '512KiB/s'], 'Europe/Berlin');
  expect(rates.changesAfter(at('2026-11-20T03:00'))).toBe(at('2026-11-20T07:00'));
  expect(rates.changesAfter(at('2026-11-20T07:00'))).toBe(at('2026-11-20T19:00'));
  expect(rates.changesAfter(at('2026-11-20T19:00'))).toBe(at('2026-11-23T07:00'));
});

test.each([[[]], [['2MiB/s']], [['none@Sat-Sun']], [['2MiB/s@00:00-24:00', '2MiB/s']]])('%j never changes', (entries) => {
  expect(compileRates(entries, 'Europe/Berlin').changesAfter(at('2026-11-20T03:00'))).toBeNull();
});

test('without entries there is no limit', () => {
  expect(compileRates([], 'UTC').at(0)).toBe(0);
});

test('hours are those on the wall, also on the day of a clock change', () => {
  const rates = compileRates(['2MiB/s@08:00-18:00'], 'Europe/Berlin');
  expect([at('2026-03-28T07:00'), at('2026-03-29T06:00'), at('2026-10-25T07:00')].map((ms) => [rates.at(ms - 1), rates.at(ms)])).toEqual([[0, 2 * MIB], [0, 2 * MIB], [0, 2 * MIB]]);
});

test.each<[string, string[], RegExp]>([
  ['a rate too low to be of use', ['1KiB/s'], /^rateLimit '1KiB\/s' is below 16KiB\/s, .*; give 16KiB\/s or more/],
  ['hours without a rate', ['@Mon-Fri'], /names no rate; give it as 2MiB\/s/],
  ['no unit that is known', ['2 furlongs/s'], /names no rate/],
  ['days that are none', ['2MiB/s@Foo'], /names no days/],
  ['two rates for the same hours', ['2MiB/s@Mon', '3MiB/s@Mon'], /^rateLimit '3MiB\/s@Mon' never holds: entries before it have all of its hours/],
  ['hours inside those of entries before', ['2MiB/s@Mon/00:00-12:00', '1MiB/s@Mon/12:00-24:00', '3MiB/s@Mon/11:00-13:00'], /never holds/],
  ['night hours that another has already, over the end of the week', ['2MiB/s@Sat-Sun', '1MiB/s@Mon/00:00-06:00', '3MiB/s@Sun/22:00-06:00'], /never holds/],
  ['two rates for the rest', ['2MiB/s', '3MiB/s'], /^rateLimit '3MiB\/s' never holds: '2MiB\/s' is for all hours without a rate of their own already/],
  ['too many', Array.from({ length: 33 }, (_, hour) => `${hour + 1}MiB/s@Mon/${String(Math.floor(hour / 2)).padStart(2, '0')}:${hour % 2 === 0 ? '00' : '30'}-23:59`), /^rateLimit has 33 entries/],
])('%s: refused, with what to do', (_, entries, expected) => {
  expect(rateFaults(entries, 'UTC')[0]).toMatch(expected);
  expect(() => compileRates(entries, 'UTC')).toThrow();
});
