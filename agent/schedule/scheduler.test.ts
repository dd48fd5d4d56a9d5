import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AgentMessage } from '../../shared/rpc/gen/farvault/v1/AgentMessage.js';
import type { DesiredState__Output } from '../../shared/rpc/gen/farvault/v1/DesiredState.js';
import type { RunEnded } from '../../shared/rpc/gen/farvault/v1/RunEnded.js';
import { compileSchedule, scheduledRunId } from '../../shared/schedule/index.js';
import type { Settings } from '../../shared/settings/index.js';
import { EndedRuns } from '../control/ended-runs.js';
import { RunManager } from '../control/run-manager.js';
import type { RunResult, Runners } from '../control/types.js';
import { Scheduler } from './scheduler.js';
import { TestClock } from './testing/test-clock.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const START = Date.UTC(2026, 0, 5, 12, 30);
const id = (hour: number, attempt = 1, job = 'j1'): string => scheduledRunId(job, START + (hour - 0.5) * HOUR, attempt);

let folder: string;
let clock: TestClock;
let said: string[];
let hooks: Set<string>;

function state(generation: number, settings: Partial<Settings> = {}, more: Partial<DesiredState__Output['jobs'][number]> = {}): DesiredState__Output {
  return { update: null, generation, hash: `h${generation}`, jobs: [{ jobId: 'j1', jobName: 'docs', settingsJson: JSON.stringify({ schedule: ['every 1h'], timezone: 'UTC', jitter: 0, ...settings }), paused: false, sinceMs: START, ...more }] };
}

/** An agent's process: scheduler and runs over one state directory. */
class Process {
  readonly sent: AgentMessage[] = [];
  readonly stop = new AbortController();
  result: Partial<RunResult> = {};

  private constructor(
    readonly scheduler: Scheduler,
    readonly runs: RunManager,
    readonly going: ((result: RunResult) => void)[],
  ) {
    void scheduler.run(this.stop.signal);
  }

  static async start(): Promise<Process> {
    const going: ((result: RunResult) => void)[] = [];
    const take = (): Promise<RunResult> => new Promise((resolve) => going.push(resolve));
    const runners: Runners = { startBackup: take, startRestore: take };
    const ended = await EndedRuns.open(path.join(folder, 'runs'));
    const log = (_level: string, message: string): void => void said.push(message);
    const runs = new RunManager({ runners, ended, clock, log, schedule: { due: (run) => scheduler.due(run), started: (run) => scheduler.started(run), ended: (end) => scheduler.ended(end) } });
    const scheduler = await Scheduler.open(
      {
        folder: path.join(folder, 'schedule'),
        agentId: 'me',
        clock,
        log,
        compile: compileSchedule,
        runIdOf: scheduledRunId,
        hooks: () => Promise.resolve(hooks),
        isLive: (run) => runs.isLive(run),
        giveUp: (end) => runs.neverStarted(end),
        onUpdate: () => undefined,
      },
      ended.list(),
    );
    return new Process(scheduler, runs, going);
  }

  connect(): void {
    const send = (message: AgentMessage): boolean => this.sent.push(message) > 0;
    this.runs.attach(send);
    this.scheduler.attach(send);
  }

  disconnect(): void {
    this.runs.detach();
    this.scheduler.detach();
  }

  /** As `kill -9` would: nothing is told, nothing is stopped in order. */
  kill(): void {
    this.disconnect();
    this.stop.abort();
  }

  start(runId: string): void {
    this.runs.start({ runId, backup: {} as never, what: 'backup' });
  }

  async pass(ms: number): Promise<void> {
    await clock.pass(ms, () => clock.sleeping < 1);
    await new Promise((resolve) => setTimeout(resolve, 20)); // What is being written gets room,
    await this.scheduler['marks'].save().catch(() => undefined); // and the marks are on disk, however busy that is: saves stand in line.
    await clock.pass(0, () => clock.sleeping < 1);
  }

  asked(): string[] {
    return this.sent.flatMap((message) => (message.due ? [`${message.due.runId} ${message.due.reason} ${message.due.attempt}`] : []));
  }

  ends(): RunEnded[] {
    return this.sent.flatMap((message) => message.ended ?? []);
  }
}

