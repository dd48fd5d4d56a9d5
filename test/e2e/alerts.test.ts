// Alerts with real programs: a run that fails is shown and told, a destination is tested, a secret is nowhere.
import { createHmac } from 'node:crypto';
import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { httpReceiver } from '../../server/delivery/testing/receivers.js';
import { Cluster } from '../support/cluster.js';
import { PROGRAMS } from '../support/daemon.js';

const SECRET = 'correct-horse-battery-staple';
let cluster: Cluster;
let dir = '';
let receiver: Awaited<ReturnType<typeof httpReceiver>>;

beforeAll(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'fv-alerts-'));
  cluster = new Cluster(dir);
  receiver = await httpReceiver();
  await cluster.startServer();
  await cluster.addAgent('fs1', 'lyon');
});
afterAll(async () => {
  await cluster.stop();
  await receiver.close();
  rmSync(dir, { recursive: true, force: true });
});

function setSecret(name: string, value: string): Promise<number | null> {
  const child = spawn(process.execPath, [PROGRAMS.ctl, '--config', cluster.config, 'secret', 'set', name], { stdio: ['pipe', 'ignore', 'inherit'] });
  child.stdin.end(`${value}\n`);
  return new Promise((resolve) => child.on('close', resolve));
}

it('a failed run is an alert that is shown, told by a signed webhook when tested, and acknowledged; its secret is nowhere', async () => {
  expect(await setSecret('hook-key', SECRET)).toBe(0);
  writeFileSync(path.join(dir, 'alerts.yaml'), `destinations:\n  - {name: hook, type: webhook, url: '${receiver.url}', secret: hook-key, plainHttp: true}\n  - {name: dead, type: smtp, host: 127.0.0.1, port: 9, from: a@example.org, to: b@example.org}\n`);
  await cluster.ok(['apply', '-f', path.join(dir, 'alerts.yaml')]);
  expect(await cluster.ok(['alert', 'test', 'hook'])).toContain('delivered');
  const [{ headers, body }] = receiver.posted;
  const [, t, v1] = /^t=(\d+),v1=(\w+)$/.exec(String(headers['x-farvault-signature']))!;
  expect(createHmac('sha256', SECRET).update(`${t}.${body}`).digest('hex')).toBe(v1);
  const dead = await cluster.ctl(['alert', 'test', 'dead']);
  expect([dead.code, dead.stdout.toString()]).toEqual([1, expect.stringContaining('ECONNREFUSED')]);

  await cluster.ok(['job', 'create', 'docs', '--agent', 'fs1', '--path', path.join(dir, 'nothing')]);
  expect((await cluster.backUp('docs')).state).toBe('failed');
  await expect.poll(() => cluster.json<{ kind: string }[]>(['alert', 'list']).then((alerts) => alerts.map(({ kind }) => kind)), { timeout: 20_000, interval: 500 }).toEqual(['run-failed']);
  const [alert] = await cluster.json<{ id: string; subject: string; summary: string }[]>(['alert', 'list', '--office', 'lyon', '--severity', 'warning']);
  expect(alert).toMatchObject({ subject: 'job docs', summary: expect.stringContaining('nothing') });
  expect(await cluster.ok(['status'])).toContain(alert.id);
  await cluster.ok(['alert', 'ack', alert.id.slice(0, 5), '--comment', 'known']);
  expect(await cluster.json(['alert', 'show', alert.id])).toMatchObject({ state: 'acknowledged', acknowledgedBy: 'admin', comment: 'known' });

  const found = readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((name) => {
    const file = path.join(dir, name);
    return statSync(file).isFile() && readFileSync(file).includes(SECRET);
  });
  expect(found).toEqual(['server/secrets/hook-key']);
  expect(statSync(path.join(dir, 'server/secrets/hook-key')).mode & 0o777).toBe(0o600);
});

it('what nobody can mean is refused, not answered with silence', async () => {
  for (const [args, code] of [
    [['alert', 'list', '--state', 'fired'], 2],
    [['alert', 'list', '--severity', 'crit'], 2],
    [['alert', 'list', '--office', 'lion'], 4],
    [['alert', 'silence', '--scope', 'office lion', '--for', '1h', '--reason', 'work'], 4],
    [['alert', 'silence', '--scope', 'office lyon', '--for', '1h', '--reason', ' '], 2],
    [['agent', 'token', '--office', 'lyon', '--ttl', '0s'], 2],
  ] as const) expect([args, (await cluster.ctl([...args])).code]).toEqual([args, code]);
  expect((await cluster.ctl(['alert', 'silence', '--scope', 'office lyon', '--for', '1h', '--reason', 'work'])).code).toBe(0);
}, 60_000);
