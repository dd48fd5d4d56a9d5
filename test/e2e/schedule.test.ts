// Desired state and the agent's own schedule, with real processes whose wall clock is set by the test: what is changed at the server reaches the agent; due times that pass while the line
// is down, the server dead or the agent killed are recorded once each, in order.
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Run__Output } from '../../shared/rpc/gen/farvault/v1/Run.js';
import { hasEnded } from '../support/admin-client.js';
import { ChaosProxy } from '../support/chaos-proxy.js';
import { Cluster } from '../support/cluster.js';
import { PROGRAMS, repositoryRoot, runProgram } from '../support/daemon.js';

const HOUR = 3_600_000;
const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-schedule-'));
const clockFile = path.join(dir, 'clock');
const settable = { nodeArgs: ['--import', path.join(repositoryRoot, 'test/support/settable-clock.mjs')], env: { FARVAULT_TEST_CLOCK: clockFile } };
const cluster = new Cluster(path.join(dir, 'farvault'));
let proxy: ChaosProxy;
let offset = 0;

interface AgentShow {
  desiredGeneration: number;
  actualGeneration: number;
  faults: { reason: string }[];
  nextDue: { job: string; dueAt: string }[];
}
const show = (): Promise<AgentShow> => cluster.json<AgentShow>(['agent', 'show', 'a']);
const now = (): number => Date.now() + offset;

