// A whole installation into an image: the program of a release, its own user, a real server to enrol at. The bare machine is `npm run test:install`.
import { spawnSync } from 'node:child_process';
import { appendFileSync, chmodSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Cluster } from '../../test/support/cluster.js';
import { buildTestRelease } from '../../test/support/release-rig.js';
import { formatToken, parseToken } from '../../shared/rpc/token.js';
import { unpackRelease } from '../update/unpack.js';

const root = process.getuid!() === 0;
const [uid, gid] = root ? [54_321, 54_322] : [process.getuid!(), process.getgid!()];

let dir: string;
let image: string;
let cluster: Cluster;
let token: string;

beforeAll(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'farvault-install-'));
  chmodSync(dir, 0o755);
  for (const version of ['1.0.0', '1.1.0']) {
    mkdirSync(path.join(dir, version), { mode: 0o755 });
    const { file } = await buildTestRelease({ version, out: dir });
    await unpackRelease(file, path.join(dir, version), new AbortController().signal);
  }
  image = path.join(dir, 'image');
  for (const place of ['etc/systemd/system', 'usr/local/bin', 'var/lib', 'opt']) mkdirSync(path.join(image, place), { recursive: true, mode: 0o755 });
  writeFileSync(path.join(image, 'etc/passwd'), `root:x:0:0::/root:/bin/sh\nfarvault:x:${uid}:${gid}::/nonexistent:/usr/sbin/nologin\n`);
  writeFileSync(path.join(image, 'etc/group'), `root:x:0:\nfarvault:x:${gid}:\n`);
  cluster = new Cluster(path.join(dir, 'cluster'));
  await cluster.startServer();
  await cluster.ok(['office', 'create', 'lyon']);
  token = (await cluster.json<{ token: string }>(['agent', 'token', '--office', 'lyon'])).token;
});
afterAll(async () => {
  await cluster.stop();
  rmSync(dir, { recursive: true });
});

function install(version: string, ...args: string[]): { code: number | null; stdout: string; stderr: string } {
  const { status, stdout, stderr } = spawnSync(path.join(dir, version, 'backup-agent'), ['install', '--root', image, ...args], { encoding: 'utf8', env: { PATH: process.env.PATH } });
  return { code: status, stdout, stderr };
}

const at = (name: string): string => path.join(image, name);
const text = (name: string): string => readFileSync(at(name), 'utf8');

/** Names, kinds, modes, owners and contents. */
function everything(): string[] {
  return (readdirSync(image, { recursive: true }) as string[]).sort().map((name) => {
    const stat = lstatSync(at(name));
    return [name, stat.mode.toString(8), stat.uid, stat.isFile() ? readFileSync(at(name)).toString('latin1') : ''].join(' ');
  });
}

