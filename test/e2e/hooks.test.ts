// Hooks with real processes: what the machine lists is run around a run, what it does not list is not, and what is due after a run outlives a killed agent.
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { OwnSettings } from '../../shared/settings/index.js';
import { Cluster } from '../support/cluster.js';

const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-hooks-'));
const cluster = new Cluster(dir);
const tree = path.join(dir, 'tree');
const order = path.join(dir, 'order');
let dataDir: string;

function program(name: string, body: string): { command: string[] } {
  const file = path.join(dir, name);
  writeFileSync(file, `#!/bin/sh\n${body}\n`);
  chmodSync(file, 0o755);
  return { command: [file, name] };
}

function configure(hooks: Record<string, { command: string[]; timeoutSeconds?: number }>): void {
  const file = path.join(dataDir, 'agent.json');
  writeFileSync(file, JSON.stringify({ ...(JSON.parse(readFileSync(file, 'utf8')) as object), hooks }, null, 2));
}

async function job(name: string, settings: OwnSettings): Promise<void> {
  await cluster.admin.call((admin) => admin.createJob.bind(admin), { job: { name, agent: 'a', paths: [tree], settingsJson: JSON.stringify({ snapshot: 'none', ...settings }) } });
}

const said = (): string[] => (existsSync(order) ? readFileSync(order, 'utf8').trim().split('\n').map((line) => line.trim()) : []);
const logs = (run: string): Promise<string> => cluster.ok(['run', 'logs', run]);

beforeAll(async () => {
  mkdirSync(tree);
  for (let i = 0; i < 30; i++) writeFileSync(path.join(tree, `file${i}`), randomBytes(100_000));
  await cluster.startServer();
  ({ dataDir } = await cluster.addAgent('a', 'lyon'));
});

afterAll(async () => {
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
});

beforeEach(() => rmSync(order, { force: true }));

describe('hooks', () => {
  it('are run around a run, are told how it ended, and speak in its log', async () => {
    configure({ quiesce: program('quiesce', `echo "$1 $FARVAULT_PHASE $FARVAULT_STATE $FARVAULT_JOB $FARVAULT_RUN $FARVAULT_SNAPSHOT" >> ${order}; echo "tables are locked"; echo "a warning" >&2`) });
    await job('quiesced', { hookBefore: ['quiesce'], hookAfter: ['quiesce'] });
    const run = await cluster.backUp('quiesced');
    expect(run.state, run.error).toBe('succeeded');
    expect(said()).toEqual([`quiesce before starting quiesced ${run.id}`, `quiesce after succeeded quiesced ${run.id} ${run.snapshot}`]);
    expect(run.counters).toMatchObject({ bytesIncompressible: 3_000_000 });
    expect(await logs(run.id)).toMatch(/hook quiesce: tables are locked[^]*hook quiesce: a warning[^]*hook quiesce: done after/);
  });

  it('that the machine does not list fail the run, which says who can change that; listed later, they are run without a restart', async () => {
    await job('unlisted', { hookBefore: ['dump'] });
    const run = await cluster.backUp('unlisted');
    expect(run).toMatchObject({ state: 'failed', errorCode: 'HOOK', snapshot: '', counters: { bytesRead: 0 } });
    expect(run.error).toContain("does not name the hook 'dump'");
    configure({ dump: program('dump', `echo dump >> ${order}`) });
    expect((await cluster.backUp('unlisted')).state).toBe('succeeded');
    expect(said()).toEqual(['dump']);
  });

  it('after a run are run when the agent was killed in the middle of it: at its next start, before the run goes on', async () => {
    const note = program('note', `echo "$FARVAULT_PHASE $FARVAULT_STATE" >> ${order}`);
    configure({ note });
    await job('killed', { hookBefore: ['note'], hookAfter: ['note'] });
    const handle = cluster.agents.get('a')!;
    await handle.daemon!.stop();
    await cluster.startAgent('a', { env: { FARVAULT_FAILPOINTS: 'agent.backup.beforeCommit=kill' } });
    const { id } = await cluster.admin.startJob('killed');
    await handle.daemon!.exited;
    expect(said()).toEqual(['before starting']);
    await cluster.startAgent('a');
    const run = await cluster.ended(id);
    expect(run.state, run.error).toBe('succeeded');
    expect(said()).toEqual(['before starting', 'after interrupted', 'before starting', 'after succeeded']);
    expect(await logs(id)).toContain('the agent ended in the middle of run');
  });

  it('that hang are ended when the run is cancelled, and what is due after them is done', async () => {
    configure({ hang: program('hang', `echo "$FARVAULT_PHASE $FARVAULT_STATE" >> ${order}; [ $FARVAULT_PHASE = after ] || exec sleep 1000`) });
    await job('hanging', { hookBefore: ['hang'], hookAfter: ['hang'] });
    const { id } = await cluster.admin.startJob('hanging');
    await cluster.server!.waitFor('the hook', () => said().length > 0);
    await cluster.ok(['run', 'cancel', id]);
    expect((await cluster.ended(id)).state).toBe('cancelled');
    expect(said()).toEqual(['before starting', 'after cancelled']);
  });
});
