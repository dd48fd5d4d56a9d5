// Policies, apply and export through the real programs: what is exported applies as unchanged, whatever is in it; a restart of the server forgets nothing.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { printResources, readResourceFile } from '../../backupctl/resource-file.js';
import { plainSettings } from '../../shared/settings/index.js';
import { ownSettings } from '../../shared/settings/testing/arbitraries.js';
import { Cluster } from '../support/cluster.js';
import { PROGRAMS, runProgram } from '../support/daemon.js';

interface ShownJob {
  excludes: string[];
  paused: boolean;
  nextDueAt: string | null;
  settings: { key: string; value: unknown; from: string }[];
}

const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-apply-'));
const cluster = new Cluster(path.join(dir, 'farvault'));
const file = path.join(dir, 'wanted.yaml');

const WANTED = `offices: [{ name: nice }]
---
agents:
  - name: one
    labels: { host: esx1 }
policies:
  - { scope: all, retries: 7, rpo: 26h }
  - { scope: label host=esx1, window: 22:00-06:00, timezone: Europe/Paris, maxRuns: 2 }
jobs:
  - name: docs
    agent: one
    paths: [/srv/docs]
    schedule: 30 23 * * *
    exclude: ['*.tmp', cache/]
`;

const setting = (job: ShownJob, key: string): unknown[] => job.settings.filter((one) => one.key === key).map(({ value, from }) => [value, from])[0] ?? [];

beforeAll(async () => {
  await cluster.startServer();
  await cluster.ok(['office', 'create', 'lyon']);
  const { token } = await cluster.json<{ token: string }>(['agent', 'token', '--office', 'lyon']);
  const enrolled = await runProgram(PROGRAMS.agent, ['enrol', '--data-dir', path.join(dir, 'agent'), '--token', token, '--name', 'one']);
  expect(enrolled.code).toBe(0);
}, 60_000);

afterAll(async () => {
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
});

it('a file makes what it says once; job show tells where each value comes from', async () => {
  writeFileSync(file, WANTED);
  expect(await cluster.ok(['apply', '-f', file, '--dry-run'])).toMatch(/create\s+job docs[^]*5 to change, 0 unchanged/);
  expect((await cluster.ctl(['job', 'show', 'docs'])).code).toBe(4);
  await cluster.ok(['apply', '-f', file]);
  expect(await cluster.ok(['apply', '-f', file])).toBe('nothing to change: 5 as they should be\n');
  const job = await cluster.json<ShownJob>(['job', 'show', 'docs']);
  expect(job.excludes).toEqual(['*.tmp', 'cache/']);
  expect([setting(job, 'rpo'), setting(job, 'window'), setting(job, 'exclude'), setting(job, 'codec')]).toEqual([[93_600_000, 'all'], [['22:00-06:00'], 'label host=esx1'], [['*.tmp', 'cache/'], 'job'], ['auto', 'default']]);
  expect(job.nextDueAt).toMatch(/T2[12]:30:00/); // half past eleven in Paris
}, 60_000);

it('flags, pause, resume and policies change one thing each; contradictions are refused', async () => {
  await cluster.ok(['job', 'update', 'docs', '--rate-limit', '2MiB/s', '--unset', 'exclude']);
  await cluster.ok(['job', 'pause', 'docs']);
  expect(await cluster.json<ShownJob>(['job', 'show', 'docs'])).toMatchObject({ paused: true, nextDueAt: null, excludes: [] });
  await cluster.ok(['job', 'resume', 'docs']);
  const clash = await cluster.ctl(['policy', 'set', 'agent', 'one', 'window=08:00-10:00']);
  expect([clash.code, clash.stderr]).toEqual([2, expect.stringContaining('(schedule from job, window from agent one')]);
  await cluster.ok(['policy', 'set', 'agent', 'one', 'window=20:00-24:00', 'exclude=*.iso', 'exclude=*.bak']);
  await cluster.ok(['policy', 'set', 'agent', 'one', 'window-']);
  expect(await cluster.json(['policy', 'show', 'agent', 'one'])).toEqual({ scope: 'agent one', exclude: ['*.iso', '*.bak'] });
  await cluster.ok(['policy', 'delete', 'agent', 'one']);
  expect((await cluster.ctl(['policy', 'show', 'agent', 'one'])).code).toBe(4);
}, 60_000);

it('faults of a file are told all at once, with their lines, and nothing is changed', async () => {
  writeFileSync(file, `${WANTED}    retires: 2\n    keepDaily: x\n`);
  const done = await cluster.ctl(['apply', '-f', file]);
  expect(done.code).toBe(2);
  expect(done.stderr).toContain(`${file}:15:5: 'retires' is not known here; did you mean retries?\n${file}:16:5: 'x' is not a whole number\n`);

  writeFileSync(file, WANTED.replace('agent: one', 'agent: two').replace('label host=esx1, window', 'office nowhere, window'));
  const unknown = await cluster.ctl(['apply', '-f', file]);
  expect(unknown.code).toBe(2);
  expect(unknown.stderr).toBe(`${file}:8:5: policy 'office nowhere': there is no office 'nowhere'\n${file}:10:5: job 'docs': there is no agent 'two'\n`);
}, 30_000);

it('a restart forgets nothing', async () => {
  const before = await cluster.ok(['export']);
  await cluster.server?.stop();
  await cluster.startServer();
  expect(await cluster.ok(['export'])).toBe(before);
  expect(readResourceFile(before).faults).toEqual([]);
}, 60_000);

it('what is exported applies as unchanged, whatever is in it', async () => {
  const apply = async (text: string): Promise<string[]> => {
    const { sections, faults } = readResourceFile(text);
    expect(faults).toEqual([]);
    const { changes } = await cluster.admin.call((admin) => admin.apply.bind(admin), { resourcesJson: JSON.stringify(sections) });
    return changes.map(({ action }) => action);
  };
  await fc.assert(
    fc.asyncProperty(ownSettings(), ownSettings(), fc.boolean(), async (policy, job, paused) => {
      const wanted = { agents: [{ name: 'one' }], policies: [{ scope: 'all', ...plainSettings(policy) }], jobs: [{ name: 'docs', agent: 'one', paths: ['/srv/a b', '/# x'], paused, ...plainSettings(job) }] };
      await apply(printResources(wanted));
      const { resourcesJson } = await cluster.admin.call((admin) => admin.export.bind(admin), {});
      expect(new Set(await apply(printResources(JSON.parse(resourcesJson) as Record<string, unknown[]>)))).toEqual(new Set(['unchanged']));
    }),
    { numRuns: 10 },
  );
}, 60_000);

it('a long list reaches a slow reader whole', async () => {
  const jobs = Array.from({ length: 300 }, (_, at) => ({ name: `many-${at}`, agent: 'one', paths: [`/srv/${'x'.repeat(400)}/${at}`] }));
  writeFileSync(file, JSON.stringify({ jobs }));
  await cluster.ok(['apply', '-f', file]);
  const shell = promisify(execFile);
  const { stdout } = await shell('sh', ['-c', '"$0" "$1" --config "$2" job list --json | { sleep 1; cat; }', process.execPath, PROGRAMS.ctl, cluster.config], { maxBuffer: 16 << 20 });
  expect(stdout.length).toBeGreaterThan(128 << 10);
  expect((JSON.parse(stdout) as { name: string }[]).filter(({ name }) => name.startsWith('many-'))).toHaveLength(300);
});
