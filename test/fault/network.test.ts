// The line between agent and server: cut at random bytes (F21), silent (F22), slow (F23), and the server restarted under it. Runs go on by themselves, the
// snapshot is the same, and no more than the credit window travels twice.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ChaosProxy } from '../support/chaos-proxy.js';
import { Cluster } from '../support/cluster.js';
import { compareTrees } from '../support/compare-trees.js';
import { seeded } from '../support/random.js';
import { countOf, LONG, replay, SEED } from './settings.js';

const MIB = 1 << 20;
/** The largest credit that the server grants. */
const CREDIT_MAX_BYTES = 64 * MIB;
/** Headers, TLS records, offers and answers on top of the payload. */
const OVERHEAD = 1.02;
const UPLOAD_MIB = LONG ? 100 : 40;
const CUTS = 4;
const ROUNDS = countOf('ROUNDS', LONG ? 50 : 0);
const CUTS_PER_ROUND = 10;
const NOTICED_MS = 45_000;

let dir: string;
let tree: string;
let cluster: Cluster;
let proxy: ChaosProxy;
const random = seeded(SEED);

/** Files that nothing compresses or deduplicates, together of this size. */
function fill(bytes: number): void {
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(tree);
  for (let left = bytes, i = 0; left > 0; i++) {
    const data = Buffer.alloc(Math.min(left, random.between(1, 4 * MIB)));
    for (let at = 0; at + 4 <= data.length; at += 4) data.writeUInt32LE(Math.floor(random.next() * 2 ** 32), at);
    writeFileSync(path.join(tree, `file-${i}`), data);
    left -= data.length;
  }
}

async function expectSame(): Promise<void> {
  const out = path.join(dir, 'out');
  rmSync(out, { recursive: true, force: true });
  await cluster.ok(['restore', 'latest:docs', '--output', out]);
  expect(compareTrees(tree, path.join(out, tree), { owners: process.getuid?.() === 0 }).differences).toEqual([]);
}

function memoryOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) * 1024;
}

beforeAll(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'fv-network-'));
  tree = path.join(dir, 'tree');
  mkdirSync(tree);
  cluster = new Cluster(path.join(dir, 'farvault'));
  await cluster.startServer();
  proxy = await ChaosProxy.start(cluster.address, SEED);
  // The proxy is the only address that anybody is told.
  await cluster.server!.stop();
  writeFileSync(path.join(cluster.serverDir, 'backupd.json'), JSON.stringify({ advertise: [proxy.address] }));
  await cluster.startServer();
  await cluster.addAgent('a', 'office', { server: proxy.address, restoreRoot: path.join(dir, 'restored') });
  await cluster.ok(['job', 'create', 'docs', '--agent', 'a', '--path', tree, '--snapshot', 'none']);
});

