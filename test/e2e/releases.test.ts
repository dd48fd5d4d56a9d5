// Releases through the real programs: a ceremony by files, backupctl brings them to the server, agents read them over gRPC.
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ServiceError } from '@grpc/grpc-js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseAdminConfig } from '../../shared/config/admin-config.js';
import { initialTrust } from '../../shared/release/index.js';
import { openConnection, type Connection } from '../../shared/rpc/client.js';
import type { ImportReleaseHead } from '../../shared/rpc/gen/farvault/v1/ImportReleaseHead.js';
import type { ImportReleasePart } from '../../shared/rpc/gen/farvault/v1/ImportReleasePart.js';
import { fromServiceError } from '../../shared/rpc/status.js';
import { testArchive, TestCeremony } from '../../server/releases/testing.js';
import { Cluster } from '../support/cluster.js';
import { PROGRAMS, runProgram } from '../support/daemon.js';
import { ReleaseAgent } from '../support/release-agent.js';

const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-releases-e2e-'));
const cluster = new Cluster(path.join(dir, 'farvault'));
const [x64, arm64, next] = [testArchive('1.2.0', 'linux-x64', 3_000_000), testArchive('1.2.0', 'linux-arm64'), testArchive('1.3.0')];
let ceremony: TestCeremony;
let agent: ReleaseAgent;

/** Writes a file of the ceremony; gives its path. */
function file(name: string, bytes: Buffer): string {
  writeFileSync(path.join(dir, name), bytes);
  return path.join(dir, name);
}

const bring = (...files: string[]): ReturnType<Cluster['ctl']> => cluster.ctl(['release', 'import', ...files]);

beforeAll(async () => {
  await cluster.startServer();
  await cluster.ok(['office', 'create', 'lyon']);
  const key = path.join(dir, 'server-key.json');
  await cluster.ok(['release', 'server-key', '--out', key]);
  ceremony = new TestCeremony(() => Date.now(), readFileSync(key));
  agent = await ReleaseAgent.enrol(cluster, 'lyon', 'fs1');
});

