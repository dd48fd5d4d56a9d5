import { describe, expect, it } from 'vitest';
import { parseTable, type Table } from './json-file.js';

interface Example {
  roots: string[];
  count: number;
}
const table: Table<Example> = { roots: { kind: 'strings' }, count: { kind: 'number', fallback: 3, check: (value: number) => (value > 0 ? undefined : 'must be above 0') } };
const parse = (text: string): Example => parseTable<Example>(text, 'x.json', table, 'Correct it.');

describe('a configuration file', () => {
  it('gives its values and the defaults', () => {
    expect(parse('{"roots": ["/a"]}')).toEqual({ roots: ['/a'], count: 3 });
  });

  it('is refused with the line of each fault, all at once', () => {
    expect(() => parse('{\n  "roots": "a",\n  "nonsense": 1,\n  "count": -1\n}')).toThrow(/line 3: unknown key 'nonsense'; line 2: 'roots' must be a list of strings; line 4: 'count' must be above 0/);
  });

  it('is refused when it is half written, at every length', () => {
    const text = '{\n "roots": ["/a", "/b"],\n "count": 12\n}';
    for (let end = 0; end < text.length; end++) expect(() => parse(text.slice(0, end))).toThrow(/x\.json, line \d+/);
  });

  it('has no keys from the prototype', () => {
    expect(() => parse('{"roots": [], "toString": 1}')).toThrow('unknown key');
    expect(() => parse('{"roots": [], "__proto__": {"count": 1}}')).toThrow('unknown key');
  });
});
