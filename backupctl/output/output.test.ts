// What people see and type: hostile names on a terminal, sizes, tables, the progress line.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Run__Output } from '../../shared/rpc/gen/farvault/v1/Run.js';
import { formatBytes, formatDuration, jsonPath, printable } from './format.js';
import { RunProgressView } from './run-progress.js';
import { parseCount, parseDuration } from './sizes.js';
import { fields, table } from './table.js';

describe('printable', () => {
  it.each([
    ['plain ä ☃', 'plain ä ☃'],
    ['a\nb\x1b[2Jc\x7f', 'a\\x0ab\\x1b[2Jc\\x7f'],
    ['back\\slash', 'back\\\\slash'],
    ['abc\u202efdp.exe', 'abc\\u{202e}fdp.exe'],
    ['\u009b31m', '\\x9b31m'],
  ])('%j', (name, shown) => expect(printable(name)).toBe(shown));

  it('shows bytes that are not UTF-8 one by one', () => expect(printable(Buffer.from([0x61, 0xff, 0xc3, 0x28]))).toBe('a\\xff\\xc3('));

  it('never lets a control character through, and tells any two names apart', () => {
    const bytes = fc.uint8Array({ maxLength: 40 }).map((one) => Buffer.from(one));
    fc.assert(
      fc.property(bytes, bytes, (a, b) => {
        expect(printable(a)).not.toMatch(/[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]/);
        if (!a.equals(b)) expect(printable(a)).not.toBe(printable(b));
      }),
    );
  });

  it('JSON has the bytes where the text is not the name', () => {
    expect(jsonPath(Buffer.from('/ä'))).toEqual({ path: '/ä' });
    expect(jsonPath(Buffer.from([0xff])).pathBytes).toBe('/w==');
  });
});

describe('durations and counts', () => {
  it.each([['90s', 90], ['30min', 1800], ['24h', 86400], ['7d', 604800]])('%s', (text, seconds) => expect(parseDuration(text)).toBe(seconds));
  it.each(['7', '1w', '-1h', ''])('refuses the duration %j', (text) => expect(() => parseDuration(text)).toThrow(/is not a duration/));
  it('refuses what is no count', () => expect(() => parseCount('1.5')).toThrow(/is not a number/));
  it('shows them in binary units', () => expect([0, 1023, 1536, 10 * 2 ** 30].map(formatBytes)).toEqual(['0 B', '1023 B', '1.50 KiB', '10.0 GiB']));
  it('shows durations', () => expect([400, 61_000, 7_260_000].map(formatDuration)).toEqual(['0 s', '1 min 1 s', '2 h 1 min']));
});

describe('tables', () => {
  const columns = [{ title: 'name', value: (row: { name: string; size: number }) => row.name }, { title: 'size', value: (row: { size: number }) => String(row.size), align: 'right' as const }];

  it('align, escape, and end no line with blanks', () => {
    const shown = table([{ name: 'a\x1b', size: 1 }, { name: 'longer', size: 1000 }], columns, 'none');
    expect(shown.split('\n')).toEqual(['NAME    SIZE', 'a\\x1b      1', 'longer  1000']);
  });
  it('say so when there is nothing', () => expect(table([], columns, 'none yet')).toBe('none yet'));
  it('fields leave out what is empty', () => expect(fields([['Name', 'x'], ['Longer', ''], ['Id', '1']])).toBe('Name: x\nId:   1'));
});

describe('progress', () => {
  const run = (phase: string, path: string) => ({ state: 'running', kind: 'backup', agent: 'one', phase, currentPath: Buffer.from(path), counters: { filesTotal: 1, bytesLogical: 10, bytesSent: 5 } }) as unknown as Run__Output;

  it('is one line of the width of the terminal, taken away at the end', () => {
    let out = '';
    const view = new RunProgressView({ isTTY: true, columns: 40, write: (text) => (out += text) }, () => 0);
    view.update(run('transferring', `tmp/${'x'.repeat(100)}\n`));
    view.clear();
    const [, line] = out.split('\x1b[2K');
    expect(line.replace('\r', '')).toHaveLength(39);
    expect(out).not.toContain('\n');
    expect(out.endsWith('\r\x1b[2K')).toBe(true);
  });

  it('is a plain line now and then elsewhere', () => {
    let out = '';
    let now = 0;
    const view = new RunProgressView({ write: (text) => (out += text) }, () => now);
    for (; now < 25_000; now += 1_000) view.update(run('transferring', 'a'));
    view.clear();
    expect(out.split('\n')).toHaveLength(4);
    expect(out).not.toContain('\x1b');
  });
});
