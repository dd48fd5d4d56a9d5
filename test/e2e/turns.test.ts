// Whose turn it is, with real processes: a limit of an office holds, what waits says for what, a restore goes before backups, and what is due is told beforehand.
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Run__Output } from '../../shared/rpc/gen/farvault/v1/Run.js';
import { Cluster } from '../support/cluster.js';

const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-turns-'));
const cluster = new Cluster(dir);
const tree = path.join(dir, 'tree');
const gate = path.join(dir, 'gate');

/** Its run goes on until `gate` is there. */
function heldBy(dataDir: string): void {
  const program = path.join(dir, 'hold');
  writeFileSync(program, `#!/bin/sh\nwhile [ ! -e ${gate} ]; do sleep 0.05; done\n`);
  chmodSync(program, 0o755);
  const file = path.join(dataDir, 'agent.json');
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), hooks: { hold: { command: [program] } } }));
}

async function until(what: string, holds: (run: Run__Output) => boolean, id: string): Promise<Run__Output> {
  for (const deadline = performance.now() + 30_000; performance.now() < deadline; ) {
    const run = await cluster.admin.run(id);
    if (holds(run)) return run;
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
  throw new Error(`run ${id} never was ${what}\n${cluster.logs()}`);
}

beforeAll(async () => {
  mkdirSync(tree);
  writeFileSync(path.join(tree, 'file'), 'content');
  await cluster.startServer();
  const { dataDir } = await cluster.addAgent('a', 'lyon');
  await cluster.addAgent('b', 'lyon');
  await cluster.addAgent('c', 'nantes');
  heldBy(dataDir);
  await cluster.ok(['job', 'create', 'held', '--agent', 'a', '--path', tree, '--hook-before', 'hold']);
  for (const [job, agent] of [['second', 'b'], ['elsewhere', 'c']]) await cluster.ok(['job', 'create', job, '--agent', agent, '--path', tree]);
});

afterAll(async () => {
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
});

it('a run waits until its office has room, others pass it, and a restore goes first', async () => {
  const first = await cluster.backUp('second');
  expect(first.state, first.error).toBe('succeeded');
  await cluster.ok(['policy', 'set', 'office', 'lyon', 'maxRuns=1']);

  const held = await cluster.admin.startJob('held');
  await until('running', (run) => run.state === 'running', held.id);
  const second = await cluster.admin.startJob('second');
  await until('told to wait', (run) => run.waitingFor === 'a run of office lyon to end: 1 of at most 1 go on', second.id);
  const restore = await cluster.json<{ id: string }>(['restore', first.snapshot, '--agent', 'b', '--target', path.join(dir, 'restored', 'tree')]);
  await until('told to wait', (run) => run.waitingFor.startsWith('a run of office lyon to end'), restore.id);
  expect((await cluster.backUp('elsewhere')).state).toBe('succeeded');

  writeFileSync(gate, '');
  const [heldRun, secondRun, restoreRun] = await Promise.all([held, second, restore].map(({ id }) => cluster.ended(id)));
  for (const run of [heldRun, secondRun, restoreRun]) expect(run.state, run.error).toBe('succeeded');
  expect(heldRun.endedMs).toBeLessThanOrEqual(restoreRun.startedMs);
  expect(restoreRun.endedMs).toBeLessThanOrEqual(secondRun.startedMs);
});

it('a limit that is lifted lets go at once what waited', async () => {
  rmSync(gate);
  const held = await cluster.admin.startJob('held');
  await until('running', (run) => run.state === 'running', held.id);
  const second = await cluster.admin.startJob('second');
  await until('told to wait', (run) => run.waitingFor !== '', second.id);
  await cluster.ok(['policy', 'set', 'office', 'lyon', 'maxRuns=2']);
  expect((await cluster.ended(second.id)).state).toBe('succeeded');
  writeFileSync(gate, '');
  expect((await cluster.ended(held.id)).state).toBe('succeeded');
});

it('schedule show tells what comes, by office and by job, and why it will not run', async () => {
  interface Planned {
    job: string;
    dueAt: string;
    timezone: string;
    note: string | null;
  }
  await cluster.ok(['job', 'update', 'second', '--schedule', '0 */6 * * *', '--timezone', 'UTC']);
  await cluster.ok(['job', 'update', 'elsewhere', '--schedule', 'every 1d', '--timezone', 'Pacific/Chatham']);
  await cluster.ok(['job', 'pause', 'elsewhere']);
  const all = await cluster.json<Planned[]>(['schedule', 'show', '--next', '24h']);
  expect(all.filter(({ job }) => job === 'second')).toHaveLength(4);
  expect(all.map(({ dueAt }) => dueAt)).toEqual(all.map(({ dueAt }) => dueAt).sort());
  expect(await cluster.json<Planned[]>(['schedule', 'show', '--office', 'nantes'])).toMatchObject([{ job: 'elsewhere', timezone: 'Pacific/Chatham', note: 'paused' }]);
  expect(await cluster.ok(['schedule', 'show', '--job', 'held'])).toContain('nothing is due');
  expect((await cluster.ctl(['schedule', 'show', '--job', 'nobody'])).code).toBe(4);
  const refused = await cluster.ctl(['job', 'update', 'second', '--schedule', '0 12 * * *', '--window', '22:00-06:00']);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('has no due time inside the window')]);
});
