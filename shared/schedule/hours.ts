// Hours of a week, as windows and rates name them: `22:00-06:00`, `Sat-Sun`, `Mon,Wed/20:00-04:00`. And days of the calendar: `2026-12-24..2027-01-02`.
import { DAY_MS } from './zone.js';

/** Minutes from Sunday 00:00, end not included; an end beyond the week goes on in the next one. */
export interface Stretch {
  from: number;
  to: number;
}

const DAY = 24 * 60;
export const WEEK = 7 * DAY;
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];
const EXAMPLES = 'give hours as 22:00-06:00, days as Sat-Sun or Mon,Wed, or both as Mon-Fri/20:00-04:00';

/** The stretches that the text names, or why it names none. Hours that end before they begin end on the day after. */
export function parseHours(text: string): Stretch[] | string {
  const parts = text.trim().split('/');
  if (parts.length > 2 || text.length > 100) return `is not understood; ${EXAMPLES}`;
  const hoursText = parts.length === 2 ? parts[1] : /\d/.test(parts[0]) ? parts[0] : '00:00-24:00';
  const daysText = parts.length === 2 || hoursText !== parts[0] ? parts[0] : 'Sun-Sat';
  const days = parseDays(daysText);
  if (days === null) return `names no days; ${EXAMPLES}`;
  const match = /^(\d\d?):(\d\d)-(\d\d?):(\d\d)$/.exec(hoursText.trim());
  if (match === null) return `names no hours; ${EXAMPLES}`;
  const [fromHour, fromMinute, toHour, toMinute] = match.slice(1).map(Number);
  const from = fromHour * 60 + fromMinute;
  const to = toHour * 60 + toMinute;
  if (fromMinute > 59 || toMinute > 59 || from >= DAY || to > DAY) return 'has an hour that no day has; hours go from 00:00 to 24:00';
  if (from === to) return 'has no length; give 00:00-24:00 for the whole day';
  return days.map((day) => ({ from: day * DAY + from, to: day * DAY + (to > from ? to : to + DAY) }));
}

function parseDays(text: string): number[] | null {
  const days = new Set<number>();
  for (const part of text.split(',')) {
    const ends = part.split('-').map((name) => DAYS.indexOf(name.trim().toLowerCase()));
    if (ends.length > 2 || ends.includes(-1)) return null;
    const [first, last = first] = ends;
    for (let day = first; ; day = (day + 1) % 7) {
      days.add(day);
      if (day === last) break;
    }
  }
  return [...days].sort((a, b) => a - b);
}

/** In order, without overlap and without seams; the whole week is one stretch. What goes on over the end of the week is one stretch with an end beyond it. */
export function mergeWeek(stretches: Stretch[]): Stretch[] {
  const cut = stretches.flatMap(({ from, to }) => (to > WEEK ? [{ from, to: WEEK }, { from: 0, to: to - WEEK }] : [{ from, to }]));
  const merged = merge(cut);
  const first = merged.at(0);
  const last = merged.at(-1);
  if (first === undefined || last === undefined || first === last || first.from !== 0 || last.to !== WEEK) return merged;
  return [...merged.slice(1, -1), { from: last.from, to: WEEK + first.to }];
}

/** Whether each minute of `inner` lies in `outer`. */
export function covers(outer: Stretch[], inner: Stretch[]): boolean {
  const length = (stretches: Stretch[]): number => stretches.reduce((sum, { from, to }) => sum + to - from, 0);
  return length(mergeWeek([...outer, ...inner])) === length(mergeWeek(outer));
}

export function coversWeek(stretches: Stretch[]): boolean {
  return stretches.length === 1 && stretches[0].to - stretches[0].from === WEEK;
}

/** Wall time of a range of days, end not included, or why there is none. */
export function parseDayRange(text: string): Stretch | string {
  const match = /^(\d{4}-\d\d-\d\d)(?:\.\.(\d{4}-\d\d-\d\d))?$/.exec(text.trim());
  if (match === null) return 'is no day and no range of days; give 2026-12-24 or 2026-12-24..2027-01-02';
  const from = dayOf(match[1]);
  const last = dayOf(match[2] ?? match[1]);
  if (from === null || last === null) return 'names a day that no calendar has; give days as 2026-12-24';
  if (last < from) return 'ends before it begins; give the earlier day first';
  if (last - from >= 366 * DAY_MS) return 'covers more than a year; pause the job instead';
  return { from, to: last + DAY_MS };
}

function dayOf(text: string): number | null {
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text ? null : ms;
}

/** In order, without overlap and without seams. */
export function merge(stretches: Stretch[]): Stretch[] {
  const merged: Stretch[] = [];
  for (const { from, to } of [...stretches].sort((a, b) => a.from - b.from)) {
    const last = merged.at(-1);
    if (last !== undefined && from <= last.to) last.to = Math.max(last.to, to);
    else merged.push({ from, to });
  }
  return merged;
}
