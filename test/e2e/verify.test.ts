// Verification as an administrator has it: bytes flipped in a pack under a running server are found and named with the files, the next run sends them again although nothing has
// changed, and everything restores (F12, F14, F62). What no machine has any more stays lost, is named, and comes back when its pack is put right and repaired.
import { closeSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Cluster } from '../support/cluster.js';
import { compareTrees } from '../support/compare-trees.js';
import { seeded } from '../support/random.js';

const FILES = 40;
const random = seeded(5);
let dir: string;
let tree: string;
let cluster: Cluster;

function noise(bytes: number): Buffer {
  const data = Buffer.alloc(bytes);
  for (let at = 0; at < bytes; at++) data[at] = random.next() * 256;
  return data;
}

interface Damage {
  snapshots: { snapshot: string; filesDamaged: number; paths: string[] }[];
  frames: { pack: number; chunks: string[] }[];
}

async function damage(expected: number): Promise<Damage> {
  const done = await cluster.ctl(['damage', 'list', '--json']);
  expect(done.code, done.stderr).toBe(expected);
  return JSON.parse(done.stdout.toString()) as Damage;
}

async function restored(): Promise<{ code: number | null; differences: { path: string; what: string }[] }> {
  const out = path.join(dir, 'out');
  rmSync(out, { recursive: true, force: true });
  mkdirSync(path.join(out, tree), { recursive: true });
  const { code } = await cluster.ctl(['restore', 'latest:docs', '--output', out]);
  return { code, differences: compareTrees(tree, path.join(out, tree), { owners: false }).differences };
}

function overwrite(file: string, at: number, bytes: Buffer): void {
  const fd = openSync(file, 'r+');
  writeSync(fd, bytes, 0, bytes.length, at);
  closeSync(fd);
}

beforeAll(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'fv-verify-'));
  tree = path.join(dir, 'tree');
  mkdirSync(tree);
  for (let i = 0; i < FILES; i++) writeFileSync(path.join(tree, `file-${i}.bin`), noise(random.between(10_000, 120_000)));
  cluster = new Cluster(path.join(dir, 'farvault'));
  await cluster.startServer();
  await cluster.addAgent('a', 'office');
  await cluster.ok(['job', 'create', 'docs', '--agent', 'a', '--path', tree, '--snapshot', 'none']);
  expect((await cluster.backUp('docs')).state).toBe('succeeded');
});

afterAll(async () => {
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

async function verify(readData = true): Promise<number> {
  const { id } = await cluster.admin.call((admin) => admin.startVerify.bind(admin), { readData });
  return (await cluster.ended(id)).exitCode;
}

async function repair(): Promise<number> {
  const { id } = await cluster.admin.call((admin) => admin.startRepair.bind(admin), {});
  return (await cluster.ended(id)).exitCode;
}

it('finds what was flipped, names the files, and the next run heals; what is gone from the machine comes back with its pack', async () => {
  expect(await verify(false)).toBe(0);
  expect(await verify()).toBe(0);
  const coverage = await cluster.admin.call((admin) => admin.getVerifyCoverage.bind(admin), {});
  expect(coverage).toMatchObject({ packs: 1, bytesOverdue: 0, packsDamaged: 0 });
  expect(coverage.dataMs).toBeGreaterThan(0);

  // In the middle of the content of one file.
  const [name] = readdirSync(path.join(cluster.serverDir, 'packs'));
  const pack = path.join(cluster.serverDir, 'packs', name);
  const file = path.join(tree, 'file-7.bin');
  const before = readFileSync(pack);
  const at = before.indexOf(readFileSync(file).subarray(0, 4_000)) + 1_000;
  expect(at).toBeGreaterThan(1_000);
  overwrite(pack, at, Buffer.from([before[at] ^ 4]));
  const found = await cluster.ctl(['verify', '--snapshot', 'latest:docs', '--read-data', '--wait', '--json']);
  expect(found.code, found.stderr).toBe(7);
  expect(JSON.parse(found.stdout.toString())).toMatchObject({ kind: 'verify', exitCode: 7, errorCode: 'CORRUPT' });
  const named = await damage(7);
  expect(named.snapshots).toHaveLength(1);
  expect(named.snapshots[0].paths).toContain(file);
  expect(named.frames.flatMap(({ chunks }) => chunks).length).toBeGreaterThan(0);

  const healing = await cluster.backUp('docs');
  expect(healing.state, healing.error).toBe('succeeded');
  expect(healing.counters!.filesUnchanged).toBe(FILES - named.snapshots[0].paths.length);
  expect(await restored()).toEqual({ code: 0, differences: [] });
  // The old frame is damaged still, and nobody needs it.
  expect(await verify()).toBe(0);

  // Nearly all of the pack; what repair cannot save comes back when the pack does.
  const whole = readFileSync(pack);
  overwrite(pack, 70, noise(whole.length - 70));
  expect(await verify()).toBe(7);
  expect(await repair()).toBe(7);
  overwrite(pack, 0, whole);
  expect(await repair()).toBe(0);
  await damage(0);
  expect(await verify()).toBe(0);
});
