// Agents' identities over time, with real processes: a machine that is replaced, one that is dismissed in the middle of a backup, one of another age of the protocol, and one that had no line
// for 60 days.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { certificateTimes } from '../../agent/control/renewal.js';
import { hasEnded } from '../support/admin-client.js';
import { Cluster } from '../support/cluster.js';
import { compareTrees } from '../support/compare-trees.js';
import { PROGRAMS, repositoryRoot, runProgram, type RunOptions } from '../support/daemon.js';

const DAY_MS = 86_400_000;
const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-replaced-'));
const tree = path.join(dir, 'tree');
const clockFile = path.join(dir, 'clock');
const settable: RunOptions = { nodeArgs: ['--import', path.join(repositoryRoot, 'test/support/settable-clock.mjs')], env: { FARVAULT_TEST_CLOCK: clockFile } };
const cluster = new Cluster(path.join(dir, 'farvault'));

interface Show {
  id: string;
  office: string;
  state: string;
  labels: Record<string, string>;
  certificateExpiresAt: string;
}
const show = (): Promise<Show> => cluster.json<Show>(['agent', 'show', 'files']);
const read = <T>(file: string): T => JSON.parse(readFileSync(file, 'utf8')) as T;
/** Why the agent has no line, as it last knew. */
const reason = (dataDir: string): string => read<{ reason: string }>(path.join(dataDir, 'status.json')).reason;
const expires = (dataDir: string): number => certificateTimes(read<{ certificate: string }>(path.join(dataDir, 'identity.json')).certificate).expiresMs;

beforeAll(async () => {
  mkdirSync(tree);
  for (let i = 0; i < 20; i++) writeFileSync(path.join(tree, `file-${i}`), randomBytes(100_000));
  writeFileSync(clockFile, '0');
  await cluster.startServer(settable);
  await cluster.addAgent('files', 'lyon', settable);
  await cluster.ok(['agent', 'label', 'files', 'tier=gold']);
  await cluster.ok(['job', 'create', 'docs', '--agent', 'files', '--path', tree, '--snapshot', 'none']);
});

afterAll(async () => {
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('a machine that is replaced', () => {
  it('has its successor go on with its jobs and snapshots, sending nothing twice, and loses its access', { timeout: 120_000 }, async () => {
    const old = cluster.agents.get('files')!;
    const first = await cluster.backUp('docs');
    expect(first.state, first.error).toBe('succeeded');
    const before = await show();
    const { token } = await cluster.json<{ token: string }>(['agent', 'token', '--replace', 'files']);

    const dataDir = path.join(dir, 'next-machine');
    const enrol = (...args: string[]): ReturnType<typeof runProgram> => runProgram(PROGRAMS.agent, ['enrol', '--data-dir', dataDir, '--token', token, '--server', cluster.address, '--restore-root', old.restoreRoot, ...args]);
    const wrong = await enrol('--name', 'other');
    expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('makes the machine agent files')]);
    const began = performance.now();
    const done = await enrol();
    expect(done.stdout.toString()).toContain('enrolled as files of office lyon');
    await old.daemon!.waitFor('the old machine to be turned away', () => reason(old.dataDir).includes('superseded'));
    expect(performance.now() - began).toBeLessThan(10_000);
    expect((await enrol()).stderr).toContain('enrolled already');
    // The copy of the old identity gets nowhere, with a renewal neither.
    const again = await runProgram(PROGRAMS.agent, ['enrol', '--data-dir', path.join(dir, 'third'), '--token', token, '--server', cluster.address]);
    expect(again.stderr).toContain('unknown, used or expired');
    await old.daemon!.stop();

    cluster.agents.set('files', { ...old, dataDir });
    await cluster.startAgent('files', settable);
    const after = await show();
    expect(after).toMatchObject({ id: before.id, office: 'lyon', state: 'online', labels: { tier: 'gold' } });
    const audit = await cluster.ok(['audit', '--json']);
    expect(audit).toContain('fleet.agent-replaced');

    // The same files on another disk: other inodes and change times.
    const copy = path.join(dir, 'copy');
    execFileSync('cp', ['-a', tree, copy]);
    rmSync(tree, { recursive: true });
    execFileSync('cp', ['-a', copy, tree]);
    const second = await cluster.backUp('docs');
    expect(second.state, second.error).toBe('succeeded');
    expect(second.counters!.bytesRead).toBeGreaterThanOrEqual(2_000_000);
    expect(second.counters!.bytesSent).toBeLessThan(20_000);

    const restored = path.join(old.restoreRoot, 'first');
    const back = await cluster.json<{ state: string }>(['restore', first.snapshot, '--agent', 'files', '--target', restored, '--wait']);
    expect(back.state).toBe('succeeded');
    expect(compareTrees(copy, path.join(restored, tree), { owners: false }).differences).toEqual([]);
  });
});