afterAll(async () => {
  await cluster?.stop();
  await proxy?.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('cuts', () => {
  it(`${CUTS} in a backup of ${UPLOAD_MIB} MB: it goes on by itself and sends no more than the credit again`, { timeout: 180_000 }, async () => {
    fill(UPLOAD_MIB * MIB);
    await replay('npm run test:fault -- --part network', async () => {
      const before = proxy.bytesUp;
      proxy.cutsDone = 0;
      proxy.behaviour = { cutAfterBytes: [1 * MIB, (UPLOAD_MIB / 4) * MIB], cuts: CUTS };
      proxy.cut();
      await cluster.online('a');
      const run = await cluster.backUp('docs', 150_000);
      proxy.behaviour = {};
      expect(run.state, run.error).toBe('succeeded');
      expect(proxy.cutsDone).toBeGreaterThanOrEqual(3);
      expect(proxy.bytesUp - before).toBeLessThan(UPLOAD_MIB * MIB * OVERHEAD + (proxy.cutsDone + 1) * CREDIT_MAX_BYTES);
      console.log(`network suite: ${proxy.cutsDone} cuts, ${Math.round((proxy.bytesUp - before) / MIB)} MiB on the line for ${UPLOAD_MIB} MiB`);
      await expectSame();
    });
  });

  it('in a restore: it goes on by itself, and every byte is right', { timeout: 120_000 }, async () => {
    proxy.cutsDone = 0;
    proxy.behaviour = { cutAfterBytes: [5 * MIB, (UPLOAD_MIB / 2) * MIB], cuts: 3 };
    proxy.cut();
    await cluster.online('a');
    const target = path.join(dir, 'restored', 'cut');
    const [latest] = (await cluster.admin.call((admin) => admin.listSnapshots.bind(admin), { limit: 1 })).snapshots;
    const { id } = await cluster.admin.call((admin) => admin.startRestore.bind(admin), { agent: 'a', spec: { snapshotId: latest.id, target, overwrite: 'changed' } });
    const restored = await cluster.ended(id);
    proxy.behaviour = {};
    expect(restored.state, restored.error).toBe('succeeded');
    expect(proxy.cutsDone).toBeGreaterThanOrEqual(1);
    expect(compareTrees(tree, path.join(target, tree), { owners: process.getuid?.() === 0 }).differences).toEqual([]);
  });

  it.runIf(LONG)(`${ROUNDS * CUTS_PER_ROUND} at random offsets of smaller backups`, { timeout: ROUNDS * 120_000 }, async () => {
    let cuts = 0;
    for (let round = 0; round < ROUNDS; round++) {
      await replay('npm run test:fault -- --part network', async () => {
        fill(10 * MIB);
        proxy.cutsDone = 0;
        proxy.behaviour = { cutAfterBytes: [1, 4 * MIB], cuts: CUTS_PER_ROUND };
        proxy.cut();
        await cluster.online('a');
        const run = await cluster.backUp('docs', 300_000);
        cuts += proxy.cutsDone;
        proxy.behaviour = {};
        expect(run.state, run.error).toBe('succeeded');
        await expectSame();
      });
    }
    console.log(`network suite: ${cuts} cuts at random offsets`);
  });
});

it('a server that is killed and comes back under a backup: the run goes on', { timeout: 120_000 }, async () => {
  fill(30 * MIB);
  await cluster.online('a');
  const { id } = await cluster.admin.startJob('docs');
  await new Promise((resolve) => setTimeout(resolve, 400));
  await cluster.server!.stop('SIGKILL');
  await cluster.startServer();
  const run = await cluster.ended(id);
  expect(run.state, run.error).toBe('succeeded');
  await expectSame();
});

it('a slow reader costs the server bounded memory, and others nothing', { timeout: 120_000 }, async () => {
  const slow = await ChaosProxy.start(cluster.address, SEED, { bytesPerSecond: 1024 * 1024 });
  const out = path.join(dir, 'slow');
  const before = memoryOf(cluster.server!.pid);
  const admin = path.join(dir, 'slow-admin.json');
  writeFileSync(admin, JSON.stringify({ ...JSON.parse(readFileSync(cluster.config, 'utf8')), addresses: [slow.address] }));
  const reading = Array.from({ length: 4 }, (_, i) => cluster.ctl(['--config', admin, 'restore', 'latest:docs', '--output', `${out}-${i}`], { timeoutMs: 5_000 }));
  await new Promise((resolve) => setTimeout(resolve, 4_000));
  const growth = memoryOf(cluster.server!.pid) - before;
  await expectSame();
  await slow.stop();
  await Promise.all(reading);
  console.log(`network suite: four readers at 1 MiB/s in all took ${Math.round(growth / MIB)} MiB of the server`);
  expect(growth).toBeLessThan(200 * MIB);
});

it.runIf(LONG)('a silent peer is noticed on both sides within 45 s', { timeout: 180_000 }, async () => {
  await cluster.online('a');
  proxy.stall(true);
  const stalledAt = performance.now();
  const agent = cluster.agents.get('a')!.daemon!;
  const from = agent.output.length;
  await cluster.server!.waitFor('the server to notice', async () => !(await cluster.admin.isOnline('a')), NOTICED_MS + 5_000);
  expect(performance.now() - stalledAt).toBeLessThan(NOTICED_MS);
  await agent.waitFor('the agent to notice', () => agent.output.slice(from).includes('no control stream'), NOTICED_MS + 5_000 - (performance.now() - stalledAt));
  expect(performance.now() - stalledAt).toBeLessThan(NOTICED_MS);
  proxy.cut();
  proxy.stall(false);
  await cluster.online('a', 90_000);
});

it.runIf(LONG)('an agent that is stopped in a backup is noticed and freed within 45 s; when it goes on, so does the run', { timeout: 240_000 }, async () => {
  fill(60 * MIB);
  await cluster.online('a');
  const agent = cluster.agents.get('a')!.daemon!;
  const { id } = await cluster.admin.startJob('docs');
  await new Promise((resolve) => setTimeout(resolve, 600));
  agent.child.kill('SIGSTOP');
  const stoppedAt = performance.now();
  await cluster.server!.waitFor('the server to notice', async () => !(await cluster.admin.isOnline('a')), NOTICED_MS + 5_000);
  expect(performance.now() - stoppedAt).toBeLessThan(NOTICED_MS);
  expect((await cluster.admin.run(id)).state).toBe('running');
  agent.child.kill('SIGCONT');
  const run = await cluster.ended(id, 150_000);
  expect(run.state, run.error).toBe('succeeded');
  await expectSame();
});

it.runIf(LONG)('a line that comes and goes every 5 s lets a backup end', { timeout: 300_000 }, async () => {
  fill(40 * MIB);
  await cluster.online('a');
  proxy.behaviour = { bytesPerSecond: 4 * MIB };
  let flaps = 0;
  const flapping = setInterval(() => {
    flaps++;
    proxy.cut();
  }, 5_000);
  try {
    const run = await cluster.backUp('docs', 240_000);
    expect(run.state, run.error).toBe('succeeded');
  } finally {
    clearInterval(flapping);
    proxy.behaviour = {};
  }
  console.log(`network suite: a backup of 40 MiB over ${flaps} cuts, one every 5 s`);
  expect(flaps).toBeGreaterThan(1);
  await expectSame();
});
