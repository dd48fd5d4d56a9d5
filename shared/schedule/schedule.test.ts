import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isFarvaultError } from '../errors/errors.js';
import { compileSchedule, scheduledRunId, type Schedule, type ScheduleSettings } from './index.js';
import { wallOf } from './testing/oracle.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const BASE: ScheduleSettings = { schedule: ['0 2 * * *'], timezone: 'Europe/Berlin', jitter: 0, window: [], blackout: [] };

function compile(settings: Partial<ScheduleSettings>, seed = 'job'): Schedule {
  return compileSchedule({ ...BASE, ...settings }, seed);
}

function local(list: (number | null)[], zone = BASE.timezone): string[] {
  return list.map((ms) => (ms === null ? 'never' : new Date(wallOf(ms, zone)).toISOString().slice(0, 16).replace('T', ' ')));
}

const at = (text: string): number => Date.parse(`${text}Z`);

const entry = fc.oneof(
  fc.tuple(fc.integer({ min: 0, max: 59 }), fc.integer({ min: 0, max: 23 })).map(([minute, hour]) => `${minute} ${hour} * * *`),
  fc.tuple(fc.constantFrom('0', '*/15', '*/20', '7,30'), fc.constantFrom('*', '0-5', '*/3', '1,2,3'), fc.constantFrom('*', '1', '*/2', 'L'), fc.constantFrom('*', 'Sun', '1-5', '5L')).map(([minute, hour, day, weekday]) => `${minute} ${hour} ${day} * ${weekday}`),
  fc.constantFrom('@hourly', '@weekly', 'every 1h', 'every 7h', 'every 1d', 'every 90m'),
);
const settings = fc.record({
  schedule: fc.array(entry, { minLength: 1, maxLength: 3 }),
  timezone: fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'America/Santiago', 'Africa/Casablanca', 'Asia/Kathmandu', 'Africa/Cairo'),
  jitter: fc.constantFrom(0, 0, 4 * MINUTE, HOUR),
  window: fc.array(fc.constantFrom('22:00-06:00', 'Sat-Sun', 'Mon,Wed/20:00-04:00', '00:00-24:00', '02:15-02:45', '12:00-13:00'), { maxLength: 2 }),
  blackout: fc.array(fc.constantFrom('2025-03-30', '2025-10-25..2025-10-27', '2025-12-24..2026-01-02', '2025-03-08..2025-03-10'), { maxLength: 2 }),
});
/** Around the clock changes of the year most of all. */
const moment = fc.tuple(fc.constantFrom('2025-03-08T00:00', '2025-03-29T12:00', '2025-04-05T00:00', '2025-10-04T20:00', '2025-10-25T12:00', '2025-12-23T00:00'), fc.nat({ max: 3 * DAY })).map(([day, offset]) => at(day) + offset);

/** Null: such settings are refused. */
function tryCompile(given: ScheduleSettings, seed: string): Schedule | null {
  try {
    return compileSchedule(given, seed);
  } catch (error) {
    if (isFarvaultError(error, 'USAGE')) return null;
    throw error;
  }
}

test('whatever is asked, due times rise, are the same each time, start inside the window and outside blackouts, and between, latest and next agree', () => {
  let accepted = 0;
  fc.assert(
    fc.property(settings, moment, fc.uuid(), (given, from, seed) => {
      const schedule = tryCompile(given, seed);
      if (schedule === null) return;
      accepted++;
      const to = from + 4 * DAY;
      const walked: number[] = [];
      for (let due = schedule.next(from - 1); due !== null && due < to && walked.length < 150; due = schedule.next(due)) {
        expect(due).toBeGreaterThan(walked.at(-1) ?? from - 1);
        walked.push(due);
      }
      const limit = 150;
      expect(compileSchedule(given, seed).between(from, to, limit)).toEqual(walked);
      const last = walked.at(-1) ?? null;
      expect(schedule.latest(from - 1, last ?? to - 1)).toBe(last);
      for (const due of walked) {
        expect(due % 1000).toBe(0);
        expect(schedule.window(due).open).toBe(true);
        expect(schedule.next(due - 1)).toBe(due);
        const day = new Date(wallOf(due, given.timezone)).toISOString().slice(0, 10);
        expect(given.blackout.some((range) => range.slice(0, 10) <= day && day <= range.slice(-10))).toBe(false);
      }
    }),
    { numRuns: 80 },
  );
  expect(accepted).toBeGreaterThan(25);
});

