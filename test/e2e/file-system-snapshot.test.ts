// Backups that read a btrfs snapshot, on a file system of their own. Not run where a loop mount is not to be had.
import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster } from '../support/cluster.js';

interface Run {
  id: string;
  state: string;
  snapshot: string;
}

const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-btrfs-'));
const mountPoint = path.join(dir, 'mnt');
const tree = path.join(mountPoint, 'tree');

function mountBtrfs(): boolean {
  const image = path.join(dir, 'image');
  closeSync(openSync(image, 'w'));
  truncateSync(image, 256 << 20);
  mkdirSync(mountPoint);
  return spawnSync('mkfs.btrfs', ['-q', image]).status === 0 && spawnSync('mount', ['-o', 'loop', image, mountPoint]).status === 0;
}

const mounted = mountBtrfs();
const snapshots = (): string[] => readdirSync(mountPoint).filter((name) => name.startsWith('.farvault-'));
let cluster: Cluster;

describe.skipIf(!mounted)('a job that reads from a snapshot of the file system', () => {
  beforeAll(async () => {
    mkdirSync(tree);
    writeFileSync(path.join(tree, 'letter'), 'as it was');
    writeFileSync(path.join(tree, 'large'), randomBytes(6 << 20));
    // A `btrfs` that changes a file right after the snapshot was taken.
    const bin = path.join(dir, 'bin');
    const real = execFileSync('which', ['btrfs']).toString().trim();
    mkdirSync(bin);
    writeFileSync(path.join(bin, 'btrfs'), `#!/bin/sh\n${real} "$@"\nresult=$?\n[ "$2" = snapshot ] && printf 'changed later' > ${tree}/letter\nexit $result\n`);
    chmodSync(path.join(bin, 'btrfs'), 0o755);
    cluster = new Cluster(path.join(dir, 'farvault'));
    await cluster.startServer();
    await cluster.addAgent('one', 'lyon', { env: { PATH: `${bin}:${process.env['PATH']}` } });
    await cluster.ok(['job', 'create', 'docs', '--agent', 'one', '--path', tree]);
  });

  it('holds what was there when it was frozen, says so in its log, and leaves nothing', async () => {
    const run = await cluster.json<Run>(['job', 'run', 'docs', '--wait']);
    expect(run.state).toBe('succeeded');
    expect(await cluster.ok(['cat', `${run.snapshot}:${tree}/letter`])).toBe('as it was');
    expect(readFileSync(path.join(tree, 'letter'), 'utf8')).toBe('changed later');
    expect(await cluster.ok(['run', 'logs', run.id])).toContain(`${mountPoint} is read from a btrfs snapshot`);
    expect(snapshots()).toEqual([]);
  });

  it('names a fall-back in its log', async () => {
    await cluster.ok(['job', 'create', 'zfs', '--agent', 'one', '--path', tree, '--snapshot', 'zfs']);
    const run = await cluster.json<Run>(['job', 'run', 'zfs', '--wait']);
    expect(run.state).toBe('succeeded');
    expect(await cluster.ok(['run', 'logs', run.id, '--level', 'warn'])).toContain('cannot be frozen with zfs');
  });

  it('removes its snapshot when it is cancelled', async () => {
    const run = await slowRun('cancelled');
    await cluster.ok(['run', 'cancel', run.id]);
    expect((await cluster.ctl(['run', 'watch', run.id])).code).toBe(130);
    expect(snapshots()).toEqual([]);
  });

  it('removes at its start what a killed agent has left', async () => {
    const run = await slowRun('killed');
    await cluster.agents.get('one')!.daemon!.stop('SIGKILL');
    const left = snapshots();
    expect(left).toHaveLength(1);
    const daemon = await cluster.startAgent('one');
    expect(daemon.output).toContain(`removed a btrfs snapshot that a dead run had left: ${path.join(mountPoint, left[0])}`);
    await cluster.ok(['run', 'cancel', run.id]);
    await cluster.ctl(['run', 'watch', run.id]);
    expect(snapshots()).toEqual([]);
  });

  afterAll(async () => {
    await cluster?.stop();
    spawnSync('umount', [mountPoint]);
    rmSync(dir, { recursive: true, force: true });
  });
});

/** Started, and holding its snapshot for as long as nobody stops it. */
async function slowRun(name: string): Promise<Run> {
  writeFileSync(path.join(tree, 'large'), randomBytes(6 << 20));
  await cluster.ok(['job', 'create', name, '--agent', 'one', '--path', tree, '--rate-limit', '64KiB/s']);
  const run = await cluster.json<Run>(['job', 'run', name]);
  await cluster.agents.get('one')!.daemon!.waitFor('the snapshot', () => snapshots().length === 1);
  return run;
}
