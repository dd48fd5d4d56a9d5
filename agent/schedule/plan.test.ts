import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileSchedule, scheduledRunId } from '../../shared/schedule/index.js';
import { DEFAULTS, type Settings } from '../../shared/settings/index.js';
import { planJob, retryAfter, type Decision } from './plan.js';
import type { JobMark, ScheduledJob } from './types.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const START = Date.UTC(2026, 0, 5, 12);
const YEARS = 3652 * DAY;
const iso = (ms: number): string => new Date(ms).toISOString();

function jobWith(settings: Partial<Settings>, sinceMs = START): ScheduledJob {
  const all: Settings = { ...DEFAULTS, timezone: 'UTC', jitter: 0, ...settings };
  return { id: 'job', name: 'docs', paused: false, sinceMs, settings: all, schedule: compileSchedule(all, 'job') };
}

/** One job on one machine: time goes on when told, and the server starts what is asked for as soon as it hears of it. */
class Machine {
  mark: JobMark | undefined;
  nowMs = START;
  connected = true;
  /** How long a run takes; null: the server starts none, they wait for their turn. */
  runMs: number | null = MINUTE;
  outcome = { state: 'succeeded', errorCode: '' };
  endsMs: number | null = null;
  readonly started: string[] = [];
  readonly givenUp: string[] = [];
  readonly notes: string[] = [];

  constructor(public job: ScheduledJob) {
    this.look();
  }

  look(): Decision {
    const decision = planJob(this.job, this.mark, { nowMs: this.nowMs, connected: this.connected, live: this.endsMs !== null, runIdOf: (dueMs, attempt) => scheduledRunId('job', dueMs, attempt) });
    this.mark = decision.mark;
    this.notes.push(...decision.notes);
    for (const { run, why } of decision.givenUp) this.givenUp.push(`${iso(run.dueMs)} ${why}`);
    const { run } = this.mark;
    if (run !== null && !run.started && this.connected && this.runMs !== null) {
      run.started = true;
      this.mark.handledMs = Math.max(this.mark.handledMs, this.job.schedule?.latest(this.mark.handledMs, this.nowMs) ?? 0);
      this.started.push(`${iso(run.dueMs)} ${run.reason}${run.attempt > 1 ? ` ${run.attempt}` : ''}`);
      this.endsMs = this.nowMs + this.runMs;
    }
    return decision;
  }

  /** Awake all the time: wakes when it said it would. */
  pass(ms: number): void {
    const until = this.nowMs + ms;
    for (;;) {
      const { wakeMs } = this.look();
      const next = Math.min(until, wakeMs ?? Infinity, this.endsMs ?? Infinity);
      this.nowMs = Math.max(next, this.nowMs);
      if (this.endsMs !== null && this.endsMs <= this.nowMs && this.mark !== undefined && this.mark.run !== null) {
        const retry = retryAfter(this.mark.run, this.outcome, this.job.settings, this.nowMs);
        this.mark = { ...this.mark, run: null, retry };
        this.endsMs = null;
      } else if (this.nowMs >= until) break;
    }
    this.look();
  }

  /** Off, or asleep. */
  sleep(ms: number): void {
    this.nowMs += ms;
    this.look();
  }
}

