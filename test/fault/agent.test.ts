// What happens on the protected machine: the agent killed (F29), its cache lost or old (F30), files that change, vanish or move while they are read (F31, F32),
// names and depth (F36, F37), links and specials (F39 to F41), what may not be read (F42), an emptied mount point (F44), a restore onto a full disk (F61).
import { execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, statSync, symlinkSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { Worker } from 'node:worker_threads';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster } from '../support/cluster.js';
import { compareTrees } from '../support/compare-trees.js';
import { PROGRAMS } from '../support/daemon.js';
import { TemporaryFileSystem, whyNoMounts } from '../support/file-system.js';
import { ROOT } from './settings.js';

const MIB = 1 << 20;
let dir: string;
let cluster: Cluster;
const noMounts = whyNoMounts();

/** A job over a new tree of this name. */
async function job(name: string): Promise<string> {
  const tree = path.join(dir, name);
  mkdirSync(tree, { recursive: true });
  await cluster.ok(['job', 'create', name, '--agent', 'a', '--path', tree, '--snapshot', 'none']);
  return tree;
}

async function restored(name: string): Promise<string> {
  const out = path.join(dir, `out-${name}`);
  rmSync(out, { recursive: true, force: true });
  await cluster.ok(['restore', `latest:${name}`, '--output', out]);
  return path.join(out, dir, name);
}

const differences = (tree: string, copy: string): unknown[] => compareTrees(tree, copy, { owners: ROOT }).differences;
const warnings = (run: string): Promise<string> => cluster.ok(['run', 'logs', run, '--level', 'warn']);

beforeAll(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'fv-agent-'));
  cluster = new Cluster(path.join(dir, 'farvault'));
  await cluster.startServer();
  await cluster.addAgent('a', 'office');
});

