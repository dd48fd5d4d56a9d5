// Runs as the server orders them, against an in-memory server over real gRPC: windows, rates, hooks. The wall clock is the test's.
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BackupSpec__Output } from '../../shared/rpc/gen/farvault/v1/BackupSpec.js';
import type { DataClient } from '../../shared/rpc/gen/farvault/v1/Data.js';
import type { OwnSettings } from '../../shared/settings/index.js';
import { systemClock } from '../../shared/time/clock.js';
import { FakeServer } from '../backup/testing/fake-server.js';
import { backupDeps, backupSpec } from '../backup/testing/run.js';
import { HookMarks } from '../hooks/hook-marks.js';
import { Hooks } from '../hooks/hooks.js';
import { createBackupRunner } from './backup-runner.js';
import type { RunReporter, RunResult } from './types.js';
import { BackupWindow } from './window.js';

const HOUR = 3_600_000;
/** Monday. */
const DAY = Date.UTC(2026, 5, 1);
const NIGHT = ['22:00-06:00'];

let base: string;
let server: FakeServer;
let client: DataClient;
let wall: number;
let phases: string[];
let logged: string[];

const clock = { ...systemClock, now: () => wall, sleep: (ms: number, signal?: AbortSignal) => systemClock.sleep(ms >= 1_000 ? 10 : ms, signal) };

beforeEach(async () => {
  base = mkdtempSync(path.join(os.tmpdir(), 'runner-'));
  mkdirSync(path.join(base, 'tree'));
  server = new FakeServer({ storeMs: 5 });
  client = await server.start();
  wall = DAY + 23 * HOUR;
  phases = [];
  logged = [];
});

afterEach(() => {
  server.stop();
  rmSync(base, { recursive: true, force: true });
});

function plant(files: number, bytes: number): void {
  for (let i = 0; i < files; i++) writeFileSync(path.join(base, 'tree', `file-with-a-name-as-long-as-people-like-them-${String(i).padStart(4, '0')}`), randomBytes(bytes));
}

function order(runId: string, settings: OwnSettings, more: Partial<BackupSpec__Output> = {}, signal = new AbortController().signal): Promise<RunResult> {
  const note = (_: object, message?: string): void => void logged.push(message ?? '');
  const start = createBackupRunner({
    ...backupDeps(client, path.join(base, 'cache'), { clock }),
    agentId: 'agent',
    hooks: new Hooks({
      clock: systemClock,
      programs: () => Promise.resolve({ note: { command: [path.join(base, 'note')] } }),
      marks: new HookMarks(path.join(base, 'marks')),
      log: { info: note, warn: note, error: note } as never,
    }),
  });
  const reporter: RunReporter = {
    progress: (_counters, _path, phase) => {
      if (phases.at(-1) !== phase) phases.push(phase);
    },
    log: (level, message) => void logged.push(`${level}: ${message}`),
  };
  const parent = [...server.snapshots].at(-1);
  const spec = backupSpec([path.join(base, 'tree')], { scheduled: true, settingsJson: JSON.stringify({ timezone: 'UTC', ...settings }), ...(parent === undefined ? {} : { parentSnapshotId: parent[0], parentRootId: parent[1].rootId }), ...more });
  return start({ runId, spec }, reporter, signal);
}

/** The window closes when a part of the manifest is settled. Looked at by itself: on a busy machine the run tells of its progress too seldom for that. */
function closeMidway(): void {
  const looking = setInterval(() => {
    const settled = statSync(path.join(base, 'cache', 'job', 'run-r1', 'settled'), { throwIfNoEntry: false });
    if ((settled?.size ?? 0) === 0) return;
    wall = DAY + 31 * HOUR;
    clearInterval(looking);
  }, 5);
}

