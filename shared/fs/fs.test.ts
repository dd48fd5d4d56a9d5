import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { isFarvaultError } from '../errors/errors.js';
import { crashStates, emptyDisk } from './crash-states.js';
import { readSmallFile, writeFileDurable } from './durable-file.js';
import { realFs } from './real-fs.js';
import { SimFs } from './sim-fs.js';
import type { Vfs } from './vfs.js';

let temp: string;
beforeEach(() => {
  temp = fs.mkdtempSync(path.join(os.tmpdir(), 'farvault-fs-'));
});
afterEach(() => {
  fs.rmSync(temp, { recursive: true });
});

// One suite for every implementation.
describe.each<[string, () => { vfs: Vfs; root: string }]>([
  ['real', () => ({ vfs: realFs, root: temp })],
  ['simulated', () => ({ vfs: new SimFs(), root: '' })],
])('%s file system', (_, make) => {
  it('writes many parts, reads back, cuts, renames, lists and removes', async () => {
    const { vfs, root } = make();
    await vfs.mkdir(`${root}/d`);
    const file = await vfs.open(`${root}/d/a`, 'create');
    const parts = Array.from({ length: 3_000 }, (_unused, i) => Buffer.from([i & 0xff, i >> 8]));
    await file.write(parts, 0);
    await file.write([Buffer.from('end')], 6_000);
    await file.datasync();
    const into = Buffer.alloc(6_010);
    expect(await file.read(into, 0)).toBe(6_003);
    expect(into.subarray(0, 6_003).equals(Buffer.concat([...parts, Buffer.from('end')]))).toBe(true);
    await file.truncate(4);
    expect(await file.size()).toBe(4);
    await file.close();
    await vfs.rename(`${root}/d/a`, `${root}/d/b`);
    await vfs.syncDirectory(`${root}/d`);
    expect(await vfs.readdir(`${root}/d`)).toEqual(['b']);
    expect(await vfs.stat(`${root}/d/b`)).toEqual({ kind: 'file', size: 4 });
    await vfs.unlink(`${root}/d/b`);
    await expect(vfs.open(`${root}/d/b`, 'read')).rejects.toSatisfy((error) => isFarvaultError(error, 'NOT_FOUND'));
    await expect(vfs.mkdir(`${root}/d`)).rejects.toSatisfy((error) => isFarvaultError(error, 'EXISTS'));
    expect((await vfs.space(root || '/')).freeBytes).toBeGreaterThan(0);
  });
});

it('a durable file is the old one or the new one after a loss of power at any point', async () => {
  const vfs = new SimFs();
  await writeFileDurable('/f', Buffer.from('old'), 0o600, vfs);
  const from = vfs.log.length;
  await writeFileDurable('/f', Buffer.from('new one'), 0o600, vfs);
  const seen = new Set<string>();
  for (const { point, inodes } of crashStates(vfs.log, emptyDisk(), { from })) {
    const content = String(await readSmallFile('/f', 100, new SimFs({}, inodes)));
    seen.add(content);
    if (point === vfs.log.length) expect(content).toBe('new one');
  }
  expect([...seen].sort()).toEqual(['new one', 'old']);
});

it('a failed flush is not tried again and stops writing to the file', async () => {
  let flushes = 0;
  const vfs = new SimFs({ fault: (operation) => (operation === 'sync' ? (flushes++, 'EIO') : null) });
  const file = await vfs.open('/f', 'create');
  for (const work of [() => file.datasync(), () => file.datasync(), () => file.write([Buffer.from('x')], 0)]) await expect(work()).rejects.toSatisfy((error) => isFarvaultError(error, 'POISONED'));
  expect(flushes).toBe(1);
});

it('a fifo in the place of a small file is read as an empty one, not waited for', async () => {
  execFileSync('mkfifo', [path.join(temp, 'state.json')]);
  expect(await readSmallFile(path.join(temp, 'state.json'), 100)).toHaveLength(0);
});
