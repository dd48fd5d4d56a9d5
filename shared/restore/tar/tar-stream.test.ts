import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { KIND } from '../../format/entry.js';
import { blake3 } from '../../hash/hash.js';
import { findFile, writeFileTo } from '../cat.js';
import { RandomReader } from '../read/random-reader.js';
import { describeTree, fakeSnapshot, type Described } from '../testing/fake-snapshot.js';
import { FakeReadServer, type FakeFaults } from '../testing/fake-read-server.js';
import { directory, file, hasTools, makeWeirdTree, picture, seededBytes } from '../testing/trees.js';
import type { RestoreProblem } from '../write/report.js';
import { writeTar, type TarOptions } from './tar-stream.js';

let top = '';
const signal = new AbortController().signal;
beforeEach(() => {
  top = fs.mkdtempSync(path.join(os.tmpdir(), 'tar-'));
});
afterEach(() => fs.rmSync(top, { recursive: true, force: true }));

async function tarred(described: Described[], options: Partial<TarOptions> = {}, faults: FakeFaults = {}): Promise<{ archive: string; exitCode: number; problems: RestoreProblem[] }> {
  const archive = path.join(top, 'archive.tar');
  const reader = await new FakeReadServer(fakeSnapshot(described), faults).reader();
  const out = fs.createWriteStream(archive);
  const problems: RestoreProblem[] = [];
  const { exitCode } = await writeTar(reader, { path: new Uint8Array(0), includes: [], ...options }, out, { onProblem: (problem) => problems.push(problem) }, signal);
  out.end();
  await finished(out);
  reader.close();
  return { archive, exitCode, problems };
}

function untar(archive: string): string {
  const out = path.join(top, 'out');
  fs.mkdirSync(out);
  execFileSync('tar', ['--xattrs', '--xattrs-include=*', '--acls', '--numeric-owner', '-xpf', archive, '-C', out]);
  return out;
}

it.skipIf(!hasTools)('gives an archive from which GNU tar brings back every byte and attribute', async () => {
  const tree = makeWeirdTree(path.join(top, 'tree'));
  const { archive, exitCode } = await tarred(describeTree(tree));
  expect(exitCode).toBe(0);
  const out = untar(archive);
  expect(picture(out)).toEqual(picture(tree));
  expect(fs.statSync(path.join(out, 'sparse')).blocks).toBe(fs.statSync(path.join(tree, 'sparse')).blocks);
});

it.skipIf(!hasTools)('takes a part of a tree, with content for hard links whose first name is outside', async () => {
  const content = seededBytes(4, 300_000);
  const described: Described[] = [directory(''), file('a', content), directory('b'), { path: 'b/one', kind: KIND.hardlink, target: Buffer.from('a') }, { path: 'b/two', kind: KIND.hardlink, target: Buffer.from('a') }, directory('b/sub'), file('b/sub/x', Buffer.from('x'))];
  const { archive } = await tarred(described, { path: Buffer.from('b') });
  const out = untar(archive);
  expect(fs.readdirSync(out).sort()).toEqual(['one', 'sub', 'two']);
  expect(fs.readFileSync(path.join(out, 'two')).equals(content)).toBe(true);
  expect(fs.statSync(path.join(out, 'one')).ino).toBe(fs.statSync(path.join(out, 'two')).ino);
});

it.skipIf(!hasTools)('keeps the archive whole, names the file and exits 7 where stored data is damaged', async () => {
  const bad = seededBytes(5, 200_000);
  const described = [directory(''), file('bad', bad), file('good', Buffer.from('good'))];
  const { archive, exitCode, problems } = await tarred(described, {}, { flipped: new Set([blake3(bad.subarray(0, 65_536)).toString('hex')]) });
  expect(exitCode).toBe(7);
  expect(problems.map(({ path: p }) => Buffer.from(p).toString())).toEqual(['bad']);
  const out = untar(archive);
  expect(fs.readFileSync(path.join(out, 'good'), 'utf8')).toBe('good');
  expect(fs.readFileSync(path.join(out, 'bad')).subarray(65_536).equals(bad.subarray(65_536))).toBe(true);
});

it.skipIf(!hasTools)('does not wait for a round trip for each small file', async () => {
  const described = [directory(''), ...Array.from({ length: 2000 }, (_, i) => file(`f${i}`, seededBytes(i, 100)))];
  const started = performance.now();
  const { archive } = await tarred(described, {}, { delayMs: 50 });
  expect(performance.now() - started).toBeLessThan(3000);
  expect(execFileSync('tar', ['-tf', archive], { encoding: 'utf8' }).split('\n')).toHaveLength(2002);
});

it('cats a file over many segments, and reads any range of it', async () => {
  const content = seededBytes(6, 3_000_000);
  const server = new FakeReadServer(fakeSnapshot([directory(''), { ...file('image', content, 100_000, content.subarray(0, 5000)), chunkBytes: 512 }]));
  const reader = await server.reader();
  const whole = Buffer.concat([content, Buffer.alloc(100_000), content.subarray(0, 5000)]);
  const found = await findFile(reader, Buffer.from('image'));
  const parts: Buffer[] = [];
  const out = new Writable({
    write(piece: Buffer, _encoding, done) {
      parts.push(piece);
      setImmediate(done);
    },
  });
  expect(await writeFileTo(reader, found, out, signal)).toBe(whole.length);
  expect(Buffer.concat(parts).equals(whole)).toBe(true);
  const random = new RandomReader(reader, found);
  for (const [offset, length] of [[2_999_000, 200_000], [0, 10], [1_234_567, 70_000], [3_104_990, 100], [3_105_000, 5]] as const) {
    expect((await random.readAt(offset, length)).equals(whole.subarray(offset, offset + length))).toBe(true);
  }
  await expect(findFile(reader, Buffer.from('nope'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  reader.close();
});
