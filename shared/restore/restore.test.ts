import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { KIND } from '../format/entry.js';
import { blake3 } from '../hash/hash.js';
import { describeTree, fakeSnapshot, type Described } from './testing/fake-snapshot.js';
import { restoreInto } from './testing/restore-helper.js';
import { directory as dir, file, hasTools, makeWeirdTree, picture, seededBytes as bytes } from './testing/trees.js';

let top = '';

beforeEach(() => {
  top = fs.mkdtempSync(path.join(os.tmpdir(), 'restore-'));
});
afterEach(() => fs.rmSync(top, { recursive: true, force: true }));

const at = (...parts: string[]): string => path.join(top, ...parts);
describe('restoring a whole tree', () => {
  it.skipIf(!hasTools)('brings back every byte and attribute, sparse files sparse, and nothing temporary', async () => {
    const tree = makeWeirdTree(at('tree'));
    const result = await restoreInto(at('out'), describeTree(tree));
    expect(result.problems).toEqual([]);
    expect(result.exitCode).toBe(0);
    expect(picture(at('out'))).toEqual(picture(tree));
    expect(fs.statSync(at('out', 'sparse')).blocks).toBe(fs.statSync(path.join(tree, 'sparse')).blocks);
    expect(fs.statSync(at('out', 'z-link')).ino).toBe(fs.statSync(at('out', 'a', 'big')).ino);
  });

  it.skipIf(!hasTools)('does nothing the second time, and repairs metadata alone without fetching', async () => {
    const tree = makeWeirdTree(at('tree'));
    const snapshot = fakeSnapshot(describeTree(tree));
    await restoreInto(at('out'), snapshot);
    fs.chmodSync(at('out', 'a', 'big'), 0o600);
    execFileSync('setfattr', ['-n', 'user.other', '-v', '1', at('out', 'a-b', 'x')]);
    const again = await restoreInto(at('out'), snapshot);
    expect(again.server.sent).toEqual([]);
    expect(again.problems).toEqual([]);
    expect(picture(at('out'))).toEqual(picture(tree));
  });

  it('restores 1,000 levels', async () => {
    const described: Described[] = [dir('')];
    let name = '';
    for (let level = 0; level < 1000; level++) {
      name += level === 0 ? 'directory' : '/directory';
      described.push(dir(name));
    }
    described.push(file(`${name}/leaf`, Buffer.from('deep')));
    const result = await restoreInto(at('out'), described);
    expect(result.problems).toEqual([]);
    expect(result.counters.entriesRestored).toBe(1001 + 0);
    expect(execFileSync('find', [at('out'), '-name', 'leaf', '-printf', '%s %d'], { encoding: 'utf8' })).toBe('4 1001');
    execFileSync('rm', ['-rf', at('out')]);
  });

  it('restores a file whose content goes on over many segments and manifest chunks', async () => {
    const content = bytes(3, 4_000_000);
    const result = await restoreInto(at('out'), [dir(''), { ...file('image', content), chunkBytes: 512 }, file('zz', Buffer.from('after'))]);
    expect(result.problems).toEqual([]);
    expect(fs.readFileSync(at('out', 'image')).equals(content)).toBe(true);
    expect(fs.readFileSync(at('out', 'zz'), 'utf8')).toBe('after');
  });
});

