// The server's disk: full (F6), out of inodes (F7), failing to flush (F8) or to read (F9). Uploads stop with a clear error, restores go on, nothing acknowledged
// is lost, and it recovers alone. Needs root for tmpfs, and strace for the errors; without them the tests say so and are not run.
import { spawn, spawnSync } from 'node:child_process';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Failpoint } from '../../shared/failpoints/failpoints.js';
import { Cluster } from '../support/cluster.js';
import { compareTrees } from '../support/compare-trees.js';
import { TemporaryFileSystem, whyNoMounts } from '../support/file-system.js';
import { LONG, ROOT } from './settings.js';

const MIB = 1 << 20;
const noMounts = whyNoMounts();
const noStrace = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0 ? null : 'strace is not here, or may not trace';

let dir: string;
let tree: string;
let cluster: Cluster;
let disk: TemporaryFileSystem | null = null;

function noise(bytes: number): Buffer {
  const data = Buffer.alloc(bytes);
  for (let at = 0; at + 4 <= bytes; at += 4) data.writeUInt32LE(Math.floor(Math.random() * 2 ** 32), at);
  return data;
}

async function start(serverDir?: string): Promise<void> {
  cluster = new Cluster(path.join(dir, 'farvault'), serverDir);
  await cluster.startServer();
  await cluster.addAgent('a', 'office');
  await cluster.ok(['job', 'create', 'docs', '--agent', 'a', '--path', tree, '--snapshot', 'none']);
  const run = await cluster.backUp('docs');
  expect(run.state, run.error).toBe('succeeded');
}

async function expectSame(): Promise<void> {
  const out = path.join(dir, 'out');
  rmSync(out, { recursive: true, force: true });
  await cluster.ok(['restore', 'latest:docs', '--output', out]);
  expect(compareTrees(tree, path.join(out, tree), { owners: ROOT }).differences).toEqual([]);
}

/** The server as it is or, if it has ended (not killed, not hung), started again. */
async function backToWork(): Promise<void> {
  if (!cluster.server!.running) await cluster.startServer();
  await cluster.online('a');
}

/** The server looks at its disk every half minute. */
async function roomAgain(): Promise<void> {
  await cluster.server!.waitFor('uploads to be taken again', async () => (await cluster.admin.call((admin) => admin.getStatus.bind(admin), {})).health === 'ok', 90_000);
}

beforeEach(() => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'fv-disk-'));
  tree = path.join(dir, 'tree');
  mkdirSync(tree);
  for (let i = 0; i < 10; i++) writeFileSync(path.join(tree, `f${i}`), noise(MIB));
});

afterEach(async () => {
  await cluster.stop();
  disk?.remove();
  disk = null;
  rmSync(dir, { recursive: true, force: true });
});

describe.skipIf(noMounts !== null)(`a full disk${noMounts === null ? '' : ` (not run: ${noMounts})`}`, () => {
  it('refuses uploads with a clear error, restores all the same, and takes them again when there is space', { timeout: 120_000 }, async () => {
    disk = new TemporaryFileSystem('size=160m');
    await start(path.join(disk.path, 'server'));
    const before = cluster.server!.pid;
    const out = path.join(dir, 'before');
    // 10 MiB are left: two more than are kept in reserve, twenty wanted.
    const filler = path.join(disk.path, 'filler');
    const { bavail, bsize } = statfsSync(disk.path);
    writeFileSync(filler, Buffer.alloc(bavail * bsize - 10 * MIB));
    for (let i = 0; i < 20; i++) writeFileSync(path.join(tree, `more${i}`), noise(MIB));
    const refused = await cluster.backUp('docs');
    expect(refused.state).toBe('failed');
    expect(refused.errorCode).toBe('NO_SPACE');
    expect(refused.error).toContain('full');
    expect((await cluster.ctl(['restore', 'latest:docs', '--output', out])).code).toBe(0);
    await cluster.ok(['status']);
    rmSync(filler);
    await roomAgain();
    const run = await cluster.backUp('docs');
    expect(run.state, run.error).toBe('succeeded');
    expect(cluster.server!.pid).toBe(before);
    await expectSame();
  });

  it('to the last byte: nothing acknowledged is lost, and it is well again when there is space', { timeout: 240_000 }, async () => {
    disk = new TemporaryFileSystem('size=160m');
    await start(path.join(disk.path, 'server'));
    const filler = path.join(disk.path, 'filler');
    spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=64k'], { stdio: 'ignore' });
    appendFileSync(path.join(tree, 'f0'), 'changed');
    const going = await cluster.admin.startJob('docs').catch(() => null);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    const out = path.join(dir, 'full');
    expect((await cluster.ctl(['restore', 'latest:docs', '--output', out])).code).toBe(0);
    rmSync(filler);
    await backToWork();
    await roomAgain();
    if (going !== null) await cluster.ended(going.id, 40_000);
    const run = await cluster.backUp('docs');
    expect(run.state, run.error).toBe('succeeded');
    await expectSame();
  });

  it('at a start: the server serves, and restores go on', { timeout: 120_000 }, async () => {
    disk = new TemporaryFileSystem('size=160m');
    await start(path.join(disk.path, 'server'));
    await cluster.server!.stop('SIGKILL');
    const filler = path.join(disk.path, 'filler');
    spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=64k'], { stdio: 'ignore' });
    await cluster.startServer();
    const out = path.join(dir, 'full');
    expect((await cluster.ctl(['restore', 'latest:docs', '--output', out])).code).toBe(0);
    rmSync(filler);
    await roomAgain();
    const run = await cluster.backUp('docs');
    expect(run.state, run.error).toBe('succeeded');
  });

  it('without inodes: nothing acknowledged is lost, and it is well again when there are some', { timeout: 120_000 }, async () => {
    disk = new TemporaryFileSystem('size=200m,nr_inodes=200');
    await start(path.join(disk.path, 'server'));
    const fillers = path.join(disk.path, 'fillers');
    mkdirSync(fillers);
    for (let i = 0; statfsSync(disk.path).ffree > 0; i++) writeFileSync(path.join(fillers, `${i}`), '');
    writeFileSync(path.join(tree, 'new'), noise(8 * MIB));
    await cluster.backUp('docs', 30_000).catch(() => null);
    rmSync(fillers, { recursive: true });
    await backToWork();
    const run = await cluster.backUp('docs');
    expect(run.state, run.error).toBe('succeeded');
    await expectSame();
  });

  const atFullDisk: Failpoint[] = ['journal.full', 'reserve.release'];
  it.runIf(LONG).each(atFullDisk)('killed at %s: everything acknowledged is there', async (point) => {
    disk = new TemporaryFileSystem('size=160m');
    await start(path.join(disk.path, 'server'));
    await cluster.server!.stop();
    await cluster.startServer({ env: { FARVAULT_FAILPOINTS: `${point}=kill` } });
    await cluster.online('a');
    const filler = path.join(disk.path, 'filler');
    spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=4k'], { stdio: 'ignore' });
    for (let n = 0; n < 200 && cluster.server!.running; n++) await cluster.ctl(['office', 'create', `office-${n}`]);
    expect(cluster.server!.child.signalCode).toBe('SIGKILL');
    rmSync(filler);
    await backToWork();
    await roomAgain();
    expect((await cluster.backUp('docs')).state).toBe('succeeded');
    await expectSame();
  });
});

