import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FakeReadServer } from '../../shared/restore/testing/fake-read-server.js';
import { fakeSnapshot } from '../../shared/restore/testing/fake-snapshot.js';
import { directory, file } from '../../shared/restore/testing/trees.js';
import { systemClock } from '../../shared/time/clock.js';
import { catFile, restoreToDirectory, restoreToTar, type DirectoryRestore } from './local-restore.js';

let top = '';
const snapshot = fakeSnapshot([directory(''), directory('etc'), file('etc/hosts', Buffer.from('localhost')), file('top', Buffer.from('t'))]);

beforeEach(() => {
  top = fs.mkdtempSync(path.join(os.tmpdir(), 'local-restore-'));
});
afterEach(() => fs.rmSync(top, { recursive: true, force: true }));

const request = (typed = ''): { stream: FakeReadServer; snapshotId: string; path: Buffer; clock: typeof systemClock; signal: AbortSignal } => ({
  stream: new FakeReadServer(snapshot),
  snapshotId: 'fake',
  path: Buffer.from(typed),
  clock: systemClock,
  signal: new AbortController().signal,
});
const into = (output: string, more: Partial<DirectoryRestore> = {}): DirectoryRestore => ({ ...request(), output, includes: [], overwrite: '', deleteExtra: false, dryRun: false, ...more });

describe('to a directory of this machine', () => {
  it('makes it, follows the links of the path that was typed, and ends the stream', async () => {
    fs.mkdirSync(path.join(top, 'real'));
    fs.symlinkSync('real', path.join(top, 'link'));
    const order = into(path.join(top, 'link', 'new'), { path: Buffer.from('/etc/') });
    const outcome = await restoreToDirectory(order, {});
    expect(outcome.exitCode).toBe(0);
    expect(fs.readFileSync(path.join(top, 'real', 'new', 'hosts'), 'utf8')).toBe('localhost');
    expect((order.stream as FakeReadServer).cancelled).toBe(true);
  });

  it('makes nothing in a dry run', async () => {
    const actions: string[] = [];
    await restoreToDirectory(into(path.join(top, 'not', 'there'), { dryRun: true }), { onAction: ({ action, path: of }) => actions.push(`${action} ${Buffer.from(of).toString()}`) });
    expect(actions).toContain('create etc/hosts');
    expect(fs.readdirSync(top)).toEqual([]);
  });

  it('refuses a path, a way to overwrite or a directory that cannot be, before the server is asked for content', async () => {
    await expect(restoreToDirectory(into(path.join(top, 'out'), { path: Buffer.from('a/../b') }), {})).rejects.toMatchObject({ code: 'USAGE' });
    await expect(restoreToDirectory(into(path.join(top, 'out'), { overwrite: 'sometimes' }), {})).rejects.toMatchObject({ code: 'USAGE' });
    fs.writeFileSync(path.join(top, 'file'), '');
    await expect(restoreToDirectory(into(path.join(top, 'file', 'out')), {})).rejects.toMatchObject({ code: 'IO' });
  });
});

it('gives a tar stream', async () => {
  const out = new PassThrough();
  const bytes = buffer(out);
  const outcome = await restoreToTar({ ...request('etc'), includes: [], out }, {});
  out.end();
  expect(outcome.exitCode).toBe(0);
  expect((await bytes).includes('localhost')).toBe(true);
});

it('cats one file, with or without a leading slash; a directory is none', async () => {
  const out = new PassThrough();
  expect(await catFile({ ...request('/etc/hosts'), out })).toBe(9);
  out.end();
  expect((await buffer(out)).toString()).toBe('localhost');
  await expect(catFile({ ...request('etc'), out: new PassThrough() })).rejects.toMatchObject({ code: 'USAGE' });
  await expect(catFile({ ...request('nope'), out: new PassThrough() })).rejects.toMatchObject({ code: 'NOT_FOUND' });
});
