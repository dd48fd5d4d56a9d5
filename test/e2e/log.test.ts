// The central log and the watching of several runs, with real processes: what is followed arrives as it happens, what is asked for is found, a restart of the server loses
// and repeats nothing, and who is limited to an office sees no other's.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Cluster } from '../support/cluster.js';
import { Daemon, PROGRAMS } from '../support/daemon.js';

interface Line {
  time: string;
  level: string;
  message: string;
  run: string | null;
  job: string | null;
  agent: string | null;
  office: string | null;
}

const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-log-'));
const cluster = new Cluster(dir);
const followers: Daemon[] = [];

function follow(...args: string[]): Daemon {
  const daemon = new Daemon(PROGRAMS.ctl, ['--config', cluster.config, '--json', ...args], path.join(dir, `follow-${followers.length}.log`));
  followers.push(daemon);
  return daemon;
}
const linesOf = <T>(daemon: Daemon): T[] => daemon.output.split('\n').filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as T);
const log = (...args: string[]): Promise<Line[]> => cluster.json<Line[]>(['log', ...args]);

async function job(name: string, agent: string, settings: object = {}): Promise<void> {
  // Its own content: what another office has is not sent again.
  const tree = path.join(dir, `tree-${name}`);
  mkdirSync(tree);
  writeFileSync(path.join(tree, 'file'), randomBytes(6_000_000));
  await cluster.admin.call((admin) => admin.createJob.bind(admin), { job: { name, agent, paths: [tree], settingsJson: JSON.stringify({ snapshot: 'none', ...settings }) } });
}

beforeAll(async () => {
  await cluster.startServer();
  await cluster.addAgent('a', 'lyon');
  await cluster.addAgent('b', 'oslo');
  await job('docs', 'a');
  await job('slow', 'b', { rateLimit: ['200KiB/s'] });
});

afterAll(async () => {
  await Promise.all(followers.map((daemon) => daemon.stop()));
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
});

it('what is followed arrives as it happens, of what was asked for alone', async () => {
  const followed = follow('log', '--follow', '--office', 'lyon');
  const watched = follow('run', 'watch', '--office', 'lyon');
  await followed.waitFor('the log so far', () => linesOf<Line>(followed).some(({ message }) => message.includes('job docs was created by admin')));
  const run = await cluster.backUp('docs');
  await followed.waitFor('the end of the run', () => linesOf<Line>(followed).some((line) => line.run === run.id && line.message === 'backup succeeded'));
  await watched.waitFor('the run to be seen', () => linesOf<{ id: string; state: string }>(watched).some(({ id, state }) => id === run.id && state === 'succeeded'));
  expect(linesOf<Line>(followed).every(({ office }) => office === 'lyon')).toBe(true);
});

it('is searched by agent, job, run, level, time and text', async () => {
  const [run] = await cluster.json<{ id: string; reason: string; waitingFor: null }[]>(['run', 'list', '--job', 'docs', '--office', 'lyon', '--kind', 'backup', '--since', '1h']);
  expect(run).toMatchObject({ reason: 'manual', waitingFor: null });
  expect((await log('--run', run.id.slice(0, 8))).map(({ message }) => message)).toEqual(expect.arrayContaining(['backup started', 'backup succeeded']));
  expect((await log('--job', 'docs', '--text', 'SUCCEEDED')).map(({ agent, office }) => [agent, office])).toEqual([['a', 'lyon']]);
  expect((await log('--agent', 'b', '--text', 'enrolled')).map(({ agent }) => agent)).toEqual(['b']);
  expect(await log('--until', '2020-01-01')).toEqual([]);
  expect(await log('--limit', '2')).toHaveLength(2);
});

it('nothing is lost or repeated when the server is killed, and a run that goes on is known by then', async () => {
  const { id } = await cluster.admin.startJob('slow');
  const watched = follow('run', 'watch', id, (await cluster.json<{ id: string }[]>(['run', 'list', '--job', 'docs']))[0].id);
  await watched.waitFor('the run to go', () => linesOf<{ id: string; phase: string | null }>(watched).some((run) => run.id === id && run.phase === 'transferring'));
  const before = await log('--run', id);
  await cluster.server!.stop('SIGKILL');
  await cluster.startServer();
  await cluster.online('b');
  const { startedMs, state } = await cluster.admin.run(id);
  expect([state, new Date(startedMs).getTime() < Date.parse(before.at(-1)!.time) + 5_000]).toEqual(['running', true]);
  await cluster.admin.call((admin) => admin.cancelRun.bind(admin), { id });
  await cluster.ended(id);
  await watched.waitFor('the watcher to end', () => !watched.running || null).catch(() => undefined);
  expect((await watched.exited).code).toBe(130);
  const messages = (await log('--run', id, '--limit', '1000')).map(({ message }) => message);
  for (const { message } of before) expect(messages.filter((one) => one === message), message).toHaveLength(1);
});

it('who is limited to an office sees no line of another, nor of the server itself', async () => {
  const config = path.join(dir, 'oslo.json');
  await cluster.ok(['user', 'create', 'oskar', '--role', 'operator', '--office', 'oslo', '--output', config]);
  const limited = JSON.parse((await cluster.ctl(['--config', config, 'log', '--json', '--limit', '1000'])).stdout.toString()) as Line[];
  expect(limited.length).toBeGreaterThan(0);
  expect(new Set(limited.map(({ office }) => office))).toEqual(new Set(['oslo']));
  expect((await cluster.ctl(['--config', config, 'log', '--agent', 'a'])).code).toBe(4);
  const seen = JSON.parse((await cluster.ctl(['--config', config, 'run', 'list', '--json'])).stdout.toString()) as { office: string }[];
  expect(new Set(seen.map(({ office }) => office))).toEqual(new Set(['oslo']));
});
