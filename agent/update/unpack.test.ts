import { createHash } from 'node:crypto';
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { compress } from '@cloudpss/zstd';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { entry, END, listing, releaseTar, type TestFile } from './testing/archives.js';
import { checkRelease, unpackRelease } from './unpack.js';

const SIGNAL = new AbortController().signal;
const FILES: TestFile[] = [
  ['backup-agent', '#!/bin/sh\n', 0o755],
  ['bin/node', 'node', 0o755],
  ['lib/main.js', 'main'.repeat(1_000), 0o644],
];

let top: string;
let folder: string;
beforeEach(() => {
  top = mkdtempSync(path.join(os.tmpdir(), 'farvault-unpack-'));
  folder = path.join(top, 'slots', 'b.tmp');
  mkdirSync(folder, { recursive: true });
});
afterEach(() => rmSync(top, { recursive: true, force: true }));

function unpack(tar: Buffer): ReturnType<typeof unpackRelease> {
  const archive = path.join(top, 'archive');
  writeFileSync(archive, compress(tar, 1));
  return unpackRelease(archive, folder, SIGNAL);
}

test('a release comes out as its release.json lists it', async () => {
  expect(await unpack(releaseTar(FILES))).toMatchObject({ version: '9.9.9', platform: 'linux-x64', launcher: 1 });
  for (const [name, content, mode] of FILES) {
    expect(readFileSync(path.join(folder, name), 'utf8')).toBe(content);
    expect(lstatSync(path.join(folder, name)).mode & 0o7777).toBe(mode);
  }
  writeFileSync(path.join(folder, 'lib', 'main.js'), 'MAIN'.repeat(1_000));
  await expect(checkRelease(folder, SIGNAL)).rejects.toThrow(/lib\/main.js with other bytes/);
});

const more = (...entries: Buffer[]): Buffer => Buffer.concat([releaseTar(FILES, { open: true }), ...entries, END]);
const of = (type: string, name: string, link = ''): Buffer => entry(name, '', { type, link });
const listed = (files: TestFile[], change: (manifest: Record<string, unknown>) => unknown = () => undefined): Buffer => {
  const manifest = listing(FILES);
  change(manifest);
  return Buffer.concat([entry('release.json', JSON.stringify(manifest)), ...files.map(([name, content, mode]) => entry(name, content, { mode })), END]);
};