describe('a run that outlives its window', () => {
  it('goes on when its settings say so, or when somebody ordered it by hand', async () => {
    plant(4, 100_000);
    wall = DAY + 12 * HOUR;
    expect(await order('r1', { window: NIGHT, overrun: 'finish' })).toMatchObject({ state: 'succeeded' });
    expect(await order('r2', { window: NIGHT, overrun: 'stop' }, { scheduled: false })).toMatchObject({ state: 'succeeded' });
    expect(phases).not.toContain('paused');
  });

  it('stops in order, and the next one neither reads nor sends again what was settled', async () => {
    plant(2_400, 16_000);
    closeMidway();
    const first = await order('r1', { window: NIGHT, overrun: 'stop', rateLimit: ['12MiB/s'] });
    expect(first).toMatchObject({ state: 'cancelled', errorCode: 'WINDOW', snapshotId: '' });
    expect(server.snapshots.size).toBe(0);
    const sentBefore = server.payloadBytes;
    expect(sentBefore).toBeGreaterThan(5_000_000);
    wall = DAY + 47 * HOUR;
    const second = await order('r2', { window: NIGHT, overrun: 'stop' });
    expect(second).toMatchObject({ state: 'succeeded' });
    expect(Number(second.counters.bytesRead)).toBeLessThan(2_400 * 16_000);
    // What was under way at the cut is sent again: at most the window of unacknowledged bytes.
    expect(server.payloadBytes).toBeLessThan(2_400 * 16_000 + (9 << 20));
    expect(readdirSync(path.join(base, 'cache', 'job')).length).toBe(1);
  });

  it('that begins outside of it stops at once, or waits, with nothing read', async () => {
    plant(1, 1_000);
    wall = DAY + 12 * HOUR;
    expect(await order('r1', { window: NIGHT, overrun: 'stop' })).toMatchObject({ state: 'cancelled', errorCode: 'WINDOW', counters: { bytesRead: 0 } });
    const run = order('r2', { window: NIGHT, overrun: 'pause' });
    await expect.poll(() => phases.at(-1)).toBe('paused');
    expect(server.streams).toBe(0);
    wall = DAY + 22 * HOUR;
    expect(await run).toMatchObject({ state: 'succeeded' });
    expect(server.streams).toBe(1);
  });

  it('pauses: the stream is closed and hooks let go; in the next window it goes on from what was settled, as one run', async () => {
    writeFileSync(path.join(base, 'note'), `#!/bin/sh\necho $FARVAULT_PHASE $FARVAULT_STATE >> ${base}/order\n`);
    chmodSync(path.join(base, 'note'), 0o755);
    plant(2_400, 16_000);
    closeMidway();
    const run = order('r1', { window: NIGHT, overrun: 'pause', rateLimit: ['12MiB/s'], hookBefore: ['note'], hookAfter: ['note'] });
    await expect.poll(() => phases.at(-1), { timeout: 30_000 }).toBe('paused');
    expect(readFileSync(path.join(base, 'order'), 'utf8')).toBe('before starting\nafter cancelled\n');
    expect(readdirSync(path.join(base, 'marks'))).toEqual([]);
    expect(server.snapshots.size).toBe(0);
    const pausedMs = 300;
    await systemClock.sleep(pausedMs);
    wall = DAY + 46 * HOUR;
    const result = await run;
    expect(result).toMatchObject({ state: 'succeeded', counters: { filesTotal: 2_400, filesNew: 2_400, filesUnchanged: 0 } });
    expect(server.streams).toBe(2);
    expect(Number(result.counters.msPaused)).toBeGreaterThanOrEqual(pausedMs);
    // Of both attempts; what was under way at the cut was perhaps stored, and never acknowledged.
    expect(Number(result.counters.bytesUnique)).toBeGreaterThan(2_400 * 16_000 - (9 << 20));
    expect(readFileSync(path.join(base, 'order'), 'utf8')).toMatch(/before starting\nafter succeeded\n$/);
    expect(phases.filter((phase) => phase === 'paused')).toHaveLength(1);
    expect(logged.some((line) => line.includes(new Date(DAY + 46 * HOUR).toISOString()))).toBe(true);
  });

  it('is cancelled while it is paused', async () => {
    plant(1, 1_000);
    wall = DAY + 12 * HOUR;
    const cancel = new AbortController();
    const run = order('r1', { window: NIGHT, overrun: 'pause' }, {}, cancel.signal);
    await expect.poll(() => phases.at(-1)).toBe('paused');
    cancel.abort(new Error('cancelled by an administrator'));
    await expect(run).rejects.toThrow('cancelled by an administrator');
  });

  it('is let commit when the window closes just then', async () => {
    const window = new BackupWindow(() => ({ open: wall < DAY + 30 * HOUR, changesMs: null }), clock);
    const guard = window.guard();
    guard.hold(true);
    wall = DAY + 31 * HOUR;
    await systemClock.sleep(50);
    expect(guard.signal.aborted).toBe(false);
    guard.hold(false);
    await expect.poll(() => guard.signal.aborted).toBe(true);
    guard.end();
  });
});

describe('settings that make no sense', () => {
  it('fail the run before anything is read; those that merely contradict each other keep no backup from being made', async () => {
    plant(1, 1_000);
    wall = DAY + 12 * HOUR;
    await expect(order('r1', { rateLimit: ['fast'] })).rejects.toMatchObject({ code: 'INVALID' });
    await expect(order('r2', { hookBefore: ['unknown'] })).rejects.toMatchObject({ code: 'HOOK' });
    expect(server.streams).toBe(0);
    expect(await order('r3', { schedule: ['0 12 * * *'], window: NIGHT, overrun: 'stop' })).toMatchObject({ state: 'succeeded' });
    expect(logged.join()).toContain('the backup window is not kept');
  });
});
