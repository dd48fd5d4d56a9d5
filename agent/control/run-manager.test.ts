import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { FarvaultError } from '../../shared/errors/errors.js';
import type { AgentMessage } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { StartRun__Output } from '../../shared/rpc/gen/farvault/v1/StartRun.js';
import { systemClock } from '../../shared/time/clock.js';
import { EndedRuns } from './ended-runs.js';
import { RunLogBuffer } from './run-log.js';
import { RunManager, type DueRuns } from './run-manager.js';
import type { Runners, RunReporter, RunResult } from './types.js';

const DONE: RunResult = { state: 'succeeded', error: '', errorCode: '', snapshotId: 's', counters: { filesTotal: 1 }, exitCode: 0 };
const start = (runId: string): StartRun__Output => ({ runId, backup: {} as NonNullable<StartRun__Output['backup']>, what: 'backup' });

const NOT_SCHEDULED: DueRuns = { due: () => null, started: () => undefined, ended: () => Promise.resolve() };

let folder: string;
let sent: AgentMessage[];
const send = (message: AgentMessage): boolean => sent.push(message) > 0;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'fv-runs-'));
  sent = [];
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Going {
  reporter: RunReporter;
  signal: AbortSignal;
  finish(result: RunResult): void;
  fail(error: Error): void;
}

async function manager(): Promise<{ runs: RunManager; going: Going[] }> {
  const going: Going[] = [];
  const take = (_run: unknown, reporter: RunReporter, signal: AbortSignal): Promise<RunResult> =>
    new Promise((finish, fail) => {
      signal.addEventListener('abort', () => fail(new FarvaultError('CANCELLED', 'stopped')));
      going.push({ reporter, signal, finish, fail });
    });
  const runners: Runners = { startBackup: take, startRestore: take };
  return { going, runs: new RunManager({ runners, ended: await EndedRuns.open(path.join(folder, 'runs')), schedule: NOT_SCHEDULED, clock: systemClock, log: () => undefined }) };
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
}

const ends = (): (string | undefined)[] => sent.flatMap((message) => (message.ended ? [`${message.ended.runId} ${message.ended.state}`] : []));

describe('runs on the agent', () => {
  it('are started once, and accepted each time they are sent', async () => {
    const { runs, going } = await manager();
    runs.attach(send);
    runs.start(start('r1'));
    runs.start(start('r1'));
    expect(going).toHaveLength(1);
    expect(sent).toEqual([{ accepted: { runId: 'r1' } }, { accepted: { runId: 'r1' } }]);
    expect(runs.activeRuns()).toEqual(['r1']);
    await runs.stop();
  });

  it('go on while the link is down, and their end outlives the process until it is recorded', async () => {
    const first = await manager();
    first.runs.attach(send);
    first.runs.start(start('r1'));
    first.runs.detach();
    first.going[0].finish(DONE);
    await until(() => readdirSync(path.join(folder, 'runs')).includes('r1.json'));
    expect(ends()).toEqual([]);

    const second = await manager();
    expect(second.runs.activeRuns()).toEqual(['r1']);
    second.runs.attach(send);
    second.runs.start(start('r1'));
    expect(ends()).toEqual(['r1 succeeded', 'r1 succeeded']);
    expect(second.going).toHaveLength(0);
    await second.runs.endRecorded('r1');
    expect((await manager()).runs.activeRuns()).toEqual([]);
    expect(statSync(path.join(folder, 'runs')).mode & 0o777).toBe(0o700);
  });

  it('tell failures by their code, cancelled ones as cancelled', async () => {
    const { runs, going } = await manager();
    runs.attach(send);
    runs.start(start('r1'));
    runs.start(start('r2'));
    going[0].fail(new FarvaultError('NO_SPACE', 'full'));
    runs.cancel('r2');
    await until(() => ends().length === 2);
    expect(ends().sort()).toEqual(['r1 failed', 'r2 cancelled']);
    expect(sent.find((message) => message.ended?.runId === 'r1')?.ended).toMatchObject({ errorCode: 'NO_SPACE', error: 'full', exitCode: 1 });
  });

  it('that are stopped with the agent are not told as ended: the server starts them again', async () => {
    const { runs } = await manager();
    runs.attach(send);
    runs.start(start('r1'));
    await runs.stop();
    expect(ends()).toEqual([]);
    expect((await manager()).runs.activeRuns()).toEqual([]);
  });

  it('send their log before their end, and from the first line on after a lost link', async () => {
    const { runs, going } = await manager();
    runs.attach(send);
    runs.start(start('r1'));
    going[0].reporter.log('info', 'one');
    runs.report();
    runs.detach();
    going[0].reporter.log('warn', 'two', Buffer.from('/x'));
    runs.attach(send);
    going[0].finish(DONE);
    await until(() => ends().length === 1);
    const lines = sent.map((message) => message.log?.lines?.map((line) => line.number) ?? (message.ended ? 'end' : null)).filter((item) => item !== null);
    expect(lines).toEqual([[1], [1, 2], 'end']);
  });
});

describe('a run’s log', () => {
  it('is sent in bounded batches, and forgets the oldest lines beyond its bound', () => {
    const log = new RunLogBuffer();
    for (let line = 0; line < 30_000; line++) log.add(0, 'info', 'x'.repeat(100));
    let lines = 0;
    let first = 0;
    for (let batch = log.nextBatch(); batch.length > 0; batch = log.nextBatch()) {
      expect(batch.length).toBeLessThanOrEqual(500);
      first ||= Number(batch[0].number);
      lines += batch.length;
    }
    expect(lines).toBeLessThanOrEqual(25_000);
    expect(first + lines - 1).toBe(30_000);
  });
});

describe('runs that are held back', () => {
  it('start when they are released, but for those that were cancelled, or that the server will send again', async () => {
    const { runs, going } = await manager();
    runs.attach(send);
    runs.hold();
    for (const id of ['r1', 'r2', 'r1']) runs.start(start(id));
    runs.cancel('r2');
    expect([going.length, sent, runs.activeRuns(), runs.isBusy]).toEqual([0, [], [], false]);
    runs.release();
    expect([going.length, sent, runs.isBusy]).toEqual([1, [{ accepted: { runId: 'r1' } }], true]);
    runs.hold();
    runs.start(start('r3'));
    runs.detach();
    runs.release();
    expect(going).toHaveLength(1);
  });

  it('are no reason to wait while they pause', async () => {
    const { runs, going } = await manager();
    runs.start(start('r1'));
    going[0].reporter.progress({}, null, 'paused');
    expect(runs.isBusy).toBe(false);
    going[0].reporter.progress({}, null, 'scanning');
    expect(runs.isBusy).toBe(true);
  });
});
