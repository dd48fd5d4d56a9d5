// Copies by schedule, with a process that only says how it went.
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FarvaultError } from '../../shared/errors/errors.js';
import { realFs } from '../../shared/fs/real-fs.js';
import { systemClock, type Clock } from '../../shared/time/clock.js';
import type { JournalBody } from '../repository/index.js';
import type { RunRecord, ServerRunContext, ServerRunEnd, ServerRunOrder } from '../runs/index.js';
import { Copies } from './copies.js';
import type { CopyOrder, CopySummary } from './copy-messages.js';
import { writeOutcome } from './outcomes.js';
import { parseRecoveryKey } from './recovery-key.js';
import { CopyState } from './state.js';

const HOUR = 3_600_000;
const NOON = Date.UTC(2026, 0, 5, 12);

let dataDir: string;
let folder: string;
let nowMs: number;
let state: CopyState;
let copies: Copies;
let orders: CopyOrder[];
let ends: ServerRunEnd[];
let summary: () => CopySummary;
let tick: () => Promise<void>;

beforeEach(() => {
  dataDir = fs.mkdtempSync(path.join(os.tmpdir(), 'farvault-copies-'));
  folder = path.join(dataDir, 'disk');
  fs.mkdirSync(folder);
  nowMs = NOON;
  state = new CopyState();
  orders = [];
  ends = [];
  summary = () => ({ position: 7, packBytes: 100, snapshots: 2, lacks: 0, damage: '' });
  let wake: (() => void) | null = null;
  let asleep: () => void = () => undefined;
  const clock: Clock = {
    ...systemClock,
    now: () => nowMs,
    sleep: (_ms, signal) =>
      new Promise((resolve) => {
        wake = resolve;
        signal?.addEventListener('abort', () => resolve());
        asleep();
      }),
  };
  tick = () =>
    new Promise((resolve) => {
      asleep = resolve;
      wake?.();
    });
  let number = 0;
  const start = async (order: ServerRunOrder, work: (context: ServerRunContext) => Promise<ServerRunEnd>): Promise<{ run: RunRecord; ended: Promise<void> }> => {
    ends.push(await work({ id: 'r', signal: new AbortController().signal, log: () => undefined, progress: () => undefined }));
    return { run: { id: 'r', kind: order.kind } as RunRecord, ended: Promise.resolve() };
  };
  copies = new Copies({
    dataDir,
    repositoryId: 'ab'.repeat(16),
    state,
    journal: {
      appendJournal: (body: JournalBody) => {
        const record = { number: ++number, epoch: 1, timeMs: nowMs, body };
        state.apply(record);
        return Promise.resolve(record);
      },
    },
    runs: { start, active: () => [] },
    process: async (order) => {
      orders.push(order);
      if (order.what === 'prepare') return null;
      const done = summary();
      await writeOutcome(dataDir, { folder, good: { timeMs: nowMs, position: done.position, packBytes: done.packBytes, snapshots: done.snapshots, lacks: done.lacks }, triedMs: nowMs, error: done.damage }, realFs);
      return done;
    },
    timezone: 'UTC',
    clock,
    log: () => undefined,
  });
});

afterEach(async () => {
  await copies.stop();
  fs.rmSync(dataDir, { recursive: true });
});

it('makes the folder one for copies when it is set, with a recovery key that is told once, and copies each time it is due', async () => {
  const set = await copies.set({ name: 'usb', folder, schedule: '0 13 * * *', lateAfterMs: 0 }, 'maria');
  expect(orders).toEqual([expect.objectContaining({ what: 'prepare', folder })]);
  expect(set.copy).toMatchObject({ name: 'usb', lateAfterMs: 36 * HOUR, outcome: null, running: '' });
  expect(parseRecoveryKey(set.recoveryKey, 'the answer').public).toHaveLength(32);
  expect((await copies.set({ name: 'usb', folder, schedule: '0 13 * * *', lateAfterMs: 0 }, 'maria')).recoveryKey).toBe('');
  await expect(copies.set({ name: 'other', folder, schedule: '', lateAfterMs: 0 }, 'maria')).rejects.toMatchObject({ code: 'EXISTS' });
  for (const wrong of [{ name: '../x' }, { folder: 'relative' }, { schedule: 'whenever' }, { lateAfterMs: 1 }]) {
    await expect(copies.set({ name: 'usb', folder, schedule: '', lateAfterMs: 0, ...wrong }, 'maria')).rejects.toBeInstanceOf(FarvaultError);
  }

  copies.start();
  await tick();
  expect(ends).toEqual([]);
  nowMs = NOON + HOUR;
  await tick();
  await tick();
  expect(ends).toEqual([expect.objectContaining({ state: 'succeeded' })]);
  // What was damaged is no failure of the copy, and told as damage.
  summary = () => ({ position: 9, packBytes: 100, snapshots: 2, lacks: 1, damage: 'pack 3' });
  nowMs += 24 * HOUR;
  await tick();
  expect(ends[1]).toMatchObject({ state: 'partial', exitCode: 7, error: expect.stringContaining('pack 3') as string });
  expect(await copies.list()).toMatchObject([{ outcome: { good: { position: 9, lacks: 1 } } }]);
  await copies.delete('usb', 'maria');
  nowMs += 24 * HOUR;
  await tick();
  expect(ends).toHaveLength(2);
});