let open: Process[] = [];
async function start(): Promise<Process> {
  const process = await Process.start();
  open.push(process);
  return process;
}

beforeEach(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'fv-scheduler-'));
  clock = new TestClock(START);
  said = [];
  hooks = new Set();
  open = [];
});
afterEach(async () => {
  for (const process of open) process.kill();
  await new Promise((resolve) => setTimeout(resolve, 20));
  rmSync(folder, { recursive: true, force: true });
});

const DONE: RunResult = { state: 'succeeded', error: '', errorCode: '', snapshotId: 's', counters: {}, exitCode: 0 };

describe('a desired state', () => {
  it('is kept, worked by, and told as applied; the next process goes on with it without a line', async () => {
    const first = await start();
    first.connect();
    await first.scheduler.take(state(7));
    expect(first.sent.filter((message) => message.applied)).toEqual([{ applied: { generation: 7, faults: [] } }]);
    first.kill();
    const second = await start();
    expect([second.scheduler.generation, second.scheduler.stateHash]).toEqual([7, 'h7']);
    await second.pass(HOUR);
    second.connect();
    await second.pass(0);
    expect(second.asked()).toEqual([`${id(1)} schedule 1`]);
  });

  it('of an older generation is not taken', async () => {
    const process = await start();
    process.connect();
    await process.scheduler.take(state(7));
    await process.scheduler.take(state(6, { schedule: [] }));
    await process.pass(HOUR);
    expect(process.scheduler.generation).toBe(7);
    expect(process.asked()).toHaveLength(1);
  });

  it('names what this machine cannot do', async () => {
    const process = await start();
    process.connect();
    await process.scheduler.take(state(1, { hookBefore: ['freeze'], schedule: ['every 1h'] }));
    await process.scheduler.take(state(2, { schedule: ['61 * * * *'] }));
    hooks.add('freeze');
    await process.scheduler.take(state(3, { hookBefore: ['freeze'] }));
    const faults = process.sent.flatMap((message) => (message.applied ? [message.applied.faults?.map(({ reason }) => reason).join() ?? ''] : []));
    expect(faults[0]).toContain("no hook 'freeze'");
    expect(faults[1]).toContain('61 * * * *');
    expect(faults[2]).toBe('');
  });

  it('damaged on disk is none, and that is said', async () => {
    const first = await start();
    await first.scheduler.take(state(7));
    first.kill();
    const file = path.join(folder, 'schedule', 'desired.json');
    writeFileSync(file, readFileSync(file, 'utf8').replace('docs', 'dogs'));
    const second = await start();
    expect(second.scheduler.generation).toBe(0);
    expect(said.join()).toContain('not used');
  });

  it('with other times, by a label for one, makes up for none of before; what was due by the old ones still waits', async () => {
    const process = await start();
    process.connect();
    await process.scheduler.take(state(1, { schedule: [] }));
    await process.pass(2 * HOUR); // 14:30
    await process.scheduler.take(state(2, { schedule: ['0 13 * * *'] }));
    await process.pass(HOUR);
    expect(process.asked()).toEqual([]);
    await process.scheduler.take(state(3, { schedule: ['0 14,16 * * *'] }));
    await process.pass(HOUR);
    expect(process.asked()).toEqual([`${id(4)} schedule 1`]);
    await process.scheduler.take(state(4, { schedule: ['15 * * * *'] }));
    await process.pass(MINUTE);
    expect(process.asked()).toHaveLength(1);
  });

  it('without the job, or with it paused, drops the run that waited', async () => {
    const process = await start();
    await process.scheduler.take(state(1));
    await process.pass(HOUR);
    await process.scheduler.take(state(2, {}, { paused: true }));
    await process.pass(0);
    process.connect();
    await process.pass(5 * HOUR);
    expect(process.asked()).toEqual([]);
    await process.scheduler.take({ update: null, generation: 3, hash: '', jobs: [] });
    await process.pass(5 * HOUR);
    expect(process.asked()).toEqual([]);
  });
});

