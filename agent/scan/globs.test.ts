import { describe, expect, it } from 'vitest';
import { Globs } from './globs.js';

function excluded(patterns: string[], path: string | Buffer, { directory = false, root = 'srv' } = {}): boolean {
  const bytes = Buffer.from(path as string);
  return new Globs(patterns).excludes(bytes, bytes.length, root.length, directory);
}

describe('exclude patterns', () => {
  it('match a last component anywhere, a path from the root, or one below the source', () => {
    expect(excluded(['*.o'], 'srv/a/b.o')).toBe(true);
    expect(excluded(['*.o'], 'srv/a.o/b')).toBe(false);
    expect(excluded(['/srv/a'], 'srv/a')).toBe(true);
    expect(excluded(['/a'], 'srv/a')).toBe(false);
    expect(excluded(['a/*.c'], 'srv/a/x.c')).toBe(true);
    expect(excluded(['a/*.c'], 'srv/b/a/x.c')).toBe(false);
    expect(excluded(['**/a/*.c'], 'srv/b/a/x.c')).toBe(true);
    expect(excluded(['a/**'], 'srv/a/x/y')).toBe(true);
    expect(excluded(['a/**'], 'srv/a')).toBe(false);
    expect(excluded(['a/**/z'], 'srv/a/z')).toBe(true);
  });

  it('tell directories, take back, and skip comments', () => {
    expect(excluded(['build/'], 'srv/build')).toBe(false);
    expect(excluded(['build/'], 'srv/build', { directory: true })).toBe(true);
    expect(excluded(['*.log', '!keep.log'], 'srv/keep.log')).toBe(false);
    expect(excluded(['# x', '', '\\#x'], 'srv/#x')).toBe(true);
  });

  it('work on bytes', () => {
    expect(excluded(['gr?n'], 'srv/grün')).toBe(true);
    expect(excluded(['*.x'], Buffer.concat([Buffer.from('srv/'), Buffer.from([0xff, 0xfe]), Buffer.from('.x')]))).toBe(true);
    expect(excluded(['[a-c]?'], 'srv/bz')).toBe(true);
    expect(excluded(['[!a-c]'], 'srv/b')).toBe(false);
    expect(excluded(['a.b'], 'srv/axb')).toBe(false);
    expect(() => new Globs(['[abc'])).toThrow(/not closed/);
  });
});