describe('due times', () => {
  it('run once each, over a year with both clock changes', () => {
    const machine = new Machine(jobWith({ schedule: ['30 2 * * *'], timezone: 'Europe/Berlin' }));
    machine.pass(365 * DAY);
    expect(machine.started).toHaveLength(365);
    expect(new Set(machine.started).size).toBe(365);
    expect(machine.started.every((one) => one.endsWith(' schedule'))).toBe(true);
  });

  it('before a job was made or resumed are nobody’s', () => {
    const machine = new Machine(jobWith({ schedule: ['every 1h'] }));
    machine.job = { ...machine.job, paused: true };
    machine.pass(5 * HOUR);
    expect(machine.started).toEqual([]);
    machine.job = { ...machine.job, paused: false, sinceMs: machine.nowMs };
    machine.pass(HOUR);
    expect(machine.started).toEqual([`${iso(START + 6 * HOUR)} schedule`]);
  });

  it('that were missed are made up for once, by the newest', () => {
    const machine = new Machine(jobWith({ schedule: ['every 1h'] }));
    machine.sleep(10 * DAY + 30 * MINUTE);
    expect(machine.started).toEqual([`${iso(START + 10 * DAY)} catch-up`]);
    machine.pass(HOUR);
    expect(machine.started).toHaveLength(2);
  });

  it('that were missed stay missed when the job does not catch up, but for those of the last moments', () => {
    const machine = new Machine(jobWith({ schedule: ['every 1h'], catchUp: false }));
    machine.sleep(3 * HOUR + 5 * MINUTE);
    expect(machine.started).toEqual([]);
    expect(machine.notes.join()).toContain('missed');
    machine.sleep(56 * MINUTE);
    expect(machine.started).toEqual([`${iso(START + 4 * HOUR)} schedule`]);
  });

  it('outside the window and on blacked out days are not made up for until it opens', () => {
    const machine = new Machine(jobWith({ schedule: ['0 23 * * *'], window: ['22:00-06:00'], blackout: ['2026-01-06'] }));
    machine.sleep(20 * HOUR); // 6 January, 08:00: missed 23:00, window closed, day blacked out
    expect(machine.started).toEqual([]);
    machine.pass(2 * DAY);
    expect(machine.started[0]).toMatch(/^2026-01-0[67]T.*/);
    expect(machine.started.every((one) => !one.startsWith('2026-01-06T2'))).toBe(true);
  });

  it('that come while a run goes on are one run after it; those that come while it waits are covered by it', () => {
    const machine = new Machine(jobWith({ schedule: ['every 1h'] }));
    machine.runMs = 3.5 * HOUR;
    machine.pass(5 * HOUR);
    expect(machine.started).toEqual([`${iso(START + HOUR)} schedule`, `${iso(START + 4 * HOUR)} catch-up`]);
    const waiting = new Machine(jobWith({ schedule: ['every 1h'] }));
    waiting.runMs = null;
    waiting.pass(3.5 * HOUR);
    waiting.runMs = MINUTE;
    waiting.pass(20 * MINUTE);
    expect(waiting.started).toEqual([`${iso(START + HOUR)} schedule`]);
    expect(waiting.givenUp).toEqual([]);
  });
});

describe('without a line', () => {
  it('a run waits until the next due time, then ends; the newest goes on waiting', () => {
    const machine = new Machine(jobWith({ schedule: ['every 1h'] }));
    machine.connected = false;
    machine.pass(3.5 * HOUR);
    expect(machine.givenUp.map((one) => one.slice(0, 24))).toEqual([iso(START + HOUR), iso(START + 2 * HOUR)]);
    expect(machine.mark?.run?.dueMs).toBe(START + 3 * HOUR);
    machine.connected = true;
    machine.pass(HOUR);
    expect(machine.started).toEqual([`${iso(START + 3 * HOUR)} schedule`, `${iso(START + 4 * HOUR)} schedule`]);
  });

  it('a run ends when its window closes', () => {
    const machine = new Machine(jobWith({ schedule: ['0 23 * * *'], window: ['22:00-06:00'] }));
    machine.connected = false;
    machine.pass(DAY);
    expect(machine.givenUp).toEqual([expect.stringContaining('window closed')]);
    expect(machine.mark?.run).toBeNull();
  });

  it('a run that had started is not given up', () => {
    const machine = new Machine(jobWith({ schedule: ['every 1h'] }));
    machine.runMs = 5 * HOUR;
    machine.pass(1.5 * HOUR);
    machine.connected = false;
    machine.pass(3 * HOUR);
    expect(machine.givenUp).toEqual([]);
  });

  it('a line that comes and goes gives up no run that waits for its turn', () => {
    const machine = new Machine(jobWith({ schedule: ['every 1h'] }));
    machine.runMs = null;
    for (let minute = 0; minute < 180; minute++) {
      machine.connected = minute % 2 === 0;
      machine.pass(MINUTE / 2);
      machine.connected = true;
      machine.pass(MINUTE / 2);
    }
    expect(machine.givenUp.length).toBeLessThanOrEqual(2);
    expect(machine.mark?.run).not.toBeNull();
  });
});