describe('a due run', () => {
  it('is on disk before it is asked for, and asked for again at each connection until it ends', async () => {
    const first = await start();
    await first.scheduler.take(state(1));
    await first.pass(HOUR);
    first.kill();
    const second = await start();
    second.connect();
    await second.pass(0);
    second.disconnect();
    second.connect();
    await second.pass(0);
    expect(second.asked()).toEqual([`${id(1)} schedule 1`, `${id(1)} schedule 1`]);
    second.start(id(1));
    second.going[0](DONE);
    await second.pass(MINUTE);
    for (let looked = 0; looked < 250 && second.ends().length === 0; looked++) await new Promise((resolve) => setTimeout(resolve, 20)); // A busy disk.
    expect(second.ends()).toMatchObject([{ runId: id(1), state: 'succeeded', jobId: 'j1', dueMs: START + HOUR / 2, attempt: 1, reason: 'schedule' }]);
    await second.runs.endRecorded(id(1));
    second.disconnect();
    second.connect();
    await second.pass(0);
    expect(second.asked()).toHaveLength(2);
  });

  it('that was going on when the process was killed is asked for again, and is the same run', async () => {
    const first = await start();
    first.connect();
    await first.scheduler.take(state(1));
    await first.pass(HOUR);
    first.start(id(1));
    await first.pass(MINUTE);
    first.kill();
    const second = await start();
    await second.pass(2 * HOUR);
    second.connect();
    await second.pass(0);
    expect(second.ends()).toEqual([]);
    expect(second.asked()).toEqual([`${id(1)} schedule 1`]);
  });

  it('that the server does not want is not asked for again', async () => {
    const process = await start();
    process.connect();
    await process.scheduler.take(state(1));
    await process.pass(HOUR);
    await process.scheduler.settled(id(1), 'the server does not take it');
    process.disconnect();
    process.connect();
    await process.pass(MINUTE);
    expect(process.asked()).toHaveLength(1);
    await process.pass(HOUR);
    expect(process.asked()[1]).toBe(`${id(2)} schedule 1`);
  });

  it('that could not be asked for in time ends as unavailable; ends outlive the process and are told in order, then the run that waits', async () => {
    const first = await start();
    await first.scheduler.take(state(1));
    await first.pass(2 * HOUR);
    first.kill();
    const second = await start();
    await second.pass(2 * HOUR);
    second.connect();
    await second.pass(0);
    expect(second.ends().map(({ runId, errorCode }) => `${runId} ${errorCode}`)).toEqual([1, 2, 3].map((hour) => `${id(hour)} UNAVAILABLE`));
    expect(second.ends()[0].log?.map(({ message }) => message).join()).toContain('no line');
    expect(second.asked()).toEqual([`${id(4)} schedule 1`]);
    const order = second.sent.map((message) => (message.ended ? 'end' : message.due ? 'due' : '')).filter((what) => what !== '');
    expect(order).toEqual(['end', 'end', 'end', 'due']);
  });

  it('is asked for again now and then, on one line: the server may not have been able to take it', async () => {
    const process = await start();
    process.connect();
    await process.scheduler.take(state(1, { schedule: ['0 13 * * *'] }));
    await process.pass(2.6 * HOUR);
    expect(process.asked()).toHaveLength(3);
    expect(new Set(process.asked())).toEqual(new Set([`${id(1)} schedule 1`]));
    process.start(id(1));
    await process.pass(2 * HOUR);
    expect(process.asked()).toHaveLength(3);
  });

  it('of many that are given up at once none is started while the ends of others are written', async () => {
    const process = await start();
    const jobs = ['j1', 'j2', 'j3'].map((jobId) => ({ ...state(1).jobs[0], jobId, jobName: jobId }));
    await process.scheduler.take({ update: null, generation: 1, hash: '', jobs });
    await process.pass(HOUR);
    const late = clock.pass(HOUR, () => clock.sleeping < 1); // The next due time comes: all three end.
    while (process.runs.activeRuns().length === 0) await new Promise((resolve) => setImmediate(resolve));
    process.connect();
    for (const job of ['j1', 'j2', 'j3']) process.start(id(1, 1, job));
    await late;
    await process.pass(0);
    expect(process.going).toHaveLength(0);
    expect(new Set(process.ends().map(({ runId }) => runId))).toEqual(new Set(['j1', 'j2', 'j3'].map((job) => id(1, 1, job))));
  });

  it('that was given up is not tried again, though the process was killed before its mark was written', async () => {
    const first = await start();
    await first.scheduler.take(state(1, { schedule: ['0 13 * * *'], window: ['13:00-14:00', '15:00-16:00'], retries: 3 }));
    await first.pass(HOUR);
    const marks = readFileSync(path.join(folder, 'schedule', 'marks.json'));
    await first.pass(HOUR);
    first.kill();
    writeFileSync(path.join(folder, 'schedule', 'marks.json'), marks);
    const second = await start();
    second.connect();
    await second.pass(3 * HOUR);
    expect(second.ends().map(({ runId }) => runId)).toEqual([id(1)]);
    expect(second.asked().filter((one) => one.includes('retry'))).toEqual([]);
  });

  it('that failed is tried again, with a number, also over a restart', async () => {
    const first = await start();
    first.connect();
    await first.scheduler.take(state(1, { retries: 2, retryAfter: 10 * MINUTE }));
    await first.pass(HOUR);
    first.start(id(1));
    first.going[0]({ ...DONE, state: 'failed', errorCode: 'IO' });
    await first.pass(MINUTE);
    first.kill();
    const second = await start();
    second.connect();
    await second.pass(10 * MINUTE);
    expect(second.asked()).toEqual([`${id(1, 2)} retry 2`]);
  });

  it('is asked for though the disk takes no marks', async () => {
    const process = await start();
    process.connect();
    await process.scheduler.take(state(1));
    rmSync(path.join(folder, 'schedule'), { recursive: true });
    writeFileSync(path.join(folder, 'schedule'), 'in the way');
    await process.pass(HOUR);
    expect(process.asked()).toHaveLength(1);
    expect(said.join()).toContain('could not be written');
  });
});

