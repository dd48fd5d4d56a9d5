// A year of clock changes, in zones that do it differently. Years that are over: their time zone data no longer changes.
import { expect, test } from 'vitest';
import { compileSchedule } from './index.js';
import { oracle, wallOf } from './testing/oracle.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const YEARS: [zone: string, year: number][] = [
  ['Europe/Berlin', 2025],
  ['America/New_York', 2025],
  ['Australia/Lord_Howe', 2025], // by half an hour
  ['America/Sao_Paulo', 2018], // at midnight
  ['Asia/Tehran', 2025], // not at all
  ['Africa/Casablanca', 2025], // back in Ramadan
  ['Pacific/Apia', 2011], // and over the date line: the 30th of December did not happen
  ['Pacific/Chatham', 2025], // 02:45
];

const SCHEDULES: [text: string, matches: ((wall: Date) => boolean) | null][] = [
  ['30 2 * * *', (wall) => wall.getUTCHours() === 2 && wall.getUTCMinutes() === 30],
  ['0 0 * * *', (wall) => wall.getUTCHours() === 0 && wall.getUTCMinutes() === 0],
  ['*/30 0-6 * * *', (wall) => wall.getUTCHours() <= 6 && wall.getUTCMinutes() % 30 === 0],
  ['15 1-3 * * Sun', (wall) => wall.getUTCDay() === 0 && wall.getUTCMinutes() === 15 && wall.getUTCHours() >= 1 && wall.getUTCHours() <= 3],
  ['0 12 30 * *', (wall) => wall.getUTCDate() === 30 && wall.getUTCHours() === 12 && wall.getUTCMinutes() === 0],
  ['every 6h', null],
];

function schedule(text: string, timezone: string) {
  return compileSchedule({ schedule: [text], timezone, jitter: 0, window: [], blackout: [] }, 'job');
}

function changesOf(zone: string, from: number, to: number): number[] {
  const changes: number[] = [];
  for (let ms = from; ms < to; ms += HOUR / 2) if (wallOf(ms, zone) - wallOf(ms - HOUR / 2, zone) !== HOUR / 2) changes.push(ms);
  return changes;
}

function shown(ms: number, zone: string): string {
  return `${new Date(ms).toISOString().slice(0, 16)}Z  ${new Date(wallOf(ms, zone)).toISOString().slice(0, 16).replace('T', ' ')}`;
}

/** How many, on how many local days, how far apart; and each one near a clock change. */
function summary(zone: string, year: number): string {
  const from = Date.UTC(year, 0, 1);
  const to = Date.UTC(year + 1, 0, 1);
  const changes = changesOf(zone, from, to);
  const lines = [`${zone} ${year}`, ...changes.map((ms) => `clock change ${shown(ms - 60_000, zone)} -> ${shown(ms, zone)}`)];
  for (const [text] of SCHEDULES) {
    const due = schedule(text, zone).between(from, to, 100_000);
    const days = new Set(due.map((ms) => Math.floor(wallOf(ms, zone) / DAY)));
    const gaps = due.slice(1).map((ms, at) => (ms - due[at]) / 60_000);
    lines.push('', `${text}: ${due.length} due on ${days.size} days, ${Math.min(...gaps)} to ${Math.max(...gaps)} minutes apart`);
    const reach = text.startsWith('*/30') ? 2 * HOUR : DAY;
    for (const change of changes) lines.push(...due.filter((ms) => ms >= change - reach && ms < change + reach).map((ms) => `  ${shown(ms, zone)}`), '  --');
  }
  return `${lines.join('\n')}\n`;
}

test.each(YEARS)('due times of a year in %s (%i) stay what they are', async (zone, year) => {
  await expect(summary(zone, year)).toMatchFileSnapshot(`golden/${zone.replace('/', '-')}-${year}.txt`);
});

test.each(YEARS)('around each clock change in %s (%i) every time on the wall is due once, whether it is skipped, comes once or twice', (zone, year) => {
  for (const change of changesOf(zone, Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1))) {
    const [from, to] = [change - 6 * HOUR, change + DAY];
    const crons = SCHEDULES.flatMap(([text, matches]) => (matches === null ? [] : [{ text, matches }]));
    const expected = oracle(zone, from, to, crons.map(({ matches }) => matches));
    expect(crons.map(({ text }) => schedule(text, zone).between(from + 1, to + 1, 10_000))).toEqual(expected);
  }
});

test('a daily job runs once on each day of the year, whatever the clock does', () => {
  for (const [zone, year] of YEARS) {
    if (year === 2011) continue; // a day was missing
    for (const text of ['0 2 * * *', '30 2 * * *', '0 0 * * *', '59 23 * * *', '0 3 * * *']) {
      const due = schedule(text, zone).between(Date.UTC(year, 0, 3), Date.UTC(year, 11, 28), 1000);
      const days = due.map((ms) => Math.floor(wallOf(ms, zone) / DAY));
      expect(days, `${zone} ${text}`).toEqual(days.map((_, at) => days[0] + at));
      expect(due.length).toBeGreaterThan(355);
    }
  }
});

test('intervals count hours that pass, not hours on the wall', () => {
  for (const [zone, year] of YEARS) {
    const due = schedule('every 6h', zone).between(Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1), 10_000);
    expect(due.every((ms, at) => at === 0 || ms - due[at - 1] === 6 * HOUR)).toBe(true);
  }
});
