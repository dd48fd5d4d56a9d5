// What a hostile manifest, or another user of the target's machine, may try: nothing outside the target ever changes.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FLAG, KIND } from '../format/entry.js';
import { blake3 } from '../hash/hash.js';
import { describeTree, fakeSnapshot, type Described, type FakeSnapshot } from './testing/fake-snapshot.js';
import { restoreInto } from './testing/restore-helper.js';
import { directory as dir, file, isRoot, picture, seededBytes } from './testing/trees.js';

let top = '';
let outside: unknown[] = [];
const at = (...parts: string[]): string => path.join(top, ...parts);

beforeEach(() => {
  top = fs.mkdtempSync(path.join(os.tmpdir(), 'escape-'));
  fs.mkdirSync(at('outside', 'sub'), { recursive: true });
  fs.writeFileSync(at('outside', 'secret'), 'secret');
  fs.mkdirSync(at('out'));
  outside = picture(at('outside'));
});
afterEach(() => {
  expect(picture(at('outside'))).toEqual(outside);
  fs.rmSync(top, { recursive: true, force: true });
});

/** Replaces bytes in the manifest, of the same length, and makes ids fit again: what only a hostile server could do. */
function forged(described: Described[], from: string, to: string): FakeSnapshot {
  const honest = fakeSnapshot(described);
  const manifest = honest.manifest[0];
  const index = honest.index[0];
  const oldId = blake3(manifest);
  manifest.set(Buffer.from(to, 'latin1'), manifest.indexOf(Buffer.from(from, 'latin1')));
  const oldIndexId = blake3(index);
  blake3(manifest).copy(index, index.indexOf(oldId));
  blake3(index).copy(honest.root, honest.root.indexOf(oldIndexId));
  return { ...honest, rootId: blake3(honest.root) };
}

describe('names that are no names', () => {
  for (const [what, to] of [
    ['..', '../outside'],
    ['an absolute path', '/tmp/xxxxx'],
    ['NUL', 'xx\u0000yyyyyyy'],
    ['.', './yyyyyyyy'],
    ['an empty component', 'xx//yyyyyy'],
    ['a trailing slash', 'xxxxyyyyy/'],
  ] as const) {
    it(`${what}: damage is reported and nothing is written`, async () => {
      const snapshot = forged([dir(''), file('aaaaaaaaaa', Buffer.from('pwned'))], 'aaaaaaaaaa', to);
      const tried = await restoreInto(at('out'), snapshot).catch((error: unknown) => error);
      expect(tried).toMatchObject({ code: 'FORMAT' });
      expect(fs.readdirSync(at('out'))).toEqual([]);
    });
  }
});

describe('links', () => {
  it('does not write through a symbolic link of the snapshot', async () => {
    const described: Described[] = [dir(''), { path: 'evil', kind: KIND.symlink, target: Buffer.from('../outside') }, file('evil/new', Buffer.from('pwned'))];
    const result = await restoreInto(at('out'), described);
    expect(result.problems.map(({ code }) => code)).toEqual(['REFUSED']);
    expect(fs.readlinkSync(at('out', 'evil'))).toBe('../outside');
  });

  it('replaces a symbolic link that stands where a directory belongs', async () => {
    fs.symlinkSync('../outside', at('out', 'd'));
    const result = await restoreInto(at('out'), [dir(''), dir('d'), file('d/secret', Buffer.from('mine'))]);
    expect(result.problems).toEqual([]);
    expect(fs.lstatSync(at('out', 'd')).isDirectory()).toBe(true);
  });

  it('with never, leaves such a link and what belongs below it', async () => {
    fs.symlinkSync('../outside', at('out', 'd'));
    const result = await restoreInto(at('out'), [dir(''), dir('d'), file('d/secret', Buffer.from('mine'))], { overwrite: 'never' });
    expect(result.exitCode).toBe(3);
    expect(fs.readlinkSync(at('out', 'd'))).toBe('../outside');
  });

  it('replaces a link in place of a file, and never follows it to compare, keep or chmod', async () => {
    fs.symlinkSync('../outside/secret', at('out', 'f'));
    const described: Described[] = [dir(''), { ...file('f', Buffer.from('secret')), mode: 0o777 }];
    for (const overwrite of ['changed', 'always'] as const) await restoreInto(at('out'), described, { overwrite });
    expect(fs.lstatSync(at('out', 'f')).isFile()).toBe(true);
  });

  it('does not link to what lies outside, by path or through a link', async () => {
    fs.symlinkSync('../outside', at('out', 'through'));
    const described: Described[] = [dir(''), { path: 'h1', kind: KIND.hardlink, target: Buffer.from('absent/secret') }, { path: 'h2', kind: KIND.hardlink, target: Buffer.from('through/secret') }];
    const result = await restoreInto(at('out'), described);
    expect(result.problems).toHaveLength(2);
    expect(fs.readdirSync(at('out'))).toEqual(['through']);
  });

  it('gives a hard-linked file in the target a body of its own instead of writing into it', async () => {
    fs.linkSync(at('outside', 'secret'), at('out', 'f'));
    await restoreInto(at('out'), [dir(''), file('f', Buffer.from('SECRET'))]);
    expect(fs.readFileSync(at('out', 'f'), 'utf8')).toBe('SECRET');
    expect(fs.readFileSync(at('outside', 'secret'), 'utf8')).toBe('secret');
    fs.rmSync(at('out', 'f'));
    outside = picture(at('outside'));
  });

  it('--delete removes a link, not what it points to', async () => {
    fs.symlinkSync('../outside', at('out', 'extra'));
    await restoreInto(at('out'), [dir('')], { deleteExtra: true });
    expect(fs.readdirSync(at('out'))).toEqual([]);
  });
});

