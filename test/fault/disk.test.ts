// The server's disk: full (F6), out of inodes (F7), failing to flush (F8) or to read (F9). Uploads stop with a clear error, restores go on, nothing acknowledged
// is lost, and it recovers alone. Needs root for tmpfs, and strace for the errors; without them the tests say so and are not run.
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { describe, expect, it, type TestContext } from 'vitest';
import type { Failpoint } from '../../shared/failpoints/failpoints.js';
import { Cluster } from '../support/cluster.js';
import { compareTrees } from '../support/compare-trees.js';
import type { Finished } from '../support/daemon.js';
import { TemporaryFileSystem, whyNoMounts } from '../support/file-system.js';
import { LONG, ROOT } from './settings.js';

const MIB = 1 << 20;
const noMounts = whyNoMounts();
const noStrace = spawnSync('strace', ['-f', '-o', '/dev/null', 'true']).status === 0 ? null : 'strace is not here, or may not trace';

/** A server of its own for each test: most of their time is waiting, so they wait side by side. */
class Rig {
  readonly dir = mkdtempSync(path.join(os.tmpdir(), 'fv-disk-'));
  readonly tree = path.join(this.dir, 'tree');
  readonly disk: TemporaryFileSystem | null;
  readonly cluster: Cluster;

  /** `mount`: options of the tmpfs for the server's data; default: the directory of the rig. */
  constructor({ onTestFinished }: TestContext, mount?: string) {
    this.disk = mount === undefined ? null : new TemporaryFileSystem(mount);
    this.cluster = new Cluster(path.join(this.dir, 'farvault'), this.disk === null ? undefined : path.join(this.disk.path, 'server'));
    mkdirSync(this.tree);
    for (let i = 0; i < 10; i++) writeFileSync(path.join(this.tree, `f${i}`), randomBytes(MIB));
    onTestFinished(async () => {
      await this.cluster.stop();
      this.disk?.remove();
      rmSync(this.dir, { recursive: true, force: true });
    });
  }

  async start(): Promise<void> {
    await this.cluster.startServer();
    await this.cluster.addAgent('a', 'office');
    await this.cluster.ok(['job', 'create', 'docs', '--agent', 'a', '--path', this.tree, '--snapshot', 'none']);
    await this.backUp();
  }

  /** A backup that must succeed. */
  async backUp(): Promise<void> {
    const run = await this.cluster.backUp('docs');
    expect(run.state, run.error).toBe('succeeded');
  }

  restoreTo(name: string): Promise<Finished> {
    return this.cluster.ctl(['restore', 'latest:docs', '--output', path.join(this.dir, name)]);
  }

  async expectSame(): Promise<void> {
    const done = await this.restoreTo('out');
    expect(done.code, done.stderr).toBe(0);
    expect(compareTrees(this.tree, path.join(this.dir, 'out', this.tree), { owners: ROOT }).differences).toEqual([]);
  }

  /** The server as it is or, if it has ended (not killed, not hung), started again. */
  async backToWork(): Promise<void> {
    if (!this.cluster.server!.running) await this.cluster.startServer();
    await this.cluster.online('a');
  }

  /** The server looks at its disk every few seconds. */
  async roomAgain(): Promise<void> {
    await this.cluster.server!.waitFor('uploads to be taken again', async () => (await this.cluster.admin.call((admin) => admin.getStatus.bind(admin), {})).health === 'ok', 90_000);
  }

  /** Nothing is left on the disk. Gives the file to remove. */
  fillUp(block = '64k'): string {
    const filler = path.join(this.disk!.path, 'filler');
    spawnSync('dd', ['if=/dev/zero', `of=${filler}`, `bs=${block}`], { stdio: 'ignore' });
    return filler;
  }
}

