// The two daemons as processes: init, run, enrol, run, status, stop. Needs the compiled programs.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { parseAdminConfig } from '../../shared/config/admin-config.js';
import { connectFirst, unary } from '../../shared/rpc/client.js';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '../..');
const BACKUPD = path.join(root, 'dist/server/main.js');
const AGENT = path.join(root, 'dist/agent/main.js');
const folder = mkdtempSync(path.join(tmpdir(), 'fv-programs-'));
const server = path.join(folder, 'server');
const agent = path.join(folder, 'agent');
const children: ChildProcess[] = [];

afterAll(() => {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function run(program: string, ...args: string[]): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], { encoding: 'utf8', timeout: 20_000 });
  return { code: status, out: stdout, err: stderr };
}

function daemon(program: string, ...args: string[]): ChildProcess {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  children.push(child);
  return child;
}

/** Resolves when the child's output (of either kind) holds `text`. */
function said(child: ChildProcess, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let all = '';
    const take = (part: Buffer): void => {
      all += part.toString();
      if (all.includes(text)) resolve();
    };
    child.stdout!.on('data', take);
    child.stderr!.on('data', take);
    child.on('exit', () => reject(new Error(`ended without saying '${text}': ${all}`)));
  });
}

function exit(child: ChildProcess): Promise<number | null> {
  return new Promise((resolve) => child.on('exit', resolve));
}

async function admin<T>(work: (connection: Awaited<ReturnType<typeof connectFirst>>) => Promise<T>): Promise<T> {
  const config = parseAdminConfig(readFileSync(path.join(server, 'admin.json'), 'utf8'), 'admin.json');
  const connection = await connectFirst(config.addresses, config);
  try {
    return await work(connection);
  } finally {
    connection.close();
  }
}

describe('backupd and backup-agent', () => {
  it('list exit codes and examples in their help, and refuse wrong usage', () => {
    for (const [program, commands] of [[BACKUPD, ['init', 'run', 'rebuild']], [AGENT, ['enrol', 'run', 'status']]] as const) {
      for (const command of commands) {
        const { code, out } = run(program, command, '--help');
        expect(code).toBe(0);
        expect(out).toContain('Exit codes:');
        expect(out).toContain('Example');
      }
      expect(run(program, 'nonsense').code).toBe(2);
      expect(run(program, commands[0]).code).toBe(2);
    }
  });

  it('initialise, serve, enrol, connect, say how they are, and stop in order', async () => {
    expect(run(BACKUPD, 'init', '--data-dir', server, '--advertise', '127.0.0.1').code).toBe(0);
    expect(run(BACKUPD, 'init', '--data-dir', server).code).toBe(5);
    for (const file of ['admin.json', 'pki/ca.key', 'pki/server.key']) expect(statSync(path.join(server, file)).mode & 0o777).toBe(0o600);
    expect(statSync(path.join(server, 'pki')).mode & 0o777).toBe(0o700);

    const backupd = daemon(BACKUPD, 'run', '--data-dir', server, '--listen', '127.0.0.1:0');
    await said(backupd, 'ready');
    const { listen, pid } = JSON.parse(readFileSync(path.join(server, 'run.json'), 'utf8')) as { listen: string; pid: number };
    expect(pid).toBe(backupd.pid);
    expect(run(BACKUPD, 'run', '--data-dir', server, '--listen', '127.0.0.1:0').code).toBe(5);

    const token = await admin(async ({ admin: calls, address }) => {
      expect(address).toBe(listen);
      await unary(calls.createOffice.bind(calls), { name: 'berlin' });
      return (await unary(calls.createToken.bind(calls), { office: 'berlin', ttlSeconds: 60 })).token;
    });
    expect(run(AGENT, 'status', '--data-dir', agent).code).toBe(4);
    expect(run(AGENT, 'enrol', '--data-dir', agent, '--token', token.slice(0, -3)).code).toBe(2);
    const enrolled = run(AGENT, 'enrol', '--data-dir', agent, '--token', token, '--name', 'files1', '--restore-root', folder);
    expect(enrolled).toMatchObject({ code: 0, err: '' });
    expect(run(AGENT, 'enrol', '--data-dir', path.join(folder, 'thief'), '--token', token).code).toBe(5);
    expect(statSync(agent).mode & 0o777).toBe(0o700);
    for (const file of ['agent.json', 'identity.json']) expect(statSync(path.join(agent, file)).mode & 0o777).toBe(0o600);

    const process1 = daemon(AGENT, 'run', '--data-dir', agent);
    await said(process1, 'connected');
    expect(run(AGENT, 'run', '--data-dir', agent).code).toBe(5);
    await admin(async ({ admin: calls }) => {
      const { agents } = (await unary(calls.listAgents.bind(calls), {}));
      expect(agents).toMatchObject([{ name: 'files1', office: 'berlin', state: 'online' }]);
    });
    await expect.poll(() => (JSON.parse(run(AGENT, 'status', '--data-dir', agent, '--json').out) as object)).toMatchObject({ name: 'files1', running: true, connected: true, server: listen, restoreRoots: [folder] });

    const agentExit = exit(process1);
    process1.kill('SIGTERM');
    expect(await agentExit).toBe(0);
    const serverExit = exit(backupd);
    backupd.kill('SIGTERM');
    expect(await serverExit).toBe(0);
    expect(existsSync(path.join(server, 'run.json'))).toBe(false);
    expect(run(BACKUPD, 'rebuild', '--data-dir', server).code).toBe(0);
  });

  it('refuse a configuration that is half written, with the line', () => {
    writeFileSync(path.join(agent, 'agent.json'), '{\n  "servers": [],\n  "restoreRoots": ["/a"');
    const { code, err } = run(AGENT, 'run', '--data-dir', agent);
    expect(code).toBe(2);
    expect(err).toMatch(/agent\.json, line \d/);
  });
});