async function until<T>(what: string, probe: () => Promise<T | null>, timeoutMs = 40_000): Promise<T> {
  const end = performance.now() + timeoutMs;
  for (;;) {
    const found = await probe();
    if (found !== null) return found;
    if (performance.now() > end) throw new Error(`${what}: not within ${timeoutMs} ms\n${cluster.logs()}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Both machines' clocks go on to a moment before the next full hour, which is given back. */
function goToNextHour(): string {
  const hour = Math.ceil((now() + 1_000) / HOUR) * HOUR;
  offset += hour - now() - 300;
  writeFileSync(clockFile, String(offset));
  for (const daemon of [cluster.server, cluster.agents.get('a')?.daemon]) if (daemon?.running === true) daemon.child.kill('SIGUSR2');
  return new Date(hour).toISOString();
}

interface Status {
  due: { dueAt: string; state: string }[];
  endsNotTold: number;
}
const status = async (): Promise<Status> => JSON.parse((await runProgram(PROGRAMS.agent, ['status', '--data-dir', cluster.agents.get('a')!.dataDir, '--json'])).stdout.toString()) as Status;
const waits = (due: string): Promise<Status> => until(`the run due ${due} to wait`, async () => ((found) => (found.due.some((one) => one.dueAt === due) ? found : null))(await status()));

/** Runs of the job, the oldest due time first, when those due at these times have all ended. */
async function ended(...dues: string[]): Promise<(Run__Output & { due: string })[]> {
  return until(`runs due ${dues.join(', ')}`, async () => {
    const runs = (await cluster.admin.runs().catch(() => [])).filter((run) => run.job === 'docs').map((run) => ({ ...run, due: run.dueMs === 0 ? '' : new Date(run.dueMs).toISOString() }));
    const found = runs.filter((run) => dues.includes(run.due)).sort((a, b) => a.dueMs - b.dueMs);
    return found.length >= dues.length && found.every(hasEnded) ? found : null;
  });
}

function lineDown(down: boolean): void {
  proxy.stall(down);
  if (down) proxy.cut();
}

beforeAll(async () => {
  writeFileSync(clockFile, '0');
  mkdirSync(path.join(dir, 'tree'));
  writeFileSync(path.join(dir, 'tree', 'file'), 'content');
  await cluster.startServer(settable);
  proxy = await ChaosProxy.start(cluster.address, 1);
  await cluster.server!.stop();
  writeFileSync(path.join(cluster.serverDir, 'backupd.json'), JSON.stringify({ advertise: [proxy.address] }));
  await cluster.startServer(settable);
  await cluster.addAgent('a', 'office', { server: proxy.address, ...settable });
});

afterAll(async () => {
  await cluster.stop();
  await proxy?.stop();
  rmSync(dir, { recursive: true, force: true });
});

it('a change of a job or policy reaches the agent at once; what it cannot do it says', async () => {
  await cluster.ok(['job', 'create', 'docs', '--agent', 'a', '--path', path.join(dir, 'tree'), '--snapshot', 'none', '--jitter', '0s']);
  const first = await until('generation 1', async () => ((agent) => (agent.actualGeneration === 1 ? agent : null))(await show()));
  expect(first).toMatchObject({ desiredGeneration: 1, nextDue: [], faults: [] });
  await cluster.ok(['policy', 'set', 'all', 'schedule=every 1h', 'timezone=UTC', 'hookBefore=freeze']);
  const second = await until('generation 2', async () => ((agent) => (agent.actualGeneration === 2 ? agent : null))(await show()));
  expect(second.nextDue).toHaveLength(1);
  expect(second.faults[0].reason).toContain("no hook 'freeze'");
  await cluster.ok(['policy', 'set', 'all', 'hookBefore-']);
  await until('generation 3', async () => ((agent) => (agent.actualGeneration === 3 && agent.faults.length === 0 ? agent : null))(await show()));
  expect(await cluster.ok(['agent', 'show', 'a'])).toMatch(/in step: works by 3/);
});

it('a due time runs by itself, once', async () => {
  const due = goToNextHour();
  expect(await ended(due)).toMatchObject([{ state: 'succeeded', reason: 'schedule', attempt: 1 }]);
});

it('due times that pass without a line are told when it is back: in order, once each; the newest runs', async () => {
  lineDown(true);
  const dues: string[] = [];
  for (let hour = 0; hour < 3; hour++) {
    dues.push(goToNextHour());
    await waits(dues[hour]);
  }
  expect((await status()).endsNotTold).toBe(2);
  lineDown(false);
  const runs = await ended(...dues);
  expect(runs.map(({ due, state, errorCode }) => ({ due, state, errorCode }))).toEqual([
    { due: dues[0], state: 'failed', errorCode: 'UNAVAILABLE' },
    { due: dues[1], state: 'failed', errorCode: 'UNAVAILABLE' },
    { due: dues[2], state: 'succeeded', errorCode: '' },
  ]);
  expect(runs[0].endedMs).toBeLessThan(runs[1].endedMs);
  expect(await cluster.ok(['run', 'logs', runs[0].id])).toContain('no line to the server since');
  expect((await status()).endsNotTold).toBe(0);
});

it('a due time that passes while the server is dead runs when it is back', async () => {
  await cluster.server!.stop('SIGKILL');
  const due = goToNextHour();
  await waits(due);
  await cluster.startServer(settable);
  expect(await ended(due)).toMatchObject([{ state: 'succeeded' }]);
});

it('an agent that is killed between writing a due run down and asking for it asks for it once', async () => {
  lineDown(true);
  const due = goToNextHour();
  await waits(due);
  await cluster.agents.get('a')!.daemon!.stop('SIGKILL');
  lineDown(false);
  await cluster.startAgent('a', settable);
  expect(await ended(due)).toHaveLength(1);
  const all = (await cluster.admin.runs()).filter((run) => run.job === 'docs');
  expect(new Set(all.map((run) => run.dueMs)).size).toBe(all.length);
  expect(all).toHaveLength(6);
});

it('a damaged state on the agent’s disk is fetched anew', async () => {
  const agent = cluster.agents.get('a')!;
  await agent.daemon!.stop();
  for (const name of ['desired.json', 'marks.json']) {
    const file = path.join(agent.dataDir, 'schedule', name);
    writeFileSync(file, readFileSync(file, 'utf8').replace('"', "'"));
  }
  await cluster.startAgent('a', settable);
  await until('generation 3', async () => ((found) => (found.actualGeneration === 3 ? found : null))(await show()));
  const due = goToNextHour();
  expect(await ended(due)).toMatchObject([{ state: 'succeeded' }]);
  expect((await cluster.admin.runs()).filter((run) => run.job === 'docs')).toHaveLength(7);
});