afterAll(async () => {
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('the agent itself', () => {
  it('killed in a run, it goes on without reading again what was settled', { timeout: 120_000 }, async () => {
    const tree = await job('killed');
    for (let i = 0; i < 1500; i++) writeFileSync(path.join(tree, `${String(i).padStart(4, '0')}-${'n'.repeat(40)}`), randomBytes(32 * 1024));
    const handle = cluster.agents.get('a')!;
    await handle.daemon!.stop();
    await cluster.startAgent('a', { env: { FARVAULT_FAILPOINTS: 'agent.manifest.afterSettled=kill@2' } });
    const { id } = await cluster.admin.startJob('killed');
    await handle.daemon!.exited;
    expect((await cluster.admin.run(id)).snapshot).toBe('');
    await cluster.startAgent('a');
    const run = await cluster.ended(id);
    expect(run.state, run.error).toBe('succeeded');
    const logical = 1500 * 32 * 1024;
    console.log(`agent suite: the second attempt read ${Math.round(run.counters!.bytesRead / MIB)} of ${Math.round(logical / MIB)} MiB`);
    expect(run.counters!.bytesRead).toBeLessThan(logical * 0.9);
    expect(differences(tree, await restored('killed'))).toEqual([]);
  });

  it('with its cache lost, or an older copy of it, it sends no file data again', async () => {
    const tree = await job('cache');
    for (let i = 0; i < 20; i++) writeFileSync(path.join(tree, `f${i}`), randomBytes(100_000));
    const handle = cluster.agents.get('a')!;
    const cache = path.join(handle.dataDir, 'cache');
    const old = path.join(dir, 'old-cache');
    expect((await cluster.backUp('cache')).state).toBe('succeeded');
    cpSync(cache, old, { recursive: true });
    appendFileSync(path.join(tree, 'f3'), 'more');
    expect((await cluster.backUp('cache')).state).toBe('succeeded');
    for (const change of [(): void => rmSync(cache, { recursive: true }), (): void => (rmSync(cache, { recursive: true }), cpSync(old, cache, { recursive: true }))]) {
      await handle.daemon!.stop();
      change();
      await cluster.startAgent('a');
      const run = await cluster.backUp('cache');
      expect(run).toMatchObject({ state: 'succeeded', counters: { bytesRead: 0 } });
      expect(run.counters!.bytesSent).toBeLessThan(4096);
    }
    expect(differences(tree, await restored('cache'))).toEqual([]);
  });
});

describe('a tree that does not hold still', () => {
  it('stores and flags a file that changes while it is read, and the rest is right', { timeout: 120_000 }, async () => {
    const tree = await job('writing');
    writeFileSync(path.join(tree, 'busy'), randomBytes(40 * MIB));
    writeFileSync(path.join(tree, 'quiet'), randomBytes(MIB));
    const writer = new Worker(
      `const fs = require('node:fs'); const { parentPort, workerData } = require('node:worker_threads'); const fd = fs.openSync(workerData, 'r+');
       for (let n = 0; ; n++) fs.writeSync(fd, Buffer.from('written ' + String(n).padStart(12)), 0, 20, (n * 7919) % (40 << 20)) && n === 0 && parentPort.postMessage('writing');`,
      { eval: true, workerData: path.join(tree, 'busy') },
    );
    await new Promise((resolve) => writer.once('message', resolve));
    const run = await cluster.backUp('writing');
    await writer.terminate();
    expect(run.state).toBe('partial');
    expect(run.counters!.filesInconsistent).toBe(1);
    expect(await warnings(run.id)).toContain('busy');
    const copy = await restored('writing');
    expect(readFileSync(path.join(copy, 'quiet')).equals(readFileSync(path.join(tree, 'quiet')))).toBe(true);
    const again = await cluster.backUp('writing');
    expect(again.state).toBe('succeeded');
    expect(differences(tree, await restored('writing'))).toEqual([]);
  });

  it('goes on over files that are cut, replaced or vanish, and directories that move', { timeout: 120_000 }, async () => {
    const tree = await job('racing');
    for (let d = 0; d < 30; d++) {
      mkdirSync(path.join(tree, `d${d}`));
      for (let i = 0; i < 20; i++) writeFileSync(path.join(tree, `d${d}`, `f${i}`), randomBytes(30_000));
    }
    writeFileSync(path.join(tree, 'a-quiet-one'), randomBytes(MIB));
    const { id } = await cluster.admin.startJob('racing');
    for (let n = 0; n < 400; n++) {
      const d = path.join(tree, `d${n % 30}`);
      const f = path.join(d, `f${n % 20}`);
      try {
        if (n % 5 === 0) truncateSync(f, 100);
        else if (n % 5 === 1) {
          writeFileSync(`${f}.new`, randomBytes(5_000));
          renameSync(`${f}.new`, f);
        }
        else if (n % 5 === 2) rmSync(f, { force: true });
        else if (n % 5 === 3) {
          renameSync(d, `${d}.moved`);
          renameSync(`${d}.moved`, d);
        }
        else appendFileSync(f, 'grown');
      } catch (error) {
        expect((error as NodeJS.ErrnoException).code).toBe('ENOENT');
      }
      if (n % 10 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    const run = await cluster.ended(id);
    expect(['succeeded', 'partial']).toContain(run.state);
    const copy = await restored('racing');
    expect(readFileSync(path.join(copy, 'a-quiet-one')).equals(readFileSync(path.join(tree, 'a-quiet-one')))).toBe(true);
    expect((await cluster.backUp('racing')).state).toBe('succeeded');
    expect(differences(tree, await restored('racing'))).toEqual([]);
  });

  it('sees content that changed under the same size and mtime', async () => {
    const tree = await job('same-mtime');
    const file = path.join(tree, 'file');
    writeFileSync(file, 'one');
    const before = statSync(file);
    await cluster.backUp('same-mtime');
    writeFileSync(file, 'two');
    utimesSync(file, before.atime, before.mtime);
    expect((await cluster.backUp('same-mtime')).counters!.filesChanged).toBe(1);
    expect(readFileSync(path.join(await restored('same-mtime'), 'file'), 'utf8')).toBe('two');
  });

  it('an emptied source is refused, and the last good snapshot stays', async () => {
    const tree = await job('unmounted');
    writeFileSync(path.join(tree, 'data'), 'valuable');
    await cluster.backUp('unmounted');
    rmSync(path.join(tree, 'data'));
    const run = await cluster.backUp('unmounted');
    expect(run.state).toBe('failed');
    expect(run.error).toContain('empty');
    expect(readFileSync(path.join(await restored('unmounted'), 'data'), 'utf8')).toBe('valuable');
  });
});

describe('what is hard to store', () => {
  it('a thousand levels come back, byte for byte', { timeout: 120_000 }, async () => {
    const tree = await job('deep');
    execFileSync('python3', ['-c', 'import os,sys\nos.chdir(sys.argv[1])\nfor i in range(1000):\n os.mkdir("level-%d" % i); os.chdir("level-%d" % i)\nopen("bottom","w").write("reached")', tree]);
    expect((await cluster.backUp('deep')).state).toBe('succeeded');
    const copy = await restored('deep');
    const seen = execFileSync('python3', ['-c', 'import os,sys\nos.chdir(sys.argv[1])\nfor i in range(1000): os.chdir("level-%d" % i)\nprint(open("bottom").read())', copy], { encoding: 'utf8' });
    expect(seen.trim()).toBe('reached');
    execFileSync('rm', ['-rf', tree, copy]);
  });

  it('fifos and sockets are recorded, never opened; loops and links outside are links', { timeout: 60_000 }, async () => {
    const tree = await job('specials');
    execFileSync('mkfifo', [path.join(tree, 'fifo')]);
    const socket = net.createServer();
    await new Promise<void>((resolve) => socket.listen(path.join(tree, 'a-socket'), resolve));
    symlinkSync('.', path.join(tree, 'loop'));
    symlinkSync('/etc', path.join(tree, 'outside'));
    symlinkSync('nowhere', path.join(tree, 'dangling'));
    writeFileSync(path.join(tree, 'file'), 'x');
    const run = await cluster.backUp('specials', 30_000);
    await new Promise((resolve) => socket.close(resolve));
    expect(run.state, run.error).toBe('succeeded');
    expect(run.counters!.filesTotal).toBe(1);
    const kinds = await cluster.json<{ path: string; kind: string }[]>(['snapshot', 'ls', `latest:specials:${tree}`]);
    expect(Object.fromEntries(kinds.map((one) => [path.basename(one.path), one.kind]))).toMatchObject({ fifo: 'fifo', 'a-socket': 'socket', loop: 'symlink', outside: 'symlink' });
  });

  it.runIf(ROOT)('what an unprivileged agent may not read makes the run partial, is named, and is not taken for removed', { timeout: 90_000 }, async () => {
    const tree = path.join(dir, 'forbidden');
    mkdirSync(path.join(tree, 'closed'), { recursive: true });
    chmodSync(dir, 0o755);
    for (const name of ['open', 'secret', 'closed/inside']) writeFileSync(path.join(tree, name), name);
    const nobody = ['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups'];
    const handle = await cluster.addAgent('nobody', 'office');
    await handle.daemon!.stop();
    execFileSync('chown', ['-R', '65534:65534', handle.dataDir]);
    execFileSync('chmod', ['755', cluster.dir]);
    await cluster.startAgent('nobody', { under: nobody });
    await cluster.ok(['job', 'create', 'forbidden', '--agent', 'nobody', '--path', tree, '--snapshot', 'none']);
    expect((await cluster.backUp('forbidden')).state).toBe('succeeded');
    chmodSync(path.join(tree, 'secret'), 0o000);
    chmodSync(path.join(tree, 'closed'), 0o000);
    const run = await cluster.backUp('forbidden');
    expect(run).toMatchObject({ state: 'partial', exitCode: 3 });
    const named = await warnings(run.id);
    expect(named).toContain('secret');
    expect(named).toContain('closed');
    await handle.daemon!.stop();
  });
});

describe.skipIf(noMounts !== null)(`a target that is too small${noMounts === null ? '' : ` (not run: ${noMounts})`}`, () => {
  it('gets what fits, whole; the rest is named; and a later restore goes on', { timeout: 60_000 }, async () => {
    const tree = await job('big');
    for (let i = 0; i < 20; i++) writeFileSync(path.join(tree, `f${String(i).padStart(2, '0')}`), randomBytes(MIB));
    await cluster.backUp('big');
    const small = new TemporaryFileSystem('size=8m');
    try {
      const done = await cluster.ctl(['restore', `latest:big:${tree}`, '--output', small.path]);
      expect([1, 3], done.stderr).toContain(done.code);
      const names = readdirSync(small.path);
      expect(names.length).toBeGreaterThan(3);
      for (const name of names) expect(readFileSync(path.join(small.path, name)).equals(readFileSync(path.join(tree, name)))).toBe(true);
      expect(done.stderr).toMatch(/space/i);
      execFileSync('mount', ['-o', 'remount,size=64m', small.path]);
      expect((await cluster.ctl(['restore', `latest:big:${tree}`, '--output', small.path])).code).toBe(0);
      expect(differences(tree, small.path)).toEqual([]);
    } finally {
      small.remove();
    }
  });
});

it('an interrupted restore leaves nothing under a wrong name, and the next one finishes', { timeout: 60_000 }, async () => {
  const out = path.join(dir, 'out-interrupted');
  const tree = path.join(dir, 'killed');
  const child = spawn(process.execPath, [PROGRAMS.ctl, '--config', cluster.config, 'restore', 'latest:killed', '--output', out], { stdio: 'ignore' });
  await new Promise((resolve) => setTimeout(resolve, 900));
  child.kill('SIGKILL');
  await new Promise((resolve) => child.on('exit', resolve));
  const part = path.join(out, tree);
  if (existsSync(part)) for (const name of readdirSync(part).filter((one) => /^\d{4}-n/.test(one))) expect(readFileSync(path.join(part, name)).equals(readFileSync(path.join(tree, name)))).toBe(true);
  await cluster.ok(['restore', 'latest:killed', '--output', out]);
  expect(differences(tree, part)).toEqual([]);
});