test('an agent is installed, repaired, brought up to date and taken away', { timeout: 180_000 }, async () => {
  const before = everything();
  const args = ['--token', token, '--name', 'files1', '--restore-root', '/srv/restored', '--channel', 'beta'];

  const dry = install('1.0.0', ...args, '--dry-run');
  expect(dry).toMatchObject({ code: 0, stdout: expect.stringContaining('would:  place 1.0.0 in slot a') as string });
  expect(everything()).toEqual(before);

  const lacking = install('1.0.0');
  expect(lacking).toMatchObject({ code: 2, stderr: expect.stringMatching(/^backup-agent: enrol this machine: it is not enrolled yet, and there is no token\nGive --token/) as string });

  const first = install('1.0.0', ...args);
  expect(first).toMatchObject({ code: 0, stdout: expect.stringContaining('as files1 of office lyon') as string });
  expect(first.stdout.trimEnd().split('\n').at(-1)).toBe('Installed. It was not started.');
  expect([text('opt/farvault/state/current'), text('usr/local/bin/backup-agent').includes('exec /opt/farvault/launcher exec')]).toEqual(['a\n', true]);
  expect(JSON.parse(text('var/lib/farvault/agent/agent.json'))).toMatchObject({ restoreRoots: ['/srv/restored'], channel: 'beta' });
  expect(text('etc/systemd/system/farvault-agent.service')).toContain('ReadWritePaths=-"/srv/restored"');
  // What root runs is root's; what the agent changes is the agent's, and nobody else's.
  const owner = process.getuid!();
  for (const name of ['opt/farvault', 'opt/farvault/launcher', 'opt/farvault/user', 'opt/farvault/uninstall', 'usr/local/bin/backup-agent', 'etc/systemd/system/farvault-agent.service']) expect([name, statSync(at(name)).uid, statSync(at(name)).mode & 0o022]).toEqual([name, owner, 0]);
  for (const name of readdirSync(at('opt/farvault/slots'), { recursive: true }) as string[]) expect([name, statSync(at(`opt/farvault/slots/${name}`)).uid, statSync(at(`opt/farvault/slots/${name}`)).mode & 0o022]).toEqual([name, uid, 0]);
  for (const name of ['var/lib/farvault/agent', 'var/lib/farvault/agent/identity.json', 'var/lib/farvault/agent/agent.json', 'srv/restored']) expect([name, statSync(at(name)).uid, statSync(at(name)).mode & 0o077]).toEqual([name, uid, 0]);

  const installed = everything();
  expect(install('1.0.0')).toMatchObject({ code: 0, stdout: 'keeps:  1.0.0 is there, in slot a\nInstalled already.\n' });
  expect(everything()).toEqual(installed);

  // Another server's installer does not take the machine over, and says so.
  const elsewhere = formatToken({ ...parseToken(token), replaces: 'other' });
  expect(install('1.0.0', '--token', elsewhere)).toMatchObject({ code: 0, stdout: expect.stringMatching(/keeps: {2}it is agent files1 of the server at \S+, and stays that/) as string });
  expect(everything()).toEqual(installed);

  // The agent's user has written itself a restore root: root does not open it.
  const config = text('var/lib/farvault/agent/agent.json');
  writeFileSync(at('var/lib/farvault/agent/agent.json'), JSON.stringify({ restoreRoots: ['/srv/restored', '/etc/cron.d'], channel: 'beta' }));
  expect(install('1.0.0')).toMatchObject({ code: 0, stdout: expect.stringContaining('closed: /etc/cron.d, which agent.json names as a restore root') as string });
  writeFileSync(at('var/lib/farvault/agent/agent.json'), JSON.stringify({ restoreRoots: ['/srv/restored\nUser=root'] }));
  expect(install('1.0.0')).toMatchObject({ code: 2, stderr: expect.stringContaining('which is not an absolute path') as string });
  writeFileSync(at('var/lib/farvault/agent/agent.json'), config);
  expect(everything()).toEqual(installed);

  appendFileSync(at('opt/farvault/slots/a/lib/main.js'), '\n');
  writeFileSync(at('opt/farvault/launcher'), '#!/bin/sh\nexit 1\n');
  rmSync(at('etc/systemd/system/farvault-agent.service'));
  expect(install('1.0.0').code).toBe(0);
  expect(everything()).toEqual(installed);

  expect(install('1.1.0')).toMatchObject({ code: 0, stdout: expect.stringContaining('done:   ask for a trial of 1.1.0') as string });
  expect(text('opt/farvault/state/trial')).toMatch(/^b 1\.1\.0 [0-9a-f-]{36}\n$/);
  expect(text('opt/farvault/state/current')).toBe('a\n');
  expect(spawnSync(at('opt/farvault/launcher'), ['--version'], { encoding: 'utf8' }).stdout).toBe('1\n');

  const uninstall = (...flags: string[]): ReturnType<typeof spawnSync> => spawnSync(at('opt/farvault/uninstall'), ['--root', image, ...flags], { encoding: 'utf8' });
  const there = everything();
  expect(uninstall()).toMatchObject({ status: 2, stderr: expect.stringContaining('say --yes, or --keep-data') as string });
  expect(uninstall('--dry-run').status).toBe(0);
  expect(everything()).toEqual(there);
  expect(uninstall('--keep-data').status).toBe(0);
  expect([existsSync(at('opt/farvault')), existsSync(at('var/lib/farvault/agent/identity.json'))]).toEqual([false, true]);
  // The identity that was kept is taken up again, without a token.
  expect(install('1.1.0').code).toBe(0);
  expect(uninstall('--yes').status).toBe(0);
  rmSync(at('srv'), { recursive: true });
  expect(everything()).toEqual([...before, `etc/systemd/system/multi-user.target.wants 40755 ${owner} `].sort());
});

test('what is not ours is not touched: another program of that name, another owner, a release that was changed', () => {
  writeFileSync(at('usr/local/bin/backup-agent'), '#!/bin/sh\necho mine\n');
  expect(install('1.0.0')).toMatchObject({ code: 5, stderr: expect.stringContaining('backup-agent: see that /usr/local/bin/backup-agent may be replaced: it is there, and not of an installation') as string });
  expect(text('usr/local/bin/backup-agent')).toContain('mine');
  rmSync(at('usr/local/bin/backup-agent'));

  appendFileSync(path.join(dir, '1.0.0/lib/main.js'), '\n');
  expect(install('1.0.0')).toMatchObject({ code: 7, stderr: expect.stringContaining('place 1.0.0 in slot a: ') as string });
  expect(existsSync(at('opt/farvault/slots/a'))).toBe(false);
});
