// `npm run test:fleet-update`: fifty agents as real processes under real launchers, one server: a good release, then each sort of broken one, a server killed in between.
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import type { Breakage } from '../support/release-rig.js';
import { until, UpdateSite } from '../support/update-rig.js';
import { describeRollout, Fleet } from './fleet.js';
import { OLD_VERSION, ReleasePool } from './release-pool.js';

const { values } = parseArgs({ options: { agents: { type: 'string', default: '50' } } });
const RINGS = ['2%', '20%', '100%'];
const SOAK_MS = 3_000;
/** Longer than a version that crashes later needs to be given up. */
const LATER_SOAK_MS = 120_000;
const HALT_ABOVE = 2;
const ROLLOUT_MS = 600_000;
const PAUSED_MS = 4_000;
const SERVER_AWAY_MS = 3_000;

const count = Number(values.agents);
const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-fleet-update-'));
const site = new UpdateSite(path.join(dir, 'farvault'));
const fleets: Fleet[] = [];
const rows: string[] = [];

function expect(what: string, seen: unknown, wanted: unknown): void {
  if (JSON.stringify(seen) !== JSON.stringify(wanted)) throw new Error(`${what}: ${JSON.stringify(seen)}, not ${JSON.stringify(wanted)}`);
}

async function phase(name: string, work: () => Promise<string>): Promise<void> {
  const begun = performance.now();
  const said = await work();
  const row = `| ${name} | ${((performance.now() - begun) / 1000).toFixed(0)} | ${said} |`;
  rows.push(row);
  console.log(row);
}

async function main(): Promise<void> {
  await site.start();
  const pool = await ReleasePool.open(site, path.join(dir, 'releases'));
  const all = new Fleet(site, pool, dir);
  fleets.push(all);
  let running = OLD_VERSION;
  let good = 0;
  const start = async (version: string, rings = RINGS, soakMs = SOAK_MS): Promise<string> => (await site.startRollout({ version, rings, soakMs, haltAbove: HALT_ABOVE })).id;
  const onAll = async (version: string): Promise<void> => {
    expect('versions', [...(await all.versions())], [[version, count]]);
    await all.proveAll(version);
    running = version;
  };
  const nothingChanged = async (): Promise<void> => {
    expect('versions', [...(await all.versions())], [[running, count]]);
    await all.proveAll(running);
  };

  await phase('install and enrol', async () => {
    await all.install(count);
    return `${count} agents`;
  });
  await phase('start', async () => {
    await all.start();
    await all.proveAll(running);
    return `all online and backed up; ${all.memory()} MiB for all agents and launchers`;
  });
  await phase(`good, ${RINGS.join()}`, async () => {
    const version = await pool.version('good', good++);
    const ended = await all.rolloutEnds(await start(version), ROLLOUT_MS);
    expect('rollout', ended.state, 'done');
    await onAll(version);
    return `${count} updated and backed up; ${all.memory()} MiB`;
  });
  await phase('good, paused in the second ring, resumed, aborted before the third', async () => {
    const version = await pool.version('good', good++);
    const id = await start(version, RINGS, LATER_SOAK_MS);
    await until('the first ring', ROLLOUT_MS, async () => (await site.rollout(id)).counts.some(({ state, agents }) => state === 'updated' && agents === 1));
    await site.changeRollout(id, 'pause');
    const before = (await all.versions()).get(version);
    await new Promise((resolve) => setTimeout(resolve, PAUSED_MS));
    expect('updated while paused', (await all.versions()).get(version), before);
    await site.changeRollout(id, 'resume');
    expect('resumed', (await site.rollout(id)).state, 'running');
    await site.changeRollout(id, 'abort');
    await all.proveAll(version, running);
    return `${before} of ${count} on it, the others stayed; all backed up`;
  });
  await phase('good, server killed in the middle', async () => {
    const version = await pool.version('good', good++);
    const id = await start(version, ['20%', '100%']);
    await until('agents on their way', ROLLOUT_MS, async () => (await site.rollout(id)).counts.some(({ state }) => state === 'switching' || state === 'updated'), 50);
    await site.cluster.server!.stop('SIGKILL');
    await new Promise((resolve) => setTimeout(resolve, SERVER_AWAY_MS));
    await site.cluster.startServer();
    const ended = await all.rolloutEnds(id, ROLLOUT_MS);
    expect('rollout', ended.state, 'done');
    await onAll(version);
    return `${count} updated and backed up`;
  });
  const broken = async (breakage: Breakage, rings: string[], told: number, soakMs = SOAK_MS): Promise<void> =>
    phase(`${breakage}, ${rings.join()}`, async () => {
      const version = await pool.version(breakage, 0);
      const begun = performance.now();
      const ended = await all.rolloutEnds(await start(version, rings, soakMs), ROLLOUT_MS);
      const seconds = ((performance.now() - begun) / 1000).toFixed(0);
      expect('rollout', ended.state, 'halted');
      // Who had begun when it was halted comes to its own end.
      await until('all to be back', ROLLOUT_MS, async () => all.agents.every((agent) => agent.state('trial') === '') && [...(await all.versions()).keys()].join() === running, 500);
      const backs = ((performance.now() - begun) / 1000).toFixed(0);
      await nothingChanged();
      const bad = all.bad(version);
      if (bad < 1 || bad > told) throw new Error(`${version} is bad on ${bad} machines, ${told} were told`);
      return `halted after ${seconds} s: ${describeRollout(ended)}; bad on ${bad}; all back after ${backs} s, all backed up`;
    });
  const share = (percent: number): number => Math.max(1, Math.floor((count * percent) / 100));
  await broken('crashes', RINGS, share(2));
  await broken('hangs', ['10%', '100%'], share(10));
  await broken('no-backup', ['10%', '100%'], share(10));
  await broken('no-connect', RINGS, share(2));
  await broken('crashes-later', ['10%', '100%'], share(10), LATER_SOAK_MS);
  await phase('crashes, 100% at once', async () => {
    const version = await pool.version('crashes', 1);
    const id = await start(version, ['100%']);
    await until('the rollout to halt', ROLLOUT_MS, async () => (await site.rollout(id)).state === 'halted');
    await until('all to be back', ROLLOUT_MS, async () => all.agents.every((agent) => agent.state('trial') === '') && [...(await all.versions()).keys()].join() === running, 500);
    await nothingChanged();
    return `bad on ${all.bad(version)}, all back and backed up; ${all.memory()} MiB`;
  });
  await phase('good once more', async () => {
    const version = await pool.version('good', good++);
    const ended = await all.rolloutEnds(await start(version), ROLLOUT_MS);
    expect('rollout', ended.state, 'done');
    await onAll(version);
    return `${count} updated and backed up`;
  });
}

async function finish(failed: boolean): Promise<never> {
  for (const fleet of fleets) await fleet.close();
  await site.stop();
  rmSync(dir, { recursive: true, force: true });
  console.log(['', '| phase | s | seen |', '|---|---|---|', ...rows, '', failed ? 'fleet test: FAILED' : `fleet test: ${count} agents, all good`].join('\n'));
  process.exit(failed ? 1 : 0);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => void finish(true));
try {
  await main();
} catch (error) {
  console.error(error);
  for (const agent of fleets.flatMap(({ agents }) => agents)) if (agent.log().includes('launcher:')) console.error(`--- ${agent.name}\n${agent.log(1_500)}`);
  await finish(true);
}
await finish(false);
