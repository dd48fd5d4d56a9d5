// The main job with real processes: back up, change, back up, restore, compare; then everything an administrator asks of the snapshots.
import { appendFileSync, chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { execFileSync } from 'node:child_process';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Cluster } from '../support/cluster.js';
import { compareTrees } from '../support/compare-trees.js';
import { makeWeirdTree } from '../support/weird-tree.js';

interface Run {
  id: string;
  state: string;
  filesTotal: number;
  filesUnchanged: number;
  filesSkipped: number;
  bytesRead: number;
  bytesSent: number;
  bytesUnique: number;
  chunksSent: number;
  bytesReceived: number;
  bytesReused: number;
  filesRestored: number;
  snapshot: string;
}

const root = process.getuid?.() === 0;
let dir: string;
let tree: string;
let cluster: Cluster;

const run = (job: string): Promise<Run> => cluster.json<Run>(['job', 'run', job, '--wait']);
const restoreDir = (name: string): string => path.join(cluster.agents.get('one')!.restoreRoot, name);

beforeAll(async () => {
  // Not in the temporary directory: what other tests do there changes an ancestor of the tree, and with it a part of the manifest.
  dir = mkdtempSync('/var/tmp/farvault-main-job-');
  tree = path.join(dir, 'tree');
  await makeWeirdTree(tree);
  cluster = new Cluster(path.join(dir, 'farvault'));
  await cluster.startServer();
  await cluster.addAgent('one', 'lyon');
  await cluster.ok(['job', 'create', 'docs', '--agent', 'one', '--path', tree, '--snapshot', 'none']);
});

