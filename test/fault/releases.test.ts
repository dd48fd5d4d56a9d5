// Kill -9 of the server while releases are imported: what it serves afterwards is the old set or the new one, whole, and the same import goes through.
// `npm test` takes the points between which an order of writes could be wrong, `npm run test:fault` all. Replay: FARVAULT_POINT=name.
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { testArchive, TestCeremony } from '../../server/releases/testing.js';
import { parseAdminConfig } from '../../shared/config/admin-config.js';
import { FAILPOINTS, type Failpoint } from '../../shared/failpoints/failpoints.js';
import { openConnection } from '../../shared/rpc/client.js';
import { Cluster } from '../support/cluster.js';
import { Daemon, PROGRAMS } from '../support/daemon.js';
import { ReleaseAgent } from '../support/release-agent.js';
import { LONG } from './settings.js';

const ALL = (Object.keys(FAILPOINTS) as Failpoint[]).filter((point) => point.startsWith('release.'));
const SHORT: Failpoint[] = ['release.root.durable', 'release.targets.journalled', 'release.snapshot.durable'];
const POINTS = (LONG ? ALL : SHORT).filter((point) => (process.env['FARVAULT_POINT'] ?? point) === point);

/** Passed at the start and after the root, too. */
const SIGNING: Failpoint[] = ['release.snapshot.durable', 'release.timestamp.durable'];

const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-releases-kill-'));
const cluster = new Cluster(path.join(dir, 'farvault'));
let ceremony: TestCeremony;
let agent: ReleaseAgent;
let firstRoot: Buffer;
let round = 1;

/** Brings a file to the server as it listens now. Undefined: the server died of it. */
async function bring(kind: string, bytes: Buffer): Promise<string | undefined> {
  const connection = openConnection(cluster.address, parseAdminConfig(readFileSync(cluster.config, 'utf8'), cluster.config));
  try {
    const call = connection.admin.importRelease();
    return await new Promise((resolve) => {
      let detail: string | undefined;
      call.on('data', (response: { detail: string }) => (detail = response.detail));
      call.on('error', () => resolve(undefined));
      call.on('end', () => resolve(detail));
      call.write({ head: { kind, name: kind, bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest() } });
      call.write({ data: bytes });
      call.end();
    });
  } finally {
    connection.close();
  }
}

const versions = async (): Promise<string[]> => (await agent.trust(firstRoot)).targets.map(({ version }) => version);

async function startAgain(): Promise<void> {
  agent.close();
  await cluster.startServer();
}

beforeAll(async () => {
  await cluster.startServer();
  await cluster.ok(['office', 'create', 'lyon']);
  ceremony = new TestCeremony(() => Date.now(), Buffer.from(await cluster.ok(['release', 'server-key'])));
  agent = await ReleaseAgent.enrol(cluster, 'lyon', 'fs1');
  firstRoot = ceremony.root(1);
  const first = testArchive('1.0.1');
  for (const [kind, bytes] of [['root', firstRoot], ['archive', first.bytes], ['targets', ceremony.targets(1, [first])]] as const) expect(await bring(kind, bytes)).toBeDefined();
  await cluster.server!.stop('SIGKILL');
});

afterAll(async () => {
  agent?.close();
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
});

describe('kill -9 of an import', () => {
  it.each(POINTS)('at %s', async (point) => {
    const [before, version] = [`1.0.${round}`, ++round];
    const archive = testArchive(`1.0.${version}`);
    const set = [['root', ceremony.root(version)], ['archive', archive.bytes], ['targets', ceremony.targets(version, [archive])]] as const;
    agent.close();
    const server = await cluster.startServer({ env: { FARVAULT_FAILPOINTS: `${point}=kill${SIGNING.includes(point) ? '@3' : ''}` } });
    for (const [kind, bytes] of set) if (server.running) await bring(kind, bytes);
    expect((await server.exited).signal).toBe('SIGKILL');

    await startAgain();
    expect([[before], [archive.release.version]]).toContainEqual(await versions());
    for (const [kind, bytes] of set) expect(await bring(kind, bytes)).toBeDefined();
    expect(await versions()).toEqual([archive.release.version]);
    expect((await agent.read(archive.sha256)).equals(archive.bytes)).toBe(true);
    await cluster.server!.stop('SIGKILL');
  });

  it('with the journal gone: rebuild --from-packs, and the releases are there', async () => {
    await startAgain();
    const there = await versions();
    await cluster.server!.stop();
    rmSync(path.join(cluster.serverDir, 'journal'), { recursive: true });
    const rebuild = new Daemon(PROGRAMS.backupd, ['rebuild', '--data-dir', cluster.serverDir, '--from-packs'], path.join(dir, 'rebuild.log'));
    expect((await rebuild.exited).code).toBe(0);
    await startAgain();
    const { releases } = await cluster.admin.call((admin) => admin.listReleases.bind(admin), {});
    expect(releases.map(({ version }) => version)).toEqual(there);
  });
});