it('stays in the target while another thread swaps its directories for links', async () => {
  const described: Described[] = [dir('')];
  for (let d = 0; d < 40; d++) {
    described.push(dir(`d${d}`));
    for (let f = 0; f < 20; f++) described.push(file(`d${d}/f${f}`, seededBytes(d * 100 + f, 2000)));
  }
  const swapper = new Worker(
    `const fs = require('fs'); const { workerData: w } = require('worker_threads');
     const end = Date.now() + 20000;
     for (let i = 0; Date.now() < end && Atomics.load(w.stop, 0) === 0; i++) {
       const d = w.out + '/d' + (i % 40);
       try { fs.renameSync(d, w.away + '/' + i); fs.symlinkSync('../outside', d); } catch {}
     }`,
    { eval: true, workerData: { out: at('out'), away: fs.mkdirSync(at('away'), { recursive: true }) ?? at('away'), stop: new Int32Array(new SharedArrayBuffer(4)) } },
  );
  for (let round = 0; round < 4; round++) {
    const result = await restoreInto(at('out'), described).catch((error: unknown) => error as Error);
    expect(result instanceof Error ? result.message : '').toBe('');
  }
  await swapper.terminate();
});

it.skipIf(!isRoot)('keeps out of protected places, whatever leads there', async () => {
  fs.mkdirSync(at('out', 'agent'));
  fs.writeFileSync(at('out', 'agent', 'state'), 'mine');
  fs.writeFileSync(at('out', 'program'), 'mine');
  const before = picture(at('out'));
  const described = [{ ...dir(''), flags: FLAG.implicit }, dir('agent'), file('agent/state', Buffer.from('theirs')), file('program', Buffer.from('theirs'))];
  const protectedPaths = [at('out', 'agent'), at('out', 'program')];
  const result = await restoreInto(at('out'), described, { deleteExtra: true }, {}, new AbortController().signal, protectedPaths);
  expect(result.exitCode).toBe(3);
  // All but the target's own time: temporary names came and went in it.
  expect(picture(at('out')).slice(1)).toEqual(before.slice(1));
  await expect(restoreInto(at('out', 'agent'), [dir(''), file('x', Buffer.from('x'))], {}, {}, new AbortController().signal, protectedPaths)).rejects.toMatchObject({ code: 'REFUSED' });
});

it('brings back generated trees, twice, whatever stood there before', async () => {
  const name = fc.uint8Array({ minLength: 1, maxLength: 12 }).map((bytes) => Buffer.from(bytes.map((byte) => (byte === 0 || byte === 0x2f ? 0x41 : byte)))).filter((b) => !['.', '..'].includes(b.toString('latin1')));
  const thing = fc.record({ path: fc.array(name, { minLength: 1, maxLength: 3 }), kind: fc.constantFrom(KIND.directory, KIND.file, KIND.file, KIND.symlink, KIND.fifo), size: fc.constantFrom(0, 1, 4096, 70_000), hole: fc.constantFrom(0, 0, 65_536), mode: fc.integer({ min: 0, max: 0o7777 }), mtimeSec: fc.integer({ min: -2_000_000_000, max: 4_000_000_000 }), mtimeNsec: fc.integer({ min: 0, max: 999_999_999 }) });
  const described = fc.array(thing, { maxLength: 12 }).map((things) => {
    const tree = new Map<string, Described>([['', dir('')]]);
    things.forEach(({ path: parts, kind, size, hole, ...meta }, index) => {
      for (let depth = 1; depth < parts.length; depth++) {
        const parent = Buffer.concat(parts.slice(0, depth).flatMap((part, i) => (i === 0 ? [part] : [Buffer.from('/'), part])));
        if (tree.has(parent.toString('latin1')) && tree.get(parent.toString('latin1'))!.kind !== KIND.directory) return;
        if (!tree.has(parent.toString('latin1'))) tree.set(parent.toString('latin1'), { path: parent, kind: KIND.directory, mode: 0o755 });
      }
      const whole = Buffer.concat(parts.flatMap((part, i) => (i === 0 ? [part] : [Buffer.from('/'), part])));
      if (tree.has(whole.toString('latin1'))) return;
      const mode = kind === KIND.symlink ? 0o777 : isRoot ? meta.mode : (meta.mode & 0o777) | 0o700;
      const entry: Described = { path: whole, kind, ...meta, mode };
      if (kind === KIND.file) entry.content = [...(hole > 0 ? [hole] : []), ...(size > 0 ? [seededBytes(index + 1, size)] : [])];
      if (kind === KIND.symlink) entry.target = Buffer.from('somewhere');
      tree.set(whole.toString('latin1'), entry);
    });
    return [...tree.values()];
  });
  let round = 0;
  await fc.assert(
    fc.asyncProperty(described, described, async (first, second) => {
      const out = at(`round${round++}`);
      await restoreInto(out, first);
      const result = await restoreInto(out, second, { deleteExtra: true });
      expect(result.problems).toEqual([]);
      const clean = at(`round${round++}`);
      await restoreInto(clean, second);
      expect(picture(out)).toEqual(picture(clean));
      expect(describeTree(clean).length).toBe(second.length);
      fs.rmSync(out, { recursive: true });
      fs.rmSync(clean, { recursive: true });
    }),
    { numRuns: 12 },
  );
});
