import fc from 'fast-check';
import { expect, test } from 'vitest';
import { compileSchedule, type ScheduleSettings } from '../../shared/schedule/index.js';
import { planRuns, type PlannedJob } from './plan-runs.js';

const FROM = Date.parse('2026-06-01T00:00Z');
const HOUR = 3_600_000;

function job(name: string, settings: Partial<ScheduleSettings>, more: Partial<PlannedJob> = {}): PlannedJob {
  const whole: ScheduleSettings = { schedule: ['0 2 * * *'], timezone: 'UTC', jitter: 0, window: [], blackout: [], ...settings };
  return { job: name, agent: 'a', office: 'o', timezone: whole.timezone, schedule: compileSchedule(whole, name), plain: compileSchedule({ ...whole, jitter: 0, window: [], blackout: [] }, name), jitterMs: whole.jitter, sinceMs: 0, note: '', ...more };
}

test('the plan is each job on its own, merged in the order of time, and cut at its limit', () => {
  const schedules = fc.array(fc.constantFrom('0 2 * * *', '0 */3 * * *', '*/30 * * * *', 'every 7h', '15 4 * * Tue'), { maxLength: 12 });
  fc.assert(
    fc.property(schedules, fc.integer({ min: 0, max: 120 }), (given, limit) => {
      const jobs = given.map((text, at) => job(`job ${at}`, { schedule: [text] }));
      const to = FROM + 30 * HOUR;
      const all = jobs.flatMap((one) => one.schedule.between(FROM, to, 1000).map((dueMs) => `${dueMs} ${one.job}`));
      const { runs, more } = planRuns(jobs, FROM, to, limit);
      expect(runs.map(({ dueMs, job: name }) => `${dueMs} ${name}`)).toEqual(all.sort().slice(0, limit));
      expect(more).toBe(all.length > limit);
    }),
    { numRuns: 50 },
  );
});

test('due times of before the job was made or resumed are nobody’s', () => {
  expect(planRuns([job('a', { schedule: ['every 1h'] }, { sinceMs: FROM + 5 * HOUR })], FROM, FROM + 8 * HOUR, 10).runs.map(({ dueMs }) => dueMs)).toEqual([FROM + 6 * HOUR, FROM + 7 * HOUR]);
});

test('it says what keeps a run: the job’s own state, and which due times a window or blackout puts off', () => {
  const jitter = job('jitter', { schedule: ['0 */2 * * *'], window: ['22:00-06:00'], jitter: HOUR });
  expect(planRuns([jitter], FROM + 5 * HOUR, FROM + 29 * HOUR, 20).runs.map(({ note }) => note)).toEqual(['', '', '', '']);
  const midday = job('midday', { schedule: ['0 12,23 * * *'], window: ['22:00-06:00'], jitter: HOUR / 2 });
  expect(planRuns([midday], FROM, FROM + 24 * HOUR, 20).runs.map(({ note }) => note)).toEqual(['put off until its window opens', '']);
  const blackout = job('blackout', { blackout: ['2026-06-02'] }, { note: 'agent offline' });
  expect(planRuns([blackout], FROM, FROM + 80 * HOUR, 10).runs.map(({ dueMs, note }) => [new Date(dueMs).toISOString().slice(8, 16), note])).toEqual([
    ['01T02:00', 'agent offline'],
    ['03T00:00', 'agent offline; put off by a blackout'],
    ['03T02:00', 'agent offline'],
    ['04T02:00', 'agent offline'],
  ]);
});

test('a week of a thousand jobs, cut at the usual limit, takes a moment', () => {
  const jobs = Array.from({ length: 1_000 }, (_, at) => job(`job ${at}`, { schedule: ['*/5 * * * *'], timezone: 'Europe/Berlin', jitter: 300_000 }));
  const started = performance.now();
  expect(planRuns(jobs, FROM, FROM + 7 * 24 * HOUR, 200).runs).toHaveLength(200);
  expect(performance.now() - started).toBeLessThan(1_000);
});