describe('refused, with nothing written outside the folder', () => {
  test.each<[string, Buffer]>([
    ['an absolute path', more(entry('/etc/farvault-escape', 'x'))],
    ['a path through ..', more(entry('lib/../../../escape', 'x'))],
    ['a path of ..', more(entry('..', 'x'))],
    ['a path with an empty part', more(entry('lib//x', 'x'))],
    ['a path with a line feed', more(entry('lib/a\nb', 'x'))],
    ['an empty path', more(entry('', 'x'))],
    ['a path that is very deep', more(entry('a/'.repeat(40) + 'x', 'x'))],
    ['a symbolic link', more(of('2', 'lib/link', '/etc'))],
    ['a hard link', more(of('1', 'lib/link', '/etc/passwd'))],
    ['a link, and a file through it', more(of('2', 'out', '../..'), entry('out/escape', 'x'))],
    ['a character device', more(of('3', 'lib/device'))],
    ['a fifo', more(of('6', 'lib/fifo'))],
    ['a sparse file', more(of('S', 'lib/sparse'))],
    ['an extended header', more(entry('PaxHeader', '20 path=/etc/escape\n', { type: 'x' }), entry('x', 'x'))],
    ['a long name of GNU tar', more(entry('././@LongLink', '/etc/escape\0', { type: 'L' }), entry('x', 'x'))],
    ['a file twice', more(entry('bin/node', 'other', { mode: 0o755 }))],
    ['a folder where a file is', more(entry('bin/node/x', 'x'))],
    ['a file where a folder is', more(entry('lib', 'x'))],
    ['a mode with set-user-id', more(entry('lib/suid', 'x', { mode: 0o4755 }))],
    ['a mode that all may write', more(entry('lib/open', 'x', { mode: 0o666 }))],
    ['a file that is not listed', more(entry('lib/more', 'x'))],
    ['a header that fails its checksum', more(entry('lib/more', 'x', { checksum: 7 }))],
    ['a size beyond what there is', more(entry('lib/more', 'x', { size: '77777777777' }))],
    ['a size in another notation', more(entry('lib/more', 'x', { size: '\x80\0\0\0\0\0\0\0\0\0\x01' }))],
    ['a listed file that is missing', listed(FILES.slice(1))],
    ['a listed file with other bytes', listed([['backup-agent', '#!/bin/SH\n', 0o755], ...FILES.slice(1)])],
    ['a listed file with another length', listed([['backup-agent', '', 0o755], ...FILES.slice(1)])],
    ['a listed file with another mode', listed([['backup-agent', '#!/bin/sh\n', 0o644], ...FILES.slice(1)])],
    ['a list that names a file outside', listed(FILES, (manifest) => (manifest['files'] as { path: string }[]).push({ ...(manifest['files'] as { path: string }[])[0], path: '../../escape' }))],
    ['a list that names a file twice', listed(FILES, (manifest) => (manifest['files'] as unknown[]).push((manifest['files'] as unknown[])[0]))],
    ['a list of another format', listed(FILES, (manifest) => (manifest['format'] = 2))],
    ['a list with a version that is none', listed(FILES, (manifest) => (manifest['version'] = '1.0'))],
    ['a list that is no JSON', Buffer.concat([entry('release.json', '{'), END])],
    ['no list at all', Buffer.concat([entry('backup-agent', 'x', { mode: 0o755 }), END])],
    ['an end that is missing', releaseTar(FILES, { open: true })],
    ['a cut in a file', releaseTar(FILES).subarray(0, 3_000)],
    ['something behind the end', Buffer.concat([releaseTar(FILES), Buffer.from('more')])],
    ['no tar at all', Buffer.from('hello '.repeat(1_000))],
    ['nothing', Buffer.alloc(0)],
  ])('%s', async (_what, tar) => {
    const code = await unpack(tar).then(() => 'unpacked', (error: { code: string }) => error.code);
    expect(['FORMAT', 'CORRUPT', 'EXISTS', 'IO']).toContain(code);
    expect(readdirSync(top).sort()).toEqual(['archive', 'slots']);
    expect(readdirSync(path.join(top, 'slots'))).toEqual(['b.tmp']);
    expect(existsSync('/etc/farvault-escape')).toBe(false);
  });
});

test('what is no zstd, and a small archive of a great many zeros, are refused', async () => {
  const archive = path.join(top, 'archive');
  writeFileSync(archive, releaseTar(FILES));
  await expect(unpackRelease(archive, folder, SIGNAL)).rejects.toMatchObject({ code: 'FORMAT' });
  await expect(unpack(Buffer.concat([releaseTar(FILES, { open: true }), Buffer.alloc(1 << 20), Buffer.alloc(512, 1)]))).rejects.toMatchObject({ code: 'FORMAT' });
});

test('an archive with any bytes changed is refused, or is the same release', async () => {
  const good = releaseTar(FILES);
  let seed = 7;
  const random = (below: number): number => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) % below;
  for (let round = 0; round < 150; round++) {
    const tar = Buffer.from(good);
    for (let changes = 1 + random(3); changes > 0; changes--) tar[random(tar.length)] = random(256);
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    const done = await unpack(tar).then(() => true, () => false);
    if (done) for (const [name, content] of FILES) expect(createHash('sha256').update(readFileSync(path.join(folder, name))).digest('hex')).toBe(createHash('sha256').update(content).digest('hex'));
    expect(readdirSync(top).sort()).toEqual(['archive', 'slots']);
    expect(readdirSync(path.join(top, 'slots'))).toEqual(['b.tmp']);
  }
});