describe('retries', () => {
  it('come with doubling waits, as many as the job says, each an attempt of the same due time', () => {
    const machine = new Machine(jobWith({ schedule: ['0 0 * * *'], retries: 3, retryAfter: 10 * MINUTE }));
    machine.outcome = { state: 'failed', errorCode: 'IO' };
    const begins: number[] = [];
    let seen = 0;
    for (let minute = 0; minute < 20 * 60; minute++) {
      machine.pass(MINUTE);
      if (machine.started.length > seen) begins.push(machine.nowMs);
      seen = machine.started.length;
    }
    const due = iso(START + 12 * HOUR);
    expect(machine.started).toEqual([`${due} schedule`, `${due} retry 2`, `${due} retry 3`, `${due} retry 4`]);
    expect(begins.slice(1).map((at, n) => Math.round((at - begins[n]) / MINUTE))).toEqual([11, 21, 41]);
  });

  it('are not made of what a second try does not change, nor after partial and cancelled runs', () => {
    for (const outcome of [{ state: 'failed', errorCode: 'REFUSED' }, { state: 'failed', errorCode: 'INVALID' }, { state: 'partial', errorCode: '' }, { state: 'cancelled', errorCode: 'CANCELLED' }]) {
      const machine = new Machine(jobWith({ schedule: ['0 0 * * *'], retries: 3, retryAfter: MINUTE }));
      machine.outcome = outcome;
      machine.pass(DAY);
      expect(machine.started).toHaveLength(1);
    }
  });

  it('give way to the next due time', () => {
    const machine = new Machine(jobWith({ schedule: ['every 1h'], retries: 5, retryAfter: 50 * MINUTE }));
    machine.outcome = { state: 'failed', errorCode: 'IO' };
    machine.pass(3.5 * HOUR);
    expect(machine.started.map((one) => one.slice(25))).toEqual(['schedule', 'retry 2', 'schedule', 'retry 2', 'schedule'].slice(0, machine.started.length));
    expect(new Set(machine.started).size).toBe(machine.started.length);
  });
});

describe('a clock that is set', () => {
  it('ten years ahead and back: one run there, and the next due time here', () => {
    const machine = new Machine(jobWith({ schedule: ['every 1h'] }));
    machine.pass(2 * HOUR);
    machine.nowMs += YEARS;
    machine.pass(10 * MINUTE);
    expect(machine.started).toHaveLength(3);
    machine.nowMs -= YEARS;
    machine.pass(3 * HOUR);
    expect(machine.started).toHaveLength(6);
    expect(new Set(machine.started).size).toBe(6);
    expect(machine.notes.join()).toContain('put back');
  });

  it('a day back: due times that were dealt with are the same runs, told by their ids', () => {
    const machine = new Machine(jobWith({ schedule: ['every 1h'] }));
    machine.pass(30 * HOUR);
    machine.nowMs -= DAY;
    machine.pass(30 * HOUR);
    const due = machine.started.map((one) => one.slice(0, 24));
    expect(new Set(due).size).toBe(36);
    expect(due.length).toBeLessThanOrEqual(36 + 24);
  });

  it('back while a retry waits does not make it wait longer', () => {
    const machine = new Machine(jobWith({ schedule: ['0 0 * * *'], retries: 1, retryAfter: 10 * MINUTE }));
    machine.outcome = { state: 'failed', errorCode: 'IO' };
    machine.pass(12 * HOUR + 2 * MINUTE);
    machine.nowMs -= 6 * HOUR;
    machine.pass(12 * MINUTE);
    expect(machine.started).toHaveLength(2);
  });

  it('before the job’s own beginning does not stop it for ever', () => {
    const machine = new Machine(jobWith({ schedule: ['every 1h'] }, START + 50 * 365 * DAY));
    machine.pass(3 * HOUR);
    expect(machine.started).toHaveLength(3);
  });
});

it('whatever happens, no due time runs twice, ends are in order, and work goes on', () => {
  const event = fc.oneof(
    fc.record({ what: fc.constant('pass' as const), ms: fc.integer({ min: 0, max: 5 * HOUR }) }),
    fc.record({ what: fc.constant('sleep' as const), ms: fc.integer({ min: 0, max: 5 * HOUR }) }),
    fc.record({ what: fc.constant('line' as const), ms: fc.integer({ min: 0, max: 1 }) }),
    fc.record({ what: fc.constant('turn' as const), ms: fc.integer({ min: 0, max: 2 * HOUR }) }),
    fc.record({ what: fc.constant('restart' as const), ms: fc.constant(0) }),
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), fc.boolean(), (events, catchUp) => {
      const machine = new Machine(jobWith({ schedule: ['every 1h'], catchUp, retries: 2, retryAfter: 7 * MINUTE }));
      for (const { what, ms } of events) {
        if (what === 'pass') machine.pass(ms);
        else if (what === 'sleep' && machine.endsMs === null) machine.sleep(ms);
        else if (what === 'line') machine.connected = ms === 1;
        else if (what === 'turn') machine.runMs = ms < MINUTE ? null : ms;
        else machine.mark = structuredClone(machine.mark);
      }
      machine.connected = true;
      machine.runMs = MINUTE;
      machine.pass(12 * HOUR);
      expect(new Set(machine.started).size).toBe(machine.started.length);
      expect([...machine.givenUp].sort()).toEqual(machine.givenUp);
      expect(Date.parse(machine.started.at(-1)?.slice(0, 24) ?? '')).toBeGreaterThan(machine.nowMs - 65 * MINUTE);
    }),
    { numRuns: 200 },
  );
});
