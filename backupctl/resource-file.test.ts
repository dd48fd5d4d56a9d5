import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { plainSettings, readResources } from '../shared/settings/index.js';
import { ownSettings } from '../shared/settings/testing/arbitraries.js';
import { printResources, readResourceFile } from './resource-file.js';

const faults = (text: string): string[] => readResourceFile(text).faults.map(({ line, column, text: fault }) => `${line}:${column}: ${fault}`);

describe('a file of resources', () => {
  it('may be several documents; their lists are one', () => {
    const { sections, faults: found } = readResourceFile('offices:\n  - name: lyon\n---\n# nothing\n---\noffices:\n  - name: nice\njobs:\n');
    expect(found).toEqual([]);
    expect(sections).toEqual({ offices: [{ name: 'lyon' }, { name: 'nice' }], jobs: [] });
  });

  it('tells every fault at once, each at its line and column', () => {
    const text = `offices:
  - name: lyon
policies:
  - scope: office lyon
    retires: 3
    rpo: 24
---
jobs:
  - name: docs
    agent: fs1
    paths: srv
  - name: mail
    paths: [/var/mail]
    schedule: 0 2 * * *
    keepDaily: many
office:
  - name: x
offices: [{ name: lyon }]
`;
    expect(faults(text)).toEqual([
      "5:5: 'retires' is not known here; did you mean retries?",
      '6:5: 24 has no unit: give 90s, 30m, 24h or 7d',
      "11:5: 'srv' is not an absolute path",
      '12:5: agent is missing',
      "15:5: 'many' is not a whole number",
      "16:1: 'office' is not known here; did you mean offices?",
      "18:13: office 'lyon' is given twice (first as number 1)",
    ]);
  });

  it('tells what is no YAML: duplicate keys, tabs, unknown tags, globs without quotes', () => {
    expect(faults('jobs:\n  - name: a\n    name: b\n')).toEqual(['3:5: Map keys must be unique']);
    expect(faults('jobs:\n  - exclude: *.tmp\n')[0]).toMatch(/^2:14: /);
    expect(faults('offices:\n  - name: !secret x\n')[0]).toMatch(/^2:11: Unresolved tag/);
    expect(faults('[a')[0]).toMatch(/^1:/);
    expect(faults('just words')).toEqual(['1:1: not a mapping of sections: offices, agents, policies, jobs, destinations, alertRules, reports']);
    expect(faults('offices: lyon')).toEqual(['1:1: offices is a list']);
  });

  it('anchors may be shared, and a fault in what is shared is at the place it is written', () => {
    const text = (codec: string): string => `policies:\n  - &base\n    scope: all\n    exclude: &globs ['*.tmp']\n    codec: ${codec}\njobs:\n  - { name: a, agent: b, paths: [/a], exclude: *globs }\n`;
    expect(readResourceFile(text('zstd')).sections['jobs']).toEqual([{ name: 'a', agent: 'b', paths: ['/a'], exclude: ['*.tmp'] }]);
    expect(faults(text('gzip'))[0]).toMatch(/^5:5: 'gzip'/);
  });

  it('thousands of aliases are refused quickly', () => {
    const begunMs = performance.now();
    expect(faults(`jobs:\n  - &j {name: a, agent: fs1, paths: [/a]}\n${'  - *j\n'.repeat(30_000)}`)[0]).toMatch(/alias/i);
    expect(performance.now() - begunMs).toBeLessThan(10_000);
  });

  it('a section that is called as what every object has is not known either', () => {
    expect(faults('__proto__:\n  - {name: a}\n')[0]).toContain("'__proto__' is not known here");
  });

  it('bombs are refused quickly', () => {
    const laughs = `a: &a [x,x,x,x,x,x,x,x,x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name, index) => `${name}: &${name} [${Array(9).fill(`*${'abcdefgh'[index]}`).join(',')}]`).join('\n')}\n`;
    expect(faults(laughs)[0]).toMatch(/alias/i);
    const deep = ['[', '{a: ', '- ', '? ', ': ', '\n- '].map((one) => one.repeat(20_000));
    const indented = (step: string): string => Array.from({ length: 1000 }, (_, level) => `${' '.repeat(level)}${step}\n`).join('');
    for (const text of [...deep, indented('a:'), indented('-'), indented('?'), indented('- a:')]) expect(faults(`offices: ${text}`)[0] ?? text).toMatch(/nested deeper|\d:/);
    for (const text of [...deep.slice(0, 5), indented('a:'), indented('-')]) expect(faults(`offices:\n  ${text.replaceAll('\n', '\n  ')}`)).toEqual(['1:1: the file is nested deeper than 64 levels']);
    expect(faults('x'.repeat(3 << 20))[0]).toMatch(/larger than/);
    expect(faults('---\n'.repeat(2000))[0]).toMatch(/more than 1000 documents/);
  }, 20_000);

  it('nothing makes the reader fall over', () => {
    const pieces = fc.array(fc.constantFrom('offices:', 'jobs:', '\n', '  ', '- ', 'name: ', 'x', '*a', '&a ', '[', ']', '{', '}', ': ', '"', "'", '|', '>', '---\n', '...', '? ', '!', '!!str ', '%YAML 1.1\n', '<<: ', '#', '\t', '\0', '\u2028', '1e400', '.inf', '~', '2026-12-24', '__proto__: '), { maxLength: 40 });
    fc.assert(
      fc.property(fc.oneof(pieces.map((parts) => parts.join('')), fc.string(), fc.string({ unit: 'binary' })), (text) => {
        const { faults: found } = readResourceFile(text);
        for (const { line, column } of found) expect(line >= 1 && column >= 1).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });

  it('what is printed reads as the same', () => {
    fc.assert(
      fc.property(fc.array(ownSettings(), { minLength: 1, maxLength: 3 }), (all) => {
        const sections = { jobs: all.map((own, index) => ({ name: `job${index}`, agent: '1e3', paths: ['/srv', '/a: b', '/x #y'], ...plainSettings(own) })) };
        const read = readResourceFile(printResources(sections));
        expect(read.faults).toEqual([]);
        expect(readResources(read.sections, true).resources).toEqual(readResources(sections, true).resources);
      }),
    );
  });
});
