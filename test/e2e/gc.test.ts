// Garbage collection as an administrator has it: of two jobs one's snapshot is purged; a large collection asks; space falls while a backup runs, and the other job restores byte for byte (G6, F52).
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openRepository } from '../../server/repository/index.js';
import { createServerState } from '../../server/state.js';
import { createLogger } from '../../shared/service/log.js';
import { systemClock } from '../../shared/time/clock.js';
import { Cluster } from '../support/cluster.js';
import { compareTrees } from '../support/compare-trees.js';
import { seeded } from '../support/random.js';

const FILES = 24;
const random = seeded(7);
let dir: string;
let cluster: Cluster;

function fill(name: string, from: number): string {
  const tree = path.join(dir, name);
  mkdirSync(tree, { recursive: true });
  for (let i = from; i < from + FILES; i++) {
    const data = Buffer.alloc(random.between(50_000, 150_000));
    for (let at = 0; at < data.length; at++) data[at] = random.next() * 256;
    writeFileSync(path.join(tree, `file-${i}.bin`), data);
  }
  return tree;
}

function packBytes(): number {
  const packs = path.join(cluster.serverDir, 'packs');
  return readdirSync(packs).reduce((sum, name) => sum + statSync(path.join(packs, name)).size, 0);
}

/** As when its time in the trash is over: that takes 14 days, and nobody shortens it. */
async function purge(job: string): Promise<void> {
  const log = createLogger('backupd');
  log.level = 'silent';
  const state = createServerState(log, systemClock);
  const repository = await openRepository({ dataDir: cluster.serverDir, ...state.options, clock: systemClock, log: () => undefined, annotate: (body) => body, onFailed: () => undefined });
  const ids = [...state.snapshots.all()].filter(({ jobName }) => jobName === job).map(({ id }) => id);
  await repository.appendJournal({ kind: 'snapshots.purged', ids });
  await repository.close();
}

beforeAll(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'fv-gc-'));
  cluster = new Cluster(path.join(dir, 'farvault'));
  await cluster.startServer();
  await cluster.addAgent('a', 'office');
  for (const job of ['gone', 'kept']) {
    await cluster.ok(['job', 'create', job, '--agent', 'a', '--path', fill(job, 0), '--snapshot', 'none']);
    expect((await cluster.backUp(job)).state).toBe('succeeded');
  }
}, 60_000);

afterAll(async () => {
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
});

it('makes free what was purged while a backup runs, after it was asked', async () => {
  await cluster.server!.stop();
  await purge('gone');
  await cluster.startServer();
  await cluster.online('a');
  const before = packBytes();
  const { bytesFreed } = await cluster.json<{ bytesFreed: number }>(['gc', '--dry-run']);
  expect(bytesFreed).toBeGreaterThan(before / 3);
  expect((await cluster.ctl(['gc', '--wait'])).code).toBe(5);
  expect(packBytes()).toBeGreaterThanOrEqual(before);
  const tree = fill('kept', FILES);
  const [backup, collected] = await Promise.all([cluster.backUp('kept'), cluster.json<{ collection: { bytesFreed: number } }>(['gc', '--yes', '--wait'])]);
  expect(backup.state).toBe('succeeded');
  // The pack that the backup was writing to may have had to stay; then it goes now.
  const again = await cluster.json<{ collection: { bytesFreed: number } }>(['gc', '--yes', '--wait']);
  expect(collected.collection.bytesFreed + again.collection.bytesFreed).toBeGreaterThan(bytesFreed * 0.9);
  const out = path.join(dir, 'out');
  mkdirSync(path.join(out, tree), { recursive: true });
  await cluster.ok(['restore', 'latest:kept', '--output', out]);
  expect(compareTrees(tree, path.join(out, tree), { owners: false }).differences).toEqual([]);
  expect((await cluster.json<{ blocked: string | null }>(['gc', 'status'])).blocked).toBeNull();
}, 60_000);
