// A run that outlives its window against the real server: the agent's own runner in this process, with a wall clock that the test sets.
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readIdentity } from '../../agent/agent-files.js';
import { backupSpec } from '../../agent/backup/testing/run.js';
import { createBackupRunner } from '../../agent/control/backup-runner.js';
import type { RunResult } from '../../agent/control/types.js';
import { HookMarks } from '../../agent/hooks/hook-marks.js';
import { Hooks } from '../../agent/hooks/hooks.js';
import { openConnection, type Connection } from '../../shared/rpc/client.js';
import { systemClock } from '../../shared/time/clock.js';
import { Cluster } from '../support/cluster.js';

const HOUR = 3_600_000;
const NIGHT = Date.UTC(2026, 5, 1, 23);
const FILES = 1_500;
const FILE_BYTES = 16_000;

const dir = mkdtempSync(path.join(os.tmpdir(), 'fv-window-'));
const cluster = new Cluster(path.join(dir, 'farvault'));
const tree = path.join(dir, 'tree');
let connection: Connection;
let jobId: string;
let agentId: string;
let wall = NIGHT;
const clock = { ...systemClock, now: () => wall, sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms >= 1_000 ? 10 : ms, signal) };

beforeAll(async () => {
  mkdirSync(tree);
  for (let i = 0; i < FILES; i++) writeFileSync(path.join(tree, `file-with-a-name-as-long-as-people-like-them-${i}`), randomBytes(FILE_BYTES));
  await cluster.startServer();
  const agent = await cluster.addAgent('a', 'lyon');
  await agent.daemon!.stop();
  const identity = (await readIdentity(agent.dataDir))!;
  agentId = identity.agentId;
  connection = openConnection(cluster.address, identity);
  ({ id: jobId } = await cluster.admin.call((admin) => admin.createJob.bind(admin), { job: { name: 'night', agent: 'a', paths: [tree], settingsJson: '{"snapshot": "none"}' } }));
});

afterAll(async () => {
  connection?.close();
  await cluster.stop();
  rmSync(dir, { recursive: true, force: true });
});

it('is paused and goes on in the next window; the snapshot is whole, and nothing acknowledged is sent twice', async () => {
  const { id: runId } = await cluster.admin.startJob('night');
  let phase = '';
  const start = createBackupRunner({
    openBackup: () => connection.data.backup(),
    openRead: () => connection.data.read(),
    clock,
    random: Math.random,
    cacheDir: path.join(dir, 'cache'),
    never: [],
    agentId,
    hooks: new Hooks({ clock, programs: () => Promise.resolve({}), marks: new HookMarks(path.join(dir, 'marks')), log: { info: () => undefined, warn: () => undefined, error: () => undefined } }),
  });
  const settingsJson = JSON.stringify({ timezone: 'UTC', window: ['22:00-06:00'], overrun: 'pause', rateLimit: ['20MiB/s'] });
  const run: Promise<RunResult> = start(
    { runId, spec: backupSpec([tree], { jobId, jobName: 'night', scheduled: true, settingsJson }) },
    {
      log: () => undefined,
      progress: (counters, _path, now) => {
        phase = now;
        if (now === 'transferring' && wall === NIGHT && Number(counters.chunksSent) > 400) wall = NIGHT + 9 * HOUR;
      },
    },
    new AbortController().signal,
  );
  await expect.poll(() => phase, { timeout: 60_000 }).toBe('paused');
  await systemClock.sleep(200);
  wall = NIGHT + 24 * HOUR;
  const result = await run;
  expect(result.state, result.error).toBe('succeeded');
  expect(Number(result.counters.bytesUnique)).toBeLessThan(FILES * FILE_BYTES + (10 << 20));
  expect(Number(result.counters.msPaused)).toBeGreaterThanOrEqual(200);
  const out = path.join(dir, 'out');
  await cluster.ok(['restore', result.snapshotId, '--output', out]);
  const name = 'file-with-a-name-as-long-as-people-like-them-1234';
  expect(readFileSync(path.join(out, tree, name)).equals(readFileSync(path.join(tree, name)))).toBe(true);
  expect(Number(result.counters.filesTotal)).toBe(FILES);
}, 120_000);