describe('a part of a tree', () => {
  const described = [dir(''), dir('etc'), file('etc/hosts', Buffer.from('h')), dir('etc/ssh'), file('etc/ssh/key', Buffer.from('k')), file('etc/z.conf', Buffer.from('z')), file('top', Buffer.from('t'))];

  it('puts what a directory holds directly into the target', async () => {
    await restoreInto(at('out'), described, { path: Buffer.from('etc') });
    expect(fs.readdirSync(at('out')).sort()).toEqual(['hosts', 'ssh', 'z.conf']);
    expect(fs.readFileSync(at('out', 'ssh', 'key'), 'utf8')).toBe('k');
  });

  it('puts a single file into the target by its name', async () => {
    await restoreInto(at('out'), described, { path: Buffer.from('etc/ssh/key') });
    expect(fs.readdirSync(at('out'))).toEqual(['key']);
  });

  it('takes what --include matches, with the directories above it only', async () => {
    await restoreInto(at('out'), described, { includes: ['*.conf'] });
    expect(fs.readdirSync(at('out'))).toEqual(['etc']);
    expect(fs.readdirSync(at('out', 'etc'))).toEqual(['z.conf']);
    expect(fs.statSync(at('out', 'etc')).mtimeMs).toBeCloseTo(1_600_000_000_123, -1);
  });

  it('says so when the path is not in the snapshot', async () => {
    await expect(restoreInto(at('out'), described, { path: Buffer.from('nope') })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('writes hard links whose first name is not restored as one file', async () => {
    const linked: Described[] = [dir(''), { ...file('a', bytes(4, 3_000_000)), chunkBytes: 512 }, dir('b'), { path: 'b/one', kind: KIND.hardlink, target: Buffer.from('a') }, { path: 'b/two', kind: KIND.hardlink, target: Buffer.from('a') }];
    const result = await restoreInto(at('out'), linked, { path: Buffer.from('b') });
    expect(result.problems).toEqual([]);
    expect(fs.readFileSync(at('out', 'one')).equals(bytes(4, 3_000_000))).toBe(true);
    expect(fs.statSync(at('out', 'one')).ino).toBe(fs.statSync(at('out', 'two')).ino);
  });
});

describe('in place', () => {
  it('fetches only the chunks that the target does not hold', async () => {
    const content = bytes(5, 1_000_000);
    const local = Buffer.from(content);
    local[500_000] ^= 1;
    fs.mkdirSync(at('out'));
    fs.writeFileSync(at('out', 'data'), local);
    const result = await restoreInto(at('out'), [dir(''), file('data', content)]);
    expect(result.server.sent).toHaveLength(1);
    expect(fs.readFileSync(at('out', 'data')).equals(content)).toBe(true);
    expect(result.counters.bytesReused).toBe(1_000_000 - 65_536);
  });

  it('leaves what exists with never, and compares contents with always', async () => {
    const described = [dir(''), file('data', Buffer.from('snapshot'))];
    await restoreInto(at('out'), described);
    fs.writeFileSync(at('out', 'data'), 'tampered');
    fs.utimesSync(at('out', 'data'), 1_600_000_000, 1_600_000_000);
    execFileSync('touch', ['-d', '@1600000000.123456789', at('out', 'data')]);
    await restoreInto(at('out'), described, { overwrite: 'never' });
    expect(fs.readFileSync(at('out', 'data'), 'utf8')).toBe('tampered');
    await restoreInto(at('out'), described, { overwrite: 'always' });
    expect(fs.readFileSync(at('out', 'data'), 'utf8')).toBe('snapshot');
  });

  it('fetches a duplicate inside a restore once', async () => {
    const twice = bytes(6, 20_000_000);
    const result = await restoreInto(at('out'), [dir(''), file('a', twice), file('b', twice)]);
    expect(new Set(result.server.sent).size).toBe(result.server.sent.length);
    expect(fs.readFileSync(at('out', 'b')).equals(twice)).toBe(true);
  });

  it('finds duplicates again wherever the content is cut into fetches, small chunks between them', async () => {
    const described: Described[] = [dir('')];
    const contents = new Map<string, Buffer>();
    for (let i = 0; i < 3000; i++) {
      const content = i % 7 === 0 ? bytes(i % 5, 60_000) : i % 3 === 0 ? bytes(i, 16_000) : bytes(i, 1000);
      contents.set(`f${i}`, content);
      described.push(file(`f${i}`, content));
    }
    const result = await restoreInto(at('out'), described);
    expect(result.problems).toEqual([]);
    for (const [name, content] of contents) expect(fs.readFileSync(at('out', name)).equals(content), name).toBe(true);
  });

  it('removes what the snapshot lacks only with --delete, and never in the ancestors of a source', async () => {
    const described = [{ ...dir(''), flags: 8 }, dir('src'), file('src/keep', Buffer.from('k'))];
    await restoreInto(at('out'), described);
    fs.writeFileSync(at('out', 'neighbour'), '');
    fs.mkdirSync(at('out', 'src', 'extra', 'more'), { recursive: true });
    fs.symlinkSync('/etc', at('out', 'src', 'extra', 'link'));
    await restoreInto(at('out'), described);
    expect(fs.existsSync(at('out', 'src', 'extra'))).toBe(true);
    const dry = await restoreInto(at('out'), described, { deleteExtra: true, dryRun: true });
    expect(dry.actions.filter(({ action }) => action === 'delete').map(({ path: p }) => Buffer.from(p).toString())).toEqual(['src/extra']);
    expect(fs.existsSync(at('out', 'src', 'extra'))).toBe(true);
    await restoreInto(at('out'), described, { deleteExtra: true });
    expect(fs.readdirSync(at('out', 'src'))).toEqual(['keep']);
    expect(fs.existsSync(at('out', 'neighbour'))).toBe(true);
  });

  it('clears up what an interrupted restore left', async () => {
    fs.mkdirSync(at('out'));
    fs.writeFileSync(at('out', '.farvault-restore-0badcafe-00000001'), 'half');
    await restoreInto(at('out'), [dir(''), file('a', Buffer.from('a'))]);
    expect(fs.readdirSync(at('out'))).toEqual(['a']);
  });
});

describe('damage', () => {
  it('names a damaged file, keeps what stood there, restores the rest and exits 7', async () => {
    const bad = bytes(7, 200_000);
    const snapshot = fakeSnapshot([dir(''), file('bad', bad), file('good', bytes(8, 200_000)), file('lost', bytes(9, 10))]);
    fs.mkdirSync(at('out'));
    fs.writeFileSync(at('out', 'bad'), 'older');
    const flipped = new Set([blake3(bad.subarray(65_536, 131_072)).toString('hex')]);
    const missing = new Map([[blake3(bytes(9, 10)).toString('hex'), 'MISSING: quarantined']]);
    const result = await restoreInto(at('out'), snapshot, {}, { flipped, missing });
    expect(result.exitCode).toBe(7);
    expect(result.counters.damagedFiles).toBe(2);
    expect(result.problems.map(({ path: p, code }) => `${Buffer.from(p).toString()} ${code}`)).toEqual(['bad CORRUPT', 'lost MISSING']);
    expect(fs.readdirSync(at('out')).sort()).toEqual(['bad', 'good']);
    expect(fs.readFileSync(at('out', 'bad'), 'utf8')).toBe('older');
  });

  it('keeps what is restored when the line breaks, and goes on from there', async () => {
    const described = [dir(''), ...Array.from({ length: 60 }, (_, i) => file(`f${String(i).padStart(2, '0')}`, bytes(100 + i, 500_000)))];
    await expect(restoreInto(at('out'), described, {}, { breakAtFetch: 3 })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(fs.readdirSync(at('out')).filter((name) => name.startsWith('.'))).toEqual([]);
    const result = await restoreInto(at('out'), described);
    expect(result.problems).toEqual([]);
    for (let i = 0; i < 60; i++) expect(fs.readFileSync(at('out', `f${String(i).padStart(2, '0')}`)).equals(bytes(100 + i, 500_000))).toBe(true);
  });

  it('stops when it is asked to, leaving nothing temporary', async () => {
    const controller = new AbortController();
    const described = [dir(''), file('a', bytes(10, 30_000_000)), file('b', bytes(11, 30_000_000))];
    const running = restoreInto(at('out'), described, {}, { delayMs: 20 }, controller.signal);
    setTimeout(() => controller.abort(), 150);
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(fs.readdirSync(at('out')).filter((name) => name.startsWith('.'))).toEqual([]);
  });
});