afterAll(async () => {
  await cluster?.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('the main job', () => {
  it('backs up a tree with one of everything and restores it byte for byte', async () => {
    const first = await run('docs');
    expect(first.state).toBe('succeeded');
    const restored = await cluster.json<Run>(['restore', 'latest:docs', '--agent', 'one', '--target', restoreDir('first'), '--wait']);
    expect(restored.state).toBe('succeeded');
    const compared = compareTrees(tree, path.join(restoreDir('first'), tree), { owners: root });
    expect(compared.differences).toEqual([]);
    expect(compared.files).toBeGreaterThan(500);
  });

  it('an unchanged tree is not read again and sends next to nothing', async () => {
    const again = await run('docs');
    expect(again.filesUnchanged).toBe(again.filesTotal);
    expect(again.bytesRead).toBe(0);
    expect(again.bytesSent).toBeLessThan(4096);
  });

  it('a change sends the change', async () => {
    appendFileSync(path.join(tree, 'large-random'), 'a little more');
    writeFileSync(path.join(tree, 'new-file'), 'new');
    rmSync(path.join(tree, 'one-byte'));
    renameSync(path.join(tree, 'large-text'), path.join(tree, 'renamed-text'));
    const changed = await run('docs');
    expect(changed.state).toBe('succeeded');
    expect(changed.bytesUnique).toBeLessThan(600 * 1024);
    await cluster.ok(['restore', 'latest:docs', '--agent', 'one', '--target', restoreDir('second'), '--wait']);
    expect(compareTrees(tree, path.join(restoreDir('second'), tree), { owners: root }).differences).toEqual([]);
    const diff = await cluster.json<{ path: string; change: string }[]>(['snapshot', 'diff', changed.snapshot, 'latest:docs']);
    expect(diff).toEqual([]);
    const snapshots = await cluster.json<{ id: string }[]>(['snapshot', 'list', '--job', 'docs']);
    const changes = await cluster.json<{ path: string; change: string }[]>(['snapshot', 'diff', snapshots[1].id, snapshots[0].id]);
    const by = (change: string): string[] => changes.filter((one) => one.change === change).map((one) => path.basename(one.path)).sort();
    expect(by('added')).toEqual(['new-file', 'renamed-text']);
    expect(by('removed')).toEqual(['large-text', 'one-byte']);
    expect(by('changed')).toEqual(['large-random', 'tree']);
  });

  it('with the cache of the agent gone, no file data is sent or read again', async () => {
    const agent = cluster.agents.get('one')!;
    await agent.daemon!.stop();
    rmSync(path.join(agent.dataDir, 'cache'), { recursive: true, force: true });
    await cluster.startAgent('one');
    const again = await run('docs');
    expect(again.bytesRead).toBe(0);
    expect(again.bytesSent).toBeLessThan(4096);
  });

  it('restores in place by fetching only what differs', async () => {
    const target = restoreDir('second');
    writeFileSync(path.join(target, tree, 'renamed-text'), 'spoilt');
    rmSync(path.join(target, tree, 'new-file'));
    const restored = await cluster.json<Run>(['restore', 'latest:docs', '--agent', 'one', '--target', target, '--wait']);
    expect(restored.bytesReceived).toBeLessThan(1024 * 1024);
    expect(compareTrees(tree, path.join(target, tree), { owners: root }).differences).toEqual([]);
  });

  it('restores to the machine of the administrator: everything, a part, one file, a dry run', async () => {
    const out = path.join(dir, 'out');
    await cluster.ok(['restore', 'latest:docs', '--output', path.join(out, 'all')]);
    expect(compareTrees(tree, path.join(out, 'all', tree), { owners: root }).differences).toEqual([]);
    await cluster.ok(['restore', `latest:docs:${tree}/names`, '--output', path.join(out, 'part')]);
    expect(compareTrees(path.join(tree, 'names'), path.join(out, 'part'), { owners: root }).differences).toEqual([]);
    await cluster.ok(['restore', `latest:docs:${tree}/new-file`, '--output', path.join(out, 'single')]);
    expect(readdirSync(path.join(out, 'single'))).toEqual(['new-file']);
    await cluster.ok(['restore', 'latest:docs', '--output', path.join(out, 'nothing'), '--dry-run']);
    expect(existsSync(path.join(out, 'nothing'))).toBe(false);
  });

  it('gives a tar stream that GNU tar unpacks to the same tree', async () => {
    const tar = path.join(dir, 'snapshot.tar');
    const out = path.join(dir, 'untarred');
    mkdirSync(out);
    const done = await cluster.ctl(['restore', 'latest:docs', '--tar', '-']);
    expect(done.code).toBe(0);
    writeFileSync(tar, done.stdout);
    execFileSync('tar', ['--xattrs', '--xattrs-include=*', '--acls', '--sparse', '-xpf', tar, '-C', out]);
    expect(compareTrees(tree, path.join(out, tree), { owners: root }).differences).toEqual([]);
  });

  it('cat gives one file', async () => {
    const done = await cluster.ctl(['cat', `latest:docs:${tree}/large-random`]);
    expect(done.code).toBe(0);
    expect(done.stdout.equals(readFileSync(path.join(tree, 'large-random')))).toBe(true);
    expect((await cluster.ctl(['cat', `latest:docs:${tree}/no-such-file`])).code).toBe(4);
  });

  it('lists and finds what a snapshot holds', async () => {
    const names = await cluster.json<{ path: string }[]>(['snapshot', 'ls', `latest:docs:${tree}/order`]);
    expect(names.map((one) => path.basename(one.path))).toEqual(['a', 'a b', 'a-b', 'a.txt']);
    const found = await cluster.json<{ path: string }[]>(['snapshot', 'find', 'f499']);
    expect(found.map((one) => one.path)).toEqual([`${tree}/many/d4/f499`]);
    const plain = await cluster.ok(['snapshot', 'ls', `latest:docs:${tree}/names`]);
    expect(plain).not.toContain('\x1b');
    expect((await cluster.ctl(['snapshot', 'ls', 'latest:docs:/no/such'])).code).toBe(4);
  });

  it.skipIf(root)('what cannot be read makes the run partial and is listed', async () => {
    chmodSync(path.join(tree, 'new-file'), 0o000);
    const done = await cluster.ctl(['job', 'run', 'docs', '--wait']);
    expect(done.code).toBe(3);
  });

  it('a second office with the same data sends almost nothing, and cannot read the first one', async () => {
    await cluster.addAgent('two', 'nice', { restoreRoot: path.join(dir, 'restored-two') });
    await cluster.ok(['job', 'create', 'docs-two', '--agent', 'two', '--path', tree, '--snapshot', 'none']);
    const first = await run('docs-two');
    expect(first.state).toBe('succeeded');
    expect(first.bytesSent).toBeLessThan(120_000);
    const restored = await cluster.json<Run>(['restore', 'latest:docs-two', '--agent', 'two', '--target', path.join(dir, 'restored-two'), '--wait']);
    expect(restored.state).toBe('succeeded');
    expect(compareTrees(tree, path.join(dir, 'restored-two', tree), { owners: root }).differences).toEqual([]);
  });

  it('refuses a target outside the restore roots, and writes nothing there', async () => {
    const outside = path.join(dir, 'outside');
    const done = await cluster.ctl(['restore', 'latest:docs', '--agent', 'one', '--target', outside, '--wait']);
    expect(done.code).toBe(5);
    expect(existsSync(outside)).toBe(false);
  });

  it('says what is wrong, with the exit code for it', async () => {
    expect((await cluster.ctl(['job', 'run', 'no-such-job'])).code).toBe(4);
    expect((await cluster.ctl(['job', 'create', 'docs', '--agent', 'one', '--path', '/x'])).code).toBe(5);
    expect((await cluster.ctl(['job', 'create', 'bad', '--agent', 'one', '--path', 'relative'])).code).toBe(2);
    expect((await cluster.ctl(['snapshot', 'show', 'ffffffff'])).code).toBe(4);
    expect((await cluster.ctl(['no-such-command'])).code).toBe(2);
    expect((await cluster.ctl(['--config', path.join(dir, 'none.json'), 'status'])).code).not.toBe(0);
  });

  it('survives a restart of the server: snapshots, jobs and agents are there', async () => {
    await cluster.server!.stop('SIGKILL');
    await cluster.startServer();
    const agents = cluster.agents.get('one')!;
    await agents.daemon!.waitFor('the agent to come back', async () => (await cluster.json<{ name: string; state: string }[]>(['agent', 'list'])).some((agent) => agent.name === 'one' && agent.state === 'online'), 60_000);
    const again = await run('docs');
    expect(again.bytesRead).toBe(0);
    expect(lstatSync(cluster.config).mode & 0o777).toBe(0o600);
  });
});
