// The directory that holds the data directories of the agent and of the server is backed up: neither must be in the snapshot.
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { Cluster } from '../support/cluster.js';

const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-own-'));
const cluster = new Cluster(dir);

afterAll(async () => {
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
});

it('the state of the agent and the repository of the server are never backed up, whatever way leads there', async () => {
  await cluster.startServer();
  const agent = await cluster.addAgent('one', 'lyon');
  mkdirSync(path.join(dir, 'data'));
  writeFileSync(path.join(dir, 'data', 'file'), 'kept');
  symlinkSync(dir, path.join(dir, 'data', 'way-back'));
  await cluster.ok(['job', 'create', 'all', '--agent', 'one', '--path', dir]);
  for (let round = 0; round < 2; round++) {
    const run = await cluster.json<{ snapshot: string }>(['job', 'run', 'all', '--wait']);
    const paths = (await cluster.json<{ path: string }[]>(['snapshot', 'ls', run.snapshot, '--recursive'])).map((entry) => entry.path);
    expect(paths).toContain(path.join(dir, 'data', 'file'));
    const below = (parent: string): string[] => paths.filter((one) => one.startsWith(`${parent}/`));
    expect(below(agent.dataDir)).toEqual([]);
    expect(below(cluster.serverDir)).toEqual([]);
  }
  await cluster.ok(['job', 'create', 'keys', '--agent', 'one', '--path', agent.dataDir]);
  expect((await cluster.ctl(['job', 'run', 'keys', '--wait'])).code).toBe(5);
});