describe.skipIf(noStrace !== null)(`a disk that fails${noStrace === null ? '' : ` (not run: ${noStrace})`}`, () => {
  const injecting = (inject: string, file: string): string[] => ['-f', '-q', '-o', '/dev/null', '-e', `trace=${inject.split(':')[0]}`, '-e', `inject=${inject}`, '-P', file];

  it.each(['packs', 'journal'])('to flush in %s: the server says so and ends; what was acknowledged is there, and the run goes on after a start', { timeout: 120_000 }, async (folder) => {
    await start();
    await cluster.server!.stop();
    const files = readdirSync(path.join(cluster.serverDir, folder)).filter((name) => /\.fv[pj]$/.test(name)).sort();
    const file = path.join(cluster.serverDir, folder, files.at(-1)!);
    // Not the first flush: of the journal that is the record of the run itself.
    const when = folder === 'journal' ? 2 : 1;
    const server = await cluster.startServer({ under: ['strace', ...injecting(`fdatasync:error=EIO:when=${when}+`, file)] });
    await cluster.online('a');
    writeFileSync(path.join(tree, 'new'), noise(8 * MIB));
    const run = await cluster.admin.startJob('docs').catch(() => null);
    const { code } = await server.exited;
    expect(code).toBe(1);
    expect(server.output).toMatch(/cannot be written any more/);
    await cluster.startServer();
    await cluster.online('a');
    if (run !== null) {
      const ended = await cluster.ended(run.id);
      expect(ended.state, ended.error).toBe('succeeded');
    }
    expect((await cluster.backUp('docs')).state).toBe('succeeded');
    await expectSame();
  });

  it('to read a pack: the files are named, the others come back, and all of them when it reads again', { timeout: 120_000 }, async () => {
    await start();
    await cluster.server!.stop();
    const pack = path.join(cluster.serverDir, 'packs', '0000000001.fvp');
    expect(statSync(pack).size).toBeGreaterThan(10 * MIB);
    // From now on, so that the start reads well; every third read of each thread.
    await cluster.startServer();
    const strace = spawn('strace', [...injecting('pread64:error=EIO:when=1+3', pack), '-p', String(cluster.server!.pid)], { stdio: 'ignore' });
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const out = path.join(dir, 'bad');
    const done = await cluster.ctl(['restore', 'latest:docs', '--output', out]);
    expect([1, 3, 7], done.stderr).toContain(done.code);
    // Exit 1: it was the manifest that could not be read.
    mkdirSync(path.join(out, tree), { recursive: true });
    const compared = compareTrees(tree, path.join(out, tree), { owners: false });
    for (const { path: name, what } of compared.differences) {
      expect(what).toMatch(/cannot be looked at|mtime/);
      if (what.startsWith('cannot') && done.code !== 1) expect(done.stderr).toContain(name);
    }
    strace.kill();
    await new Promise((resolve) => strace.on('exit', resolve));
    await cluster.server!.stop();
    await cluster.startServer();
    await cluster.online('a');
    expect((await cluster.backUp('docs')).state).toBe('succeeded');
    await expectSame();
  });
});