test('the order in which moments are asked for does not matter', () => {
  fc.assert(
    fc.property(settings, fc.array(moment, { minLength: 2, maxLength: 8 }), (given, moments) => {
      const schedule = tryCompile(given, 'a');
      if (schedule === null) return;
      for (const ms of moments) expect(schedule.next(ms)).toBe(compileSchedule(given, 'a').next(ms));
    }),
    { numRuns: 30 },
  );
});

test('without a schedule nothing is ever due', () => {
  const schedule = compile({ schedule: [] });
  expect(schedule.next(0)).toBeNull();
  expect(schedule.latest(0, at('2030-01-01T00:00'))).toBeNull();
});

test('cron as people know it: names, lists, steps, day of month or day of week, the last day', () => {
  const from = at('2026-06-01T00:00');
  const first = (text: string, limit = 3): string[] => local(compile({ schedule: [text], timezone: 'UTC' }).between(from, from + 400 * DAY, limit), 'UTC');
  expect(first('0 2 * * mon-fri', 6)).toEqual(['2026-06-01 02:00', '2026-06-02 02:00', '2026-06-03 02:00', '2026-06-04 02:00', '2026-06-05 02:00', '2026-06-08 02:00']);
  expect(first('0 2 * * 7', 2)).toEqual(first('0 2 * * 0', 2));
  expect(first('0 2 13 * Fri')).toEqual(['2026-06-05 02:00', '2026-06-12 02:00', '2026-06-13 02:00']);
  expect(first('0 0 L * *')).toEqual(['2026-06-30 00:00', '2026-07-31 00:00', '2026-08-31 00:00']);
  expect(first('0 1 * * Sun#1', 2)).toEqual(['2026-06-07 01:00', '2026-07-05 01:00']);
  expect(first('@weekly', 2)).toEqual(['2026-06-07 00:00', '2026-06-14 00:00']);
  expect(first('0 3 29 2 *', 1)).toEqual([]);
  expect(local([compile({ schedule: ['0 3 29 2 *'], timezone: 'UTC' }).next(from)], 'UTC')).toEqual(['2028-02-29 03:00']);
});

test('two entries that name the same moment make one due time', () => {
  const due = compile({ schedule: ['0 2 * * *', '0 */2 * * *', '0 2 * * Mon'] }).between(at('2026-06-01T00:00'), at('2026-06-02T00:00'), 100);
  expect(due).toHaveLength(12);
});

test('an interval does not depend on when anything was started, and weeks begin on a Monday', () => {
  const due = compile({ schedule: ['every 1w'], timezone: 'UTC' }).between(at('2026-06-01T00:00'), at('2026-06-20T00:00'), 10);
  expect(local(due, 'UTC')).toEqual(['2026-06-01 00:00', '2026-06-08 00:00', '2026-06-15 00:00']);
});

test('what is due outside the window waits until it opens; what waits together runs once', () => {
  const due = compile({ schedule: ['0 */4 * * *'], window: ['22:00-06:00'] }).between(at('2026-06-01T04:00'), at('2026-06-02T04:00'), 100);
  expect(local(due)).toEqual(['2026-06-01 22:00', '2026-06-02 00:00', '2026-06-02 04:00']);
});

test('windows cross midnight, have days, and join where they touch', () => {
  const schedule = compile({ schedule: [], window: ['Fri/20:00-24:00', 'Sat-Sun', 'Mon/00:00-05:00'] });
  expect(local([schedule.window(at('2026-06-06T10:00')).changesMs])).toEqual(['2026-06-08 05:00']);
  expect(schedule.window(at('2026-06-05T17:59'))).toEqual({ open: false, changesMs: at('2026-06-05T18:00') });
  const nights = compile({ schedule: [], window: ['Mon,Wed/20:00-04:00'] });
  expect(nights.window(at('2026-06-02T01:00')).open).toBe(true);
  expect(nights.window(at('2026-06-02T19:00'))).toEqual({ open: false, changesMs: at('2026-06-03T18:00') });
});

test('without a window, or with one of the whole week, it is always open', () => {
  for (const window of [[], ['00:00-24:00'], ['Mon-Fri', 'Sat-Sun/00:00-12:00', 'Sat-Sun/12:00-24:00'], ['22:00-06:00', '06:00-22:00']]) expect(compile({ window }).window(at('2026-06-02T01:00'))).toEqual({ open: true, changesMs: null });
});

