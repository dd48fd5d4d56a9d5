// The loss of the server, with real processes: its data directory is deleted in the middle of a run, it comes back from a copy, the agent reconnects unaided, everything that the copy claims restores
// byte for byte, and the next runs fill the gap.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Cluster } from '../support/cluster.js';
import { compareTrees } from '../support/compare-trees.js';
import { PROGRAMS, runProgram, type Finished } from '../support/daemon.js';

const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-copy-'));
const tree = path.join(dir, 'tree');
const large = path.join(dir, 'large');
const disk = path.join(dir, 'disk');
const cluster = new Cluster(path.join(dir, 'farvault'));

interface Snapshot {
  id: string;
  job: string;
}

/** The recovery key goes to the home directory, which is not the server's. */
const backupd = (...args: string[]): Promise<Finished> => runProgram(PROGRAMS.backupd, args, { env: { HOME: dir } });

async function restored(snapshot: string, name: string, source: string, compared: string): Promise<unknown[]> {
  const target = path.join(cluster.agents.get('files')!.restoreRoot, name);
  await cluster.ok(['restore', `${snapshot}:${source}`, '--agent', 'files', '--target', target, '--wait']);
  return compareTrees(compared, target, { owners: false }).differences;
}

beforeAll(async () => {
  for (const folder of [tree, large]) mkdirSync(folder);
  for (let i = 0; i < 20; i++) writeFileSync(path.join(tree, `file-${i}`), randomBytes(60_000));
  writeFileSync(path.join(large, 'file'), randomBytes(12 << 20));
  await cluster.startServer();
  await cluster.addAgent('files', 'lyon');
  await cluster.ok(['job', 'create', 'docs', '--agent', 'files', '--path', tree, '--snapshot', 'none', '--schedule', '0 3 1 1 *']);
  await cluster.ok(['job', 'create', 'large', '--agent', 'files', '--path', large, '--snapshot', 'none', '--rate-limit', '1MiB/s']);
});

afterAll(async () => {
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
});

it('comes back from a copy: nothing that it claims is missing, agents go on by themselves, and the next runs fill the gap', { timeout: 180_000 }, async () => {
  const first = await cluster.backUp('docs');
  expect(first.state, first.error).toBe('succeeded');
  const then = path.join(dir, 'then');
  execFileSync('cp', ['-a', tree, then]);
  const copy = await backupd('copy', '--data-dir', cluster.serverDir, '--to', disk);
  expect([copy.code, copy.stderr]).toEqual([0, expect.stringContaining('What opens them lies in')]);
  expect(copy.stdout.toString()).toContain('holds 1 snapshot,');

  // Behind the copy: changes, a snapshot, another desired state, and a run that goes on.
  writeFileSync(path.join(tree, 'file-3'), randomBytes(70_000));
  writeFileSync(path.join(tree, 'new'), randomBytes(70_000));
  const second = await cluster.backUp('docs');
  expect(second.state).toBe('succeeded');
  await cluster.ok(['job', 'update', 'docs', '--schedule', '0 4 1 1 *']);
  const going = await cluster.admin.startJob('large');
  await cluster.server!.waitFor('bytes of the run to be sent', async () => ((await cluster.admin.run(going.id)).counters?.bytesSent ?? 0) > 1 << 19);
  await cluster.server!.stop('SIGKILL');
  rmSync(cluster.serverDir, { recursive: true });

  const init = await backupd('init', '--data-dir', cluster.serverDir, '--from', disk);
  expect([init.code, init.stderr]).toEqual([0, '']);
  await cluster.startServer();
  await cluster.online('files');
  const snapshots = await cluster.json<Snapshot[]>(['snapshot', 'list']);
  expect(snapshots).toEqual([expect.objectContaining({ id: first.snapshot, job: 'docs' })]);
  expect(await restored(first.snapshot, 'first', tree, then)).toEqual([]);

  // The agent had a later desired state, a later snapshot to compare with, and a run that nobody knows any more.
  const third = await cluster.backUp('docs');
  expect(third.state, third.error).toBe('succeeded');
  expect(await restored(third.snapshot, 'third', tree, tree)).toEqual([]);
  await cluster.ok(['job', 'update', 'large', '--rate-limit', '1GiB/s']);
  const again = await cluster.backUp('large');
  expect(again.state, again.error).toBe('succeeded');
  expect(await restored(again.snapshot, 'large', large, large)).toEqual([]);
  // From now on it refuses a server that is not this one's successor.
  expect(JSON.parse(readFileSync(path.join(cluster.agents.get('files')!.dataDir, 'identity.json'), 'utf8'))).toMatchObject({ epoch: 2 });
  const audit = await cluster.ok(['audit', '--json']);
  expect(audit).toContain('repository.restored');
});
