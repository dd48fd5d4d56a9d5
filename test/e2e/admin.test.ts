// Administrators: a second one from another machine's home, cut off when revoked; several addresses of the server; what Ctrl-C does.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Cluster } from '../support/cluster.js';
import { Daemon, PROGRAMS, runProgram, type Finished } from '../support/daemon.js';

interface Run {
  id: string;
  state: string;
}

const DEAD = '127.0.0.1:1';
const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-admin-'));
const home = path.join(dir, 'home-of-maria');
const elsewhere = { HOME: home, BACKUPCTL_CONFIG: '', XDG_CONFIG_HOME: '' };
const cluster = new Cluster(path.join(dir, 'farvault'));
let agent: Daemon;

const maria = (...args: string[]): Promise<Finished> => runProgram(PROGRAMS.ctl, args, { env: elsewhere });

/** Starts backupctl, and gives what it prints until it has ended. */
function inBackground(args: string[], env: NodeJS.ProcessEnv = {}) {
  const child = spawn(process.execPath, [PROGRAMS.ctl, ...args], { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => (text += data.toString()));
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  const saying = async (what: string): Promise<void> => {
    while (!text.includes(what)) await Promise.race([new Promise((resolve) => setTimeout(resolve, 20)), ended.then((code) => Promise.reject(new Error(`ended with ${code}: ${text}`)))]);
  };
  return { child, ended, saying, output: () => text };
}

beforeAll(async () => {
  mkdirSync(home);
  mkdirSync(path.join(dir, 'data'));
  const made = await runProgram(PROGRAMS.backupd, ['init', '--data-dir', cluster.serverDir, '--advertise', DEAD, '--advertise', '127.0.0.1']);
  expect(made.code).toBe(0);
  await cluster.startServer();
});

afterAll(async () => {
  await agent?.stop();
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
});

it('a token carries all addresses: an agent and administrators get past one that is dead', async () => {
  await cluster.ok(['office', 'create', 'lyon']);
  const { token } = await cluster.json<{ token: string }>(['agent', 'token', '--office', 'lyon']);
  const dataDir = path.join(dir, 'agent');
  const enrolled = await runProgram(PROGRAMS.agent, ['enrol', '--data-dir', dataDir, '--token', token, '--name', 'one']);
  expect(enrolled.stderr + enrolled.stdout.toString()).toContain('enrolled as one');
  agent = new Daemon(PROGRAMS.agent, ['run', '--data-dir', dataDir], path.join(dir, 'agent.log'));
  await agent.waitFor('the agent', async () => (await cluster.json<{ state: string }[]>(['agent', 'list']))[0].state === 'online');
  const status = JSON.parse((await runProgram(PROGRAMS.agent, ['status', '--data-dir', dataDir, '--json'])).stdout.toString()) as { connected: boolean; server: string; addresses: string[] };
  expect(status).toMatchObject({ connected: true, server: cluster.address, addresses: [DEAD, cluster.address] });
  await cluster.ok(['job', 'create', 'docs', '--agent', 'one', '--path', path.join(dir, 'data')]);
});

it('a second administrator works from another home, and is cut off when revoked', async () => {
  const file = path.join(dir, 'maria.json');
  expect((await maria('status')).code).toBe(4);
  await cluster.ok(['user', 'create', 'maria', '--output', file]);
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect((await cluster.ctl(['user', 'create', 'other', '--output', file])).code).toBe(5);
  expect((await maria('config', 'import', file)).code).toBe(0);
  expect(existsSync(path.join(home, '.config/farvault/admin.json'))).toBe(true);
  expect((await maria('job', 'show', 'docs')).stdout.toString()).toContain('Never backed up:');
  expect((await maria('user', 'revoke', 'maria')).code).toBe(5);

  await agent.stop();
  const run = await cluster.json<Run>(['job', 'run', 'docs']);
  const watch = inBackground(['run', 'watch', run.id], elsewhere);
  await watch.saying('queued');
  const startedMs = performance.now();
  await cluster.ok(['user', 'revoke', 'maria']);
  const answeredMs = performance.now();
  expect(await watch.ended).not.toBe(0);
  expect(performance.now() - answeredMs).toBeLessThan(5_000);
  expect(answeredMs - startedMs).toBeLessThan(20_000);
  expect((await maria('status')).code).not.toBe(0);
  expect((await cluster.json<{ name: string; state: string }[]>(['user', 'list'])).map(({ name, state }) => `${name} ${state}`).sort()).toEqual(['admin active', 'maria revoked']);
  await cluster.ok(['run', 'cancel', run.id]);
});

it('an administrator whose file cannot be written is not made, so that the last who can do everything cannot resign in favour of nobody', async () => {
  expect((await cluster.ctl(['user', 'create', 'nobody', '--output', path.join(dir, 'absent', 'nobody.json')])).code).toBe(2);
  expect(await cluster.ok(['user', 'list'])).not.toContain('nobody');
  expect((await cluster.ctl(['user', 'create', 'No Name', '--output', path.join(dir, 'no-name.json')])).code).toBe(2);
  expect(existsSync(path.join(dir, 'no-name.json'))).toBe(false);
  expect((await cluster.ctl(['user', 'update', 'admin', '--role', 'auditor'])).code).toBe(5);
});

it('Ctrl-C leaves the run going, and says so', async () => {
  const waiting = inBackground(['--config', cluster.config, 'job', 'run', 'docs', '--wait']);
  await waiting.saying('queued');
  waiting.child.kill('SIGINT');
  expect(await waiting.ended).toBe(130);
  const [run] = await cluster.json<Run[]>(['run', 'list', '--limit', '1']);
  expect(run.state).toBe('queued');
  expect(waiting.output()).toContain(`interrupted; run ${run.id} goes on`);
  await cluster.ok(['run', 'cancel', run.id]);
});

it('a reader that leaves is no fault', async () => {
  const list = spawn('sh', ['-c', `"${process.execPath}" "${PROGRAMS.ctl}" --help | head -1; echo "$?"`], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  for (const stream of [list.stdout, list.stderr]) stream.on('data', (data: Buffer) => (text += data.toString()));
  await new Promise((resolve) => list.on('close', resolve));
  expect(text).toBe('Usage: backupctl [options] [command]\n0\n');
});