test('a window keeps local time over a clock change, and does not open twice in the hour that comes twice', () => {
  const schedule = compile({ schedule: [], window: ['01:00-02:30'] });
  expect(schedule.window(at('2025-10-25T23:10'))).toEqual({ open: true, changesMs: at('2025-10-26T00:30') });
  expect(schedule.window(at('2025-10-26T01:10'))).toEqual({ open: false, changesMs: at('2025-10-27T00:00') }); // 02:10 again
  expect(schedule.window(at('2025-03-30T00:10'))).toEqual({ open: true, changesMs: at('2025-03-30T01:00') });
});

test('no run starts on a blackout day; the first one starts when it is over', () => {
  const daily = compile({ schedule: ['0 22 * * *'], blackout: ['2026-12-24..2026-12-26'] }).between(at('2026-12-23T00:00'), at('2026-12-29T00:00'), 10);
  expect(local(daily)).toEqual(['2026-12-23 22:00', '2026-12-27 00:00', '2026-12-27 22:00', '2026-12-28 22:00']);
  expect(compile({ window: ['20:00-04:00'], schedule: [], blackout: ['2026-12-24'] }).window(at('2026-12-24T00:30')).open).toBe(true);
});

test('the jitter is fixed for a job, spreads jobs over its whole length, and leads neither out of the window nor into a blackout', () => {
  const jitter = 4 * HOUR;
  const given = { schedule: ['0 5 * * *'], jitter, window: ['22:00-06:00'], blackout: ['2026-06-03'] };
  const offsets: number[] = [];
  for (let job = 0; job < 200; job++) {
    const plain = compile({ jitter }, `job ${job}`).next(at('2026-06-01T00:00')) ?? 0;
    offsets.push((plain - at('2026-06-01T00:00')) / jitter);
    expect(compile({ jitter }, `job ${job}`).next(at('2026-06-02T00:00'))).toBe(plain + DAY);
    const due = compile(given, `job ${job}`).between(at('2026-06-01T00:00'), at('2026-06-05T00:00'), 10);
    expect(due).toHaveLength(4);
    expect(due[0]).toBeLessThan(at('2026-06-01T04:00'));
    // What the blackout held up waits for the next opening, at midnight, and spreads there; the next regular one comes at five.
    expect(due[2]).toBeGreaterThanOrEqual(at('2026-06-03T22:00'));
    expect(due[2]).toBeLessThan(at('2026-06-04T02:00'));
  }
  for (let tenth = 0; tenth < 10; tenth++) expect(offsets.filter((offset) => offset >= tenth / 10 && offset < (tenth + 1) / 10).length).toBeGreaterThan(7);
});

test('an agent that was off for years learns the newest missed due time at once', () => {
  const schedule = compile({ schedule: ['*/5 * * * *'] });
  expect(schedule.latest(at('2016-01-01T00:00'), at('2026-06-01T12:03'))).toBe(at('2026-06-01T12:00'));
  expect(schedule.latest(at('2026-06-01T12:00'), at('2026-06-01T12:03'))).toBeNull();
});

test('the id of a scheduled run follows from job, due time and attempt', () => {
  expect(scheduledRunId('5f', 1_780_000_000_000, 1)).toBe('3cc76b596483ce8a');
  expect(new Set([scheduledRunId('a', 1, 1), scheduledRunId('a', 1, 2), scheduledRunId('a', 11, 1), scheduledRunId('b', 1, 1)]).size).toBe(4);
});

test('ten thousand due times take less than a second, with everything in use', () => {
  const schedule = compile({ schedule: ['0 2 * * *', '30 */6 * * Mon-Fri'], window: ['22:00-06:00', 'Sat-Sun'], jitter: HOUR, blackout: ['2026-12-24..2027-01-02'] });
  const started = performance.now();
  let due = at('2026-01-01T00:00');
  for (let count = 0; count < 10_000; count++) due = schedule.next(due) ?? Infinity;
  expect(due).toBeGreaterThan(at('2035-01-01T00:00'));
  // 0.3 s where this was written; the bound leaves room for a busy machine.
  expect(performance.now() - started).toBeLessThan(5_000);
});
