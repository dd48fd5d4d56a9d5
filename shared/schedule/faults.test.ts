import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileSchedule, scheduleFaults, type ScheduleSettings } from './index.js';

const BASE: ScheduleSettings = { schedule: ['0 2 * * *'], timezone: 'Europe/Berlin', jitter: 0, window: [], blackout: [] };
const HOUR = 3_600_000;

function faults(settings: Partial<ScheduleSettings>): string[] {
  return scheduleFaults({ ...BASE, ...settings });
}

test.each<[string, Partial<ScheduleSettings>, RegExp]>([
  ['an unknown time zone', { timezone: 'Europe/Berln' }, /^timezone 'Europe\/Berln' is not a time zone; did you mean Europe\/Berlin\?$/],
  ['a city alone', { timezone: 'new york' }, /did you mean America\/New_York\?/],
  ['an abbreviation that is no zone', { timezone: 'CEST' }, /is not a time zone; give a name such as Europe\/Paris or UTC/],
  ['an offset, which has no daylight saving', { timezone: '+02:00' }, /is not a time zone/],
  ['no time zone', { timezone: '' }, /is not a time zone/],
  ['a day that never comes', { schedule: ['0 2 30 2 *'] }, /^schedule '0 2 30 2 \*' never fires: there is no such day/],
  ['31st of short months only', { schedule: ['0 0 31 4,6,9,11 *'] }, /never fires/],
  ['seconds', { schedule: ['0 0 2 * * *'] }, /has not five fields/],
  ['an hour too late', { schedule: ['0 24 * * *'] }, /is no cron expression: .*24; the fields are minute 0-59/],
  ['a range that runs backwards', { schedule: ['0 22-4 * * *'] }, /larger/],
  ['an empty text', { schedule: [''] }, /has not five fields/],
  ['an unknown name', { schedule: ['@never'] }, /is no known name; names are @hourly/],
  ['an interval below a minute', { schedule: ['every 30s'] }, /less than a minute; give one minute or more/],
  ['an interval of nothing', { schedule: ['every 0h'] }, /less than a minute/],
  ['an interval of odd seconds', { schedule: ['every 90s'] }, /whole minutes/],
  ['an interval of years', { schedule: ['every 1000d'] }, /longer than 366 days/],
  ['an interval that is none', { schedule: ['every day'] }, /is no interval; give whole numbers with m, h, d or w/],
  ['too many entries', { schedule: Array.from({ length: 17 }, (_, minute) => `${minute} 2 * * *`) }, /^schedule has 17 entries; give 16 or fewer$/],
  ['a window of no length', { window: ['22:00-22:00'] }, /^window '22:00-22:00' has no length; give 00:00-24:00/],
  ['a window of strange hours', { window: ['22:00-30:00'] }, /has an hour that no day has/],
  ['a window of strange days', { window: ['Mon-Foo/22:00-06:00'] }, /names no days; give hours as/],
  ['a window that is none', { window: ['at night'] }, /names no days/],
  ['a window that excludes its schedule', { schedule: ['0 12 * * *'], window: ['22:00-06:00'] }, /^schedule '0 12 \* \* \*' has no due time inside the window; change the schedule or the window so that they meet$/],
  ['a window on other days', { schedule: ['0 2 * * Mon'], window: ['Sat-Sun'] }, /no due time inside the window/],
  ['one entry of two that the window excludes', { schedule: ['0 12 * * *', '0 23 * * *'], window: ['22:00-06:00'] }, /^schedule '0 12/],
  ['a blackout day that no calendar has', { blackout: ['2026-02-30'] }, /^blackout '2026-02-30' names a day that no calendar has/],
  ['a blackout that ends first', { blackout: ['2026-12-24..2026-12-01'] }, /ends before it begins/],
  ['a blackout of years', { blackout: ['2026-01-01..2028-01-01'] }, /covers more than a year; pause the job instead/],
  ['a year of blackout in two parts', { blackout: ['2026-01-01..2026-07-01', '2026-07-02..2027-03-01'] }, /no due time outside blackout in the year from 2026-01-01 on; give fewer blackout days, or pause the job/],
  ['every Sunday of a year blacked out for a job of Sundays', { schedule: ['0 2 * * Sun'], blackout: Array.from({ length: 53 }, (_, week) => new Date(Date.UTC(2027, 0, 3) + week * 7 * 24 * HOUR).toISOString().slice(0, 10)) }, /no due time outside blackout/],
  ['a jitter longer than the distance of due times', { schedule: ['*/10 * * * *'], jitter: HOUR }, /^jitter is 1h, longer than the 10m between due times; give 10m or less$/],
  ['a jitter longer than the distance of two entries', { schedule: ['0 2 * * *', '30 2 * * *'], jitter: HOUR }, /longer than the 30m/],
  ['a jitter that is none', { jitter: Number.NaN }, /^jitter is NaN ms/],
])('%s is refused, with what to do', (_, settings, expected) => {
  expect(faults(settings)).toEqual([expect.stringMatching(expected)]);
  expect(() => compileSchedule({ ...BASE, ...settings }, 'x')).toThrow(expected.source.startsWith('^') ? new RegExp(expected.source, 'm') : expected);
});

test('all faults are told at once', () => {
  expect(faults({ schedule: ['x', 'every 1s'], timezone: 'Mars', jitter: -1, window: ['?'], blackout: ['?'] })).toHaveLength(6);
});

test.each<[string, Partial<ScheduleSettings>]>([
  ['the 29th of February', { schedule: ['0 2 29 2 *'] }],
  ['a yearly job and a window of weekends: some years', { schedule: ['0 2 24 12 *'], window: ['Sat-Sun'] }],
  ['holidays', { blackout: ['2026-12-24..2027-01-02', '2027-03-26..2027-03-29'] }],
  ['a jitter as long as the distance of due times', { schedule: ['every 1h'], jitter: HOUR }],
  ['a clock change that brings due times nearer than the jitter', { schedule: ['30 2 * * *', '30 3 * * *'], jitter: HOUR }],
  ['no schedule', { schedule: [], window: ['22:00-06:00'] }],
  ['a zone in small letters', { timezone: 'europe/berlin' }],
])('%s is taken', (_, settings) => {
  expect(faults(settings)).toEqual([]);
});

test('no text at all breaks the readers', () => {
  const text = fc.oneof(fc.string({ maxLength: 120 }), fc.stringMatching(/^[0-9*\/,#LW?a-z -]{0,40}$/), fc.stringMatching(/^(every )?[0-9]{0,9}[smhdw]?$/), fc.stringMatching(/^[A-Z][a-z]{2}[-,\/][0-9:-]{0,12}$/));
  fc.assert(
    fc.property(fc.array(text, { maxLength: 3 }), fc.array(text, { maxLength: 3 }), fc.array(text, { maxLength: 3 }), text, (schedule, window, blackout, timezone) => {
      for (const fault of faults({ schedule, window, blackout, timezone })) expect(fault.length).toBeLessThan(600);
    }),
    { numRuns: 300 },
  );
});

test('many blackouts, thought out to take long, are answered soon', () => {
  const sundays = Array.from({ length: 366 }, (_, week) => new Date(Date.UTC(2027, 0, 3) + (week + Math.floor(week / 51)) * 7 * 24 * HOUR).toISOString().slice(0, 10));
  const started = performance.now();
  faults({ schedule: Array.from({ length: 16 }, (_, minute) => `${minute} 12 * * *`), window: ['Mon-Sat/22:00-06:00', 'Sun/12:00-13:00'], blackout: sundays });
  expect(performance.now() - started).toBeLessThan(10_000);
});
