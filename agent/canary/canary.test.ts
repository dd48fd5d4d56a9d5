import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { blake3 } from '../../shared/hash/hash.js';
import { systemClock } from '../../shared/time/clock.js';
import { runCanary } from './canary.js';
import { FolderChunks } from './chunk-store.js';
import { differences } from './compare.js';
import { makeFixture } from './fixture.js';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'farvault-canary-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));
const canary = (signal = new AbortController().signal): Promise<void> => runCanary({ folder, clock: systemClock, random: () => 0.5, signal });

describe('a canary', () => {
  test('backs up and restores on this machine, and leaves nothing outside its folder', async () => {
    await canary();
    expect((await readdir(folder)).sort()).toEqual(['cache', 'fixture', 'repository', 'restored']);
    expect(await differences(path.join(folder, 'fixture'), path.join(folder, 'restored'))).toEqual([]);
    expect(await readdir(path.join(folder, 'repository', 'snapshots'))).toHaveLength(1);
  }, 20_000);

  test('works where the path of its folder is longer than the address of a socket', async () => {
    folder = path.join(folder, 'x'.repeat(100), 'y'.repeat(100));
    await mkdir(folder, { recursive: true });
    await canary();
  }, 20_000);

  test('fails, and says at what, when it is stopped', async () => {
    await expect(canary(AbortSignal.abort(new Error('no more time')))).rejects.toThrow(/backup ended cancelled/);
  });
});

describe('two trees differ', () => {
  test.each<[string, (top: string) => Promise<unknown>, RegExp]>([
    ['in bytes', (top) => writeFile(path.join(top, 'many', 'file 7'), 'other\n'), /file 7: .*sha256/],
    ['in a mode', (top) => chmod(path.join(top, 'private'), 0o600), /private: mode is 600 instead of 400/],
    ['in length', (top) => truncate(path.join(top, 'sparse'), 10), /sparse: /],
    ['by a file too few', (top) => rm(path.join(top, 'link')), /link is missing/],
    ['by a file too many', (top) => writeFile(path.join(top, 'more'), ''), /more should not be there/],
  ])('%s', async (_how, change, said) => {
    const [one, other] = [path.join(folder, 'one'), path.join(folder, 'other')];
    await makeFixture(one);
    execFileSync('cp', ['-a', one, other]);
    expect(await differences(one, other)).toEqual([]);
    await change(other);
    expect((await differences(one, other)).join('\n')).toMatch(said);
  });
});

test('a chunk on disk that was changed, or is not there, is not given', async () => {
  const chunks = new FolderChunks(folder);
  const plain = Buffer.from('plain');
  await expect(chunks.write(blake3(Buffer.from('other')), plain)).rejects.toMatchObject({ code: 'CORRUPT' });
  await chunks.write(blake3(plain), plain);
  expect(await chunks.has(blake3(plain))).toBe(true);
  expect((await chunks.read(blake3(plain))).toString()).toBe('plain');
  const hex = blake3(plain).toString('hex');
  const file = path.join(folder, hex.slice(0, 2), hex);
  expect((await readFile(file)).toString()).toBe('plain');
  await writeFile(file, 'Plain');
  await expect(chunks.read(blake3(plain))).rejects.toMatchObject({ code: 'CORRUPT' });
  await expect(chunks.read(blake3(Buffer.from('none')))).rejects.toMatchObject({ code: 'MISSING' });
});