describe('an agent of another age', () => {
  afterEach(async () => {
    await cluster.agents.get('files')!.daemon!.stop();
    await cluster.startAgent('files', settable);
  });

  it('connects, so that it can be updated, but what it would store is refused, with the reason', async () => {
    await cluster.agents.get('files')!.daemon!.stop();
    const preload = path.join(dir, 'older.mjs');
    // The programs read their version from package.json; this one reads another.
    writeFileSync(preload, "import fs from 'node:fs';\nimport { syncBuiltinESMExports } from 'node:module';\nconst read = fs.readFileSync;\nfs.readFileSync = (file, ...rest) => (String(file).endsWith('/package.json') ? '{\"name\":\"farvault\",\"version\":\"0.99.0\"}' : read(file, ...rest));\nsyncBuiltinESMExports();\n");
    await cluster.startAgent('files', { ...settable, nodeArgs: [...settable.nodeArgs!, '--import', preload] });
    const run = await cluster.backUp('docs');
    expect([run.state, run.error]).toEqual(['failed', expect.stringContaining('more than one minor version apart')]);
  });
});

describe('60 days without a line', () => {
  it('need no hand: the agent renews its certificate, and backs up', { timeout: 120_000 }, async () => {
    const { daemon, dataDir } = cluster.agents.get('files')!;
    await cluster.server!.stop();
    writeFileSync(clockFile, String(60 * DAY_MS));
    daemon!.child.kill('SIGUSR2');
    expect(expires(dataDir)).toBeLessThan(Date.now() + 31 * DAY_MS);
    await cluster.startServer(settable);
    await cluster.online('files');
    expect(expires(dataDir)).toBeGreaterThan(Date.now() + 89 * DAY_MS);
    const run = await cluster.backUp('docs');
    expect(run.state, run.error).toBe('succeeded');
    expect((await show()).state).toBe('online');
  });
});

describe('an agent that is revoked in the middle of a backup', () => {
  it('is cut off within 5 s, control stream and upload alike, and nothing of it is committed', async () => {
    for (let i = 0; i < 8; i++) writeFileSync(path.join(tree, `more-${i}`), randomBytes(1_000_000));
    await cluster.ok(['job', 'update', 'docs', '--rate-limit', '200k']);
    const { id } = await cluster.admin.startJob('docs');
    await cluster.server!.waitFor('the upload to go on', async () => ((await cluster.admin.run(id)).counters?.bytesSent ?? 0) > 100_000);
    const { daemon } = cluster.agents.get('files')!;
    const began = performance.now();
    await cluster.admin.call((admin) => admin.revokeAgent.bind(admin), { name: 'files' });
    await daemon!.waitFor('the agent to be turned away', () => /has been revoked/.test(daemon!.output), 10_000);
    const run = await cluster.ended(id);
    expect(performance.now() - began).toBeLessThan(5_000);
    expect([hasEnded(run), run.snapshot]).toEqual([true, '']);
    const bytes = (): number => readFileSync(path.join(cluster.serverDir, 'packs/0000000001.fvp')).length;
    const size = bytes();
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect(bytes()).toBe(size);
  });
});