describe('a clock that is set', () => {
  it('is noticed, told, and neither stops the schedule nor runs it many times', async () => {
    const process = await start();
    process.connect();
    await process.scheduler.take(state(1));
    const finish = async (): Promise<void> => {
      const last = process.asked().at(-1)?.slice(0, 16) ?? '';
      process.start(last);
      process.going.at(-1)?.(DONE);
      await process.pass(MINUTE);
    };
    await process.pass(HOUR);
    await finish();
    clock.set(3652 * 24 * HOUR);
    await process.pass(MINUTE);
    expect(process.asked()).toHaveLength(2);
    await finish();
    clock.set(-3652 * 24 * HOUR);
    await process.pass(HOUR);
    expect(process.asked()).toHaveLength(3);
    expect(process.scheduler.warnings().join()).toContain('went back by 3652 days');
  });

  it('back on one line: a due time that comes again is asked for again, for the server to say that it has run', async () => {
    const process = await start();
    process.connect();
    await process.scheduler.take(state(1));
    await process.pass(HOUR);
    process.start(id(1));
    process.going[0](DONE);
    await process.pass(MINUTE);
    await process.runs.endRecorded(id(1));
    clock.set(-HOUR);
    await process.pass(HOUR);
    expect(process.asked()).toEqual([`${id(1)} schedule 1`, `${id(1)} schedule 1`]);
    await process.scheduler.settled(id(1), 'the server has recorded its end');
    await process.pass(HOUR);
    expect(process.asked().at(-1)).toBe(`${id(2)} schedule 1`);
  });
});

it('ends that nobody hears of are bounded, the oldest make room, and that is counted', async () => {
  mkdirSync(path.join(folder, 'runs'));
  for (let number = 0; number < 1_000; number++) writeFileSync(path.join(folder, 'runs', `run-${number}.json`), JSON.stringify({ order: number, ended: { runId: `run-${number}` }, lines: [] }));
  const runs = await EndedRuns.open(path.join(folder, 'runs'));
  for (let number = 1_000; number < 1_003; number++) await runs.add(`run-${number}`, { runId: `run-${number}`, state: 'failed' });
  expect(runs.list()).toHaveLength(1_000);
  expect(runs.dropped).toBe(3);
  writeFileSync(path.join(folder, 'runs', 'run-500.json'), '{');
  const again = await EndedRuns.open(path.join(folder, 'runs'), (message) => said.push(message));
  expect(again.list().map(({ runId }) => runId).slice(0, 2)).toEqual(['run-3', 'run-4']);
  expect(again.list()).toHaveLength(999);
  expect(said).toHaveLength(1);
  expect(readdirSync(path.join(folder, 'runs'))).toHaveLength(1_000);
});