afterAll(async () => {
  agent?.close();
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('ImportRelease', () => {
  const admin = (): Connection => openConnection(cluster.address, parseAdminConfig(readFileSync(cluster.config, 'utf8'), cluster.config));
  const headOf = (kind: string, bytes: Buffer): ImportReleaseHead => ({ kind, name: kind, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest() });

  /** Sends these messages; gives the call, and OK or the code that it ended with. */
  function send(connection: Connection, messages: ImportReleasePart[], end = true) {
    const call = connection.admin.importRelease();
    const code = new Promise<string>((resolve) => {
      call.on('data', () => undefined);
      call.on('error', (error: ServiceError) => resolve(fromServiceError(error).code));
      call.on('end', () => setImmediate(() => resolve('OK')));
    });
    for (const message of messages) call.write(message);
    if (end) call.end();
    return { call, code };
  }

  it('takes one file a call, exactly as it was announced', async () => {
    const connection = admin();
    const { bytes } = next;
    const head = headOf('archive', bytes);
    const attempts: [string, ImportReleasePart[]][] = [
      ['nothing', []],
      ['no head', [{ data: bytes }]],
      ['two heads', [{ head }, { head }]],
      ['a head of a strange kind', [{ head: { ...head, kind: 'timestamp' } }, { data: bytes }]],
      ['a huge head', [{ head: { ...head, bytes: 2 ** 50 } }, { data: bytes }]],
      ['a hash that is a path', [{ head: { ...head, sha256: Buffer.from('../../../../../../../etc/passwd0') } }, { data: bytes }]],
      ['less', [{ head }, { data: bytes.subarray(1) }]],
      ['more', [{ head }, { data: bytes }, { data: bytes }]],
      ['other bytes', [{ head }, { data: Buffer.alloc(bytes.length) }]],
    ];
    for (const [what, messages] of attempts) expect([what, await send(connection, messages).code]).toEqual([what, 'INVALID']);
    expect(readdirSync(path.join(cluster.serverDir, 'releases/archives'))).toEqual([]);
    connection.close();
  });

  it('refuses a second one while the first goes on, and goes on when that is gone', async () => {
    const connection = admin();
    const { bytes } = next;
    const hanging = send(connection, [{ head: headOf('archive', bytes) }, { data: bytes.subarray(0, 1000) }], false);
    await expect.poll(() => readdirSync(path.join(cluster.serverDir, 'releases/archives')).length).toBe(1);
    expect(await send(connection, [{ head: headOf('archive', arm64.bytes) }, { data: arm64.bytes }]).code).toBe('CONFLICT');
    hanging.call.cancel();
    await expect.poll(() => readdirSync(path.join(cluster.serverDir, 'releases/archives')).length).toBe(0);
    expect(await send(connection, [{ head: headOf('archive', arm64.bytes) }, { data: arm64.bytes }]).code).toBe('OK');
    connection.close();
  });
});

describe('backupctl release import', () => {
  it('says what is wrong, and what to do', async () => {
    const attempts: [string[], number, RegExp][] = [
      [[file('unsigned.json', ceremony.root(1, { signers: 1 }))], 5, /not signed as root 1 demands/],
      [[file('text', Buffer.from('hello'))], 2, /not TUF metadata/],
      [[path.join(dir, 'nothing')], 4, /nothing/],
    ];
    for (const [files, code, text] of attempts) {
      const done = await bring(...files);
      expect([done.code, done.stderr]).toEqual([code, expect.stringMatching(text)]);
    }
  });

  it('takes root, archives and targets in the right order, whatever the order of the files', async () => {
    const root = ceremony.root(1);
    const files = [file('t1', ceremony.targets(1, [x64, arm64], { minimumVersion: '1.0.0' })), file('a', arm64.bytes), file('r', root), file('b', x64.bytes)];
    const first = await cluster.ok(['release', 'import', ...files]);
    expect(first).toContain(initialTrust(root).fingerprint);
    expect(first.trim().split('\n').map((line) => line.split(' ')[0])).toEqual(['root', 'a', 'b', 'targets']);
    expect((await cluster.json<{ detail: string }[]>(['release', 'import', ...files])).every(({ detail }) => detail.includes('there already'))).toBe(true);
    expect(await cluster.json(['release', 'list'])).toMatchObject([
      { platform: 'linux-arm64', sha256: arm64.sha256 },
      { version: '1.2.0', platform: 'linux-x64', channels: ['stable'], bytes: 3_000_000, sha256: x64.sha256, launcher: 1, path: x64.path, agents: 0 },
    ]);
    const status = await cluster.json<{ certificates: { name: string }[] }>(['status']);
    expect(status.certificates.map(({ name }) => name)).toEqual(expect.arrayContaining(['update metadata root', 'update metadata targets']));
    const audit = await cluster.json<{ action: string; by: string }[]>(['audit', '--action', 'release']);
    expect(audit.map(({ action, by }) => `${by} ${action}`)).toEqual(expect.arrayContaining(['admin release.key-made', 'admin release.root-imported', 'admin release.targets-imported']));
  });

  it('refuses targets whose archive is not here, and tells which; exports what the next ceremony needs', async () => {
    const refused = await bring(file('t2', ceremony.targets(2, [x64, next], { minimumVersion: '1.0.0' })));
    expect([refused.code, refused.stderr]).toEqual([5, expect.stringContaining(next.path)]);
    const out = path.join(dir, 'out');
    await cluster.ok(['release', 'export', out]);
    expect(readdirSync(out)).toEqual(['1.root.json', '1.targets.json']);
    writeFileSync(path.join(out, '1.root.json'), 'other');
    expect((await cluster.ctl(['release', 'export', out])).code).toBe(5);
  });

  it('is not for an auditor, who sees what there is', async () => {
    const config = path.join(dir, 'auditor.json');
    await cluster.ok(['user', 'create', 'anna', '--role', 'auditor', '--output', config]);
    const as = (...args: string[]): ReturnType<Cluster['ctl']> => runProgram(PROGRAMS.ctl, ['--config', config, ...args]);
    expect((await as('release', 'import', path.join(dir, 't2'), file('n', next.bytes))).code).toBe(5);
    expect((await as('release', 'list')).stdout.toString()).toMatch(/^1\.2\.0 [^]*timestamp +\d+ +20\d\d-/m);
  });
});

describe('agents', () => {
  it('trust what they are given, and read it from any offset', async () => {
    const trusted = await agent.trust(readFileSync(path.join(dir, 'r')));
    expect([trusted.targets.length, trusted.minimumVersion]).toEqual([2, '1.0.0']);
    for (const [offset, limit] of [[0, 0], [1, 0], [262_144, 262_144], [2_999_999, 0], [3_000_000, 0], [100, 5]]) {
      expect((await agent.read(x64.sha256, offset, limit)).equals(x64.bytes.subarray(offset, limit === 0 ? undefined : offset + limit))).toBe(true);
    }
  });

  it.each<[string, number, number, string]>([
    ['behind the end', 3_000_001, 0, 'INVALID'],
    ['beyond all files', Number.MAX_SAFE_INTEGER, 0, 'INVALID'],
    ['2^60', 2 ** 60, 0, 'INVALID'],
    ['with a limit of 2^60', 0, 2 ** 60, 'INVALID'],
  ])('do not read from an offset %s', async (_what, offset, limit, code) => {
    await expect(agent.read(x64.sha256, offset, limit)).rejects.toMatchObject({ code });
  });

  it('read neither what targets do not list nor what is no SHA-256', async () => {
    await cluster.ok(['release', 'import', file('n', next.bytes)]);
    await expect(agent.read(next.sha256)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(agent.read('ab')).rejects.toMatchObject({ code: 'INVALID' });
    for (const name of ['server-key.json', '../pki/releases.key', '2.root.json']) expect(await agent.metadata(name)).toBeNull();
  });

  it('find the same after a restart of the server', async () => {
    const before = await agent.trust(readFileSync(path.join(dir, 'r')));
    agent.close();
    await cluster.server!.stop();
    await cluster.startServer();
    expect((await agent.trust(readFileSync(path.join(dir, 'r')))).targets).toEqual(before.targets);
    expect((await agent.read(x64.sha256)).equals(x64.bytes)).toBe(true);
  });
});
