// Rollouts with a real server and backupctl, over a fleet of scripted agents: rings, a server that is killed, a version that fails, an abort.
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Rollout__Output } from '../../shared/rpc/gen/farvault/v1/Rollout.js';
import { Ceremony } from '../support/release-ceremony.js';
import { ScriptedAgent } from '../support/scripted-agent.js';
import { UpdateSite } from '../support/update-rig.js';

const AGENTS = 12;
const OLD = '0.9.0';

interface Shown {
  id: string;
  state: string;
  reason: string | null;
  ring: number;
  counts: Record<string, number>;
  agents: { agent: string; state: string; ring: number | null; version: string; reason: string | null }[];
}

let dir = '';
let site: UpdateSite;
const fleet: ScriptedAgent[] = [];
/** Versions that fail. */
const bad = new Set<string>();
/** Agents that do nothing when they are told. */
let idle = false;

beforeAll(async () => {
  dir = mkdtempSync(path.join(os.tmpdir(), 'fv-rollout-'));
  site = new UpdateSite(dir);
  await site.cluster.startServer();
  const ceremony = await Ceremony.hold(site);
  await ceremony.publish(['0.10.0', '0.11.0', '0.12.0'].map((version) => {
    const bytes = Buffer.concat([Buffer.from([0x28, 0xb5, 0x2f, 0xfd]), Buffer.from(version)]);
    const file = path.join(dir, `farvault-agent-${version}-linux-x64.tar.zst`);
    writeFileSync(file, bytes);
    return { file, version, platform: 'linux-x64', bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') };
  }));
  await site.call((admin) => admin.createOffice.bind(admin), { name: 'lyon' });
  for (let number = 0; number < AGENTS; number++) {
    const name = `agent-${String(number).padStart(2, '0')}`;
    const { token } = await site.call((admin) => admin.createToken.bind(admin), { office: 'lyon', ttlSeconds: 600 });
    fleet.push(new ScriptedAgent(await ScriptedAgent.enrol(site.cluster.address, token, name, OLD), site.cluster.address, OLD, update));
  }
});
afterAll(async () => {
  for (const agent of fleet) agent.stop();
  await site.stop();
  rmSync(dir, { recursive: true, force: true });
});

/** As an agent does: downloads, switches, is gone for a moment, and says how it went. */
function update(agent: ScriptedAgent): void {
  const { wanted } = agent;
  if (idle || wanted === null || wanted.version === agent.version || (agent.report?.rollout === wanted.rollout && agent.report.state === 'back')) return;
  agent.say('downloading');
  setTimeout(() => {
    if (agent.wanted?.rollout !== wanted.rollout) return;
    agent.say('switching');
    agent.disconnect();
    const fails = bad.has(wanted.version);
    if (!fails) agent.version = wanted.version;
    agent.report = { rollout: wanted.rollout, version: wanted.version, state: fails ? 'back' : 'updated', reason: fails ? 'self-test: native parts do not load' : '' };
    setTimeout(() => agent.connect(), 50);
  }, 50);
}

const shown = (id = 'latest'): Promise<Shown> => site.cluster.json<Shown>(['rollout', 'show', id]);
const becomes = (probe: (rollout: Rollout__Output) => unknown, value: unknown): Promise<void> =>
  expect.poll(() => site.rollout('latest').then(probe, () => 'no answer'), { timeout: 30_000, interval: 50 }).toBe(value);

it('goes from ring to ring over a server that is killed, and is the wish for who comes later', async () => {
  const plan = await site.cluster.json<Shown>(['rollout', 'start', '0.10.0', '--rings', '5%,50%,100%', '--dry-run']);
  expect([1, 2, 3].map((ring) => plan.agents.filter((agent) => agent.ring === ring).length)).toEqual([1, 5, 6]);
  expect(await site.cluster.json(['rollout', 'list'])).toEqual([]);

  const started = await site.cluster.ctl(['rollout', 'start', '0.10.0', '--rings', '5%,50%,100%', '--soak', '1s']);
  expect([started.code, started.stderr.toString()]).toEqual([0, expect.stringContaining('has started')]);
  await becomes(({ ring }) => ring, 1);
  await site.cluster.server!.stop('SIGKILL');
  await site.cluster.startServer();
  await becomes(({ state }) => state, 'done');
  expect(fleet.map(({ version }) => version)).toEqual(fleet.map(() => '0.10.0'));
  expect((await shown('0.10.0')).counts).toEqual({ updated: AGENTS });
  expect(await site.cluster.ok(['agent', 'list'])).toContain('0.10.0 updated');

  const { token } = await site.call((admin) => admin.createToken.bind(admin), { office: 'lyon', ttlSeconds: 600 });
  const late = new ScriptedAgent(await ScriptedAgent.enrol(site.cluster.address, token, 'late', OLD), site.cluster.address, OLD, update);
  fleet.push(late);
  await expect.poll(() => late.version, { timeout: 30_000 }).toBe('0.10.0');
});

it('halts by itself when a version fails, is an alert, and leaves the others as they are', async () => {
  bad.add('0.11.0');
  const watched = await site.cluster.ctl(['rollout', 'start', '0.11.0', '--rings', '5%,100%', '--soak', '1s', '--watch']);
  expect([watched.code, watched.stdout.toString()]).toEqual([1, expect.stringMatching(/halted[\s\S]*of 1 agent told 1 failed[\s\S]*native parts do not load/)]);
  expect((await shown()).counts).toEqual({ back: 1, stays: AGENTS });
  expect(fleet.filter(({ wanted }) => wanted?.version === '0.11.0')).toEqual([]);
  await expect.poll(async () => (await site.cluster.json<{ kind: string; subject: string }[]>(['alert', 'list'])).map(({ kind, subject }) => `${kind}: ${subject}`).sort(), { timeout: 30_000, interval: 300 }).toEqual([expect.stringMatching(/^update: agent /), 'update: rollout 0.11.0']);
  const failed = (await shown()).agents.find(({ state }) => state === 'back');
  expect(await site.cluster.ok(['agent', 'show', failed?.agent ?? ''])).toMatch(/Failed versions: +0\.11\.0/);
});

it('is paused and aborted: who was told and has not begun stays', async () => {
  idle = true;
  await site.cluster.ok(['rollout', 'start', '0.12.0', '--rings', '100%', '--office', 'lyon']);
  const again = await site.cluster.ctl(['rollout', 'start', '0.12.0', '--rings', '100%']);
  expect([again.code === 0, again.stderr.toString()]).toEqual([false, expect.stringMatching(/is running[\s\S]*rollout abort/)]);
  await expect.poll(() => fleet.filter(({ wanted }) => wanted?.version === '0.12.0').length, { timeout: 30_000 }).toBe(AGENTS + 1);
  await site.cluster.ok(['rollout', 'pause', 'latest']);
  expect(await site.cluster.ok(['rollout', 'abort', '0.12.0'])).toContain('is aborted');
  await expect.poll(() => fleet.filter(({ wanted }) => wanted?.version === '0.12.0').length, { timeout: 30_000 }).toBe(0);
  expect((await shown()).counts).toEqual({ stays: AGENTS + 1 });
});