describe.skipIf(noMounts !== null).concurrent(`a full disk${noMounts === null ? '' : ` (not run: ${noMounts})`}`, () => {
  it('refuses uploads with a clear error, restores all the same, and takes them again when there is space', { timeout: 120_000 }, async (context) => {
    const rig = new Rig(context, 'size=160m');
    await rig.start();
    const before = rig.cluster.server!.pid;
    // 10 MiB are left: two more than are kept in reserve, twenty wanted.
    const filler = path.join(rig.disk!.path, 'filler');
    const { bavail, bsize } = statfsSync(rig.disk!.path);
    writeFileSync(filler, Buffer.alloc(bavail * bsize - 10 * MIB));
    for (let i = 0; i < 20; i++) writeFileSync(path.join(rig.tree, `more${i}`), randomBytes(MIB));
    const refused = await rig.cluster.backUp('docs');
    expect(refused.state).toBe('failed');
    expect(refused.errorCode).toBe('NO_SPACE');
    expect(refused.error).toContain('full');
    expect((await rig.restoreTo('before')).code).toBe(0);
    await rig.cluster.ok(['status']);
    rmSync(filler);
    await rig.roomAgain();
    await rig.backUp();
    expect(rig.cluster.server!.pid).toBe(before);
    await rig.expectSame();
  });

  it('to the last byte: nothing acknowledged is lost, and it is well again when there is space', { timeout: 240_000 }, async (context) => {
    const rig = new Rig(context, 'size=160m');
    await rig.start();
    const filler = rig.fillUp();
    appendFileSync(path.join(rig.tree, 'f0'), 'changed');
    const going = await rig.cluster.admin.startJob('docs').catch(() => null);
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    expect((await rig.restoreTo('full')).code).toBe(0);
    rmSync(filler);
    await rig.backToWork();
    await rig.roomAgain();
    if (going !== null) await rig.cluster.ended(going.id, 40_000);
    await rig.backUp();
    await rig.expectSame();
  });

  it('at a start: the server serves, and restores go on', { timeout: 120_000 }, async (context) => {
    const rig = new Rig(context, 'size=160m');
    await rig.start();
    await rig.cluster.server!.stop('SIGKILL');
    const filler = rig.fillUp();
    await rig.cluster.startServer();
    expect((await rig.restoreTo('full')).code).toBe(0);
    rmSync(filler);
    await rig.roomAgain();
    await rig.cluster.online('a');
    await rig.backUp();
  });

  it('without inodes: nothing acknowledged is lost, and it is well again when there are some', { timeout: 120_000 }, async (context) => {
    const rig = new Rig(context, 'size=200m,nr_inodes=200');
    await rig.start();
    const fillers = path.join(rig.disk!.path, 'fillers');
    mkdirSync(fillers);
    for (let i = 0; statfsSync(rig.disk!.path).ffree > 0; i++) writeFileSync(path.join(fillers, `${i}`), '');
    writeFileSync(path.join(rig.tree, 'new'), randomBytes(8 * MIB));
    await rig.cluster.backUp('docs', 30_000).catch(() => null);
    rmSync(fillers, { recursive: true });
    await rig.backToWork();
    await rig.backUp();
    await rig.expectSame();
  });

  const atFullDisk: Failpoint[] = ['journal.full', 'reserve.release'];
  it.runIf(LONG).for(atFullDisk)('killed at %s: everything acknowledged is there', { timeout: 240_000 }, async (point, context) => {
    const rig = new Rig(context, 'size=160m');
    await rig.start();
    await rig.cluster.server!.stop();
    await rig.cluster.startServer({ env: { FARVAULT_FAILPOINTS: `${point}=kill` } });
    await rig.cluster.online('a');
    const filler = rig.fillUp('4k');
    for (let n = 0; n < 200 && rig.cluster.server!.running; n++) await rig.cluster.ctl(['office', 'create', `office-${n}`]);
    expect(rig.cluster.server!.child.signalCode).toBe('SIGKILL');
    rmSync(filler);
    await rig.backToWork();
    await rig.roomAgain();
    await rig.backUp();
    await rig.expectSame();
  });
});

describe.skipIf(noStrace !== null).concurrent(`a disk that fails${noStrace === null ? '' : ` (not run: ${noStrace})`}`, () => {
  const injecting = (inject: string, file: string): string[] => ['-f', '-q', '-o', '/dev/null', '-e', `trace=${inject.split(':')[0]}`, '-e', `inject=${inject}`, '-P', file];

  it.for(['packs', 'journal'])('to flush in %s: the server says so and ends; what was acknowledged is there, and the run goes on after a start', { timeout: 120_000 }, async (folder, context) => {
    const rig = new Rig(context);
    const { cluster } = rig;
    await rig.start();
    const server = cluster.server!;
    const newest = readdirSync(path.join(cluster.serverDir, folder)).filter((name) => /\.fv[pj]$/.test(name)).sort().at(-1)!;
    // From now on: what a start journals of itself is flushed. Of the journal not the first flush, which is the record of the run itself.
    const when = folder === 'journal' ? 2 : 1;
    spawn('strace', [...injecting(`fdatasync:error=EIO:when=${when}+`, path.join(cluster.serverDir, folder, newest)), '-p', String(server.pid)], { stdio: 'ignore' });
    await server.waitFor('strace to hold on', () => /TracerPid:\t[1-9]/.test(readFileSync(`/proc/${server.pid}/status`, 'utf8')));
    writeFileSync(path.join(rig.tree, 'new'), randomBytes(8 * MIB));
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
    await rig.backUp();
    await rig.expectSame();
  });

  it('to read a pack: the files are named, the others come back, and all of them when it reads again', { timeout: 120_000 }, async (context) => {
    const rig = new Rig(context);
    const { cluster, tree } = rig;
    await rig.start();
    await cluster.server!.stop();
    const pack = path.join(cluster.serverDir, 'packs', '0000000001.fvp');
    expect(statSync(pack).size).toBeGreaterThan(10 * MIB);
    // From now on, so that the start reads well; every third read of each thread.
    await cluster.startServer();
    const strace = spawn('strace', [...injecting('pread64:error=EIO:when=1+3', pack), '-p', String(cluster.server!.pid)], { stdio: 'ignore' });
    await cluster.server!.waitFor('strace to hold on', () => /TracerPid:\t[1-9]/.test(readFileSync(`/proc/${cluster.server!.pid}/status`, 'utf8')));
    const out = path.join(rig.dir, 'bad');
    const done = await rig.restoreTo('bad');
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
    await rig.backUp();
    await rig.expectSame();
  });
});
