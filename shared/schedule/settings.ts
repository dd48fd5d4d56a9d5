// Settings of a schedule, read with every fault found. A fault says what is wrong and what to do instead.
import type { Settings } from '../settings/settings.js';
import { merge, parseDayRange, parseHours, type Stretch } from './hours.js';
import { OpenTime } from './open-time.js';
import { parseEntry, REFERENCE_MS, type Entry, type RawTimes } from './raw-times.js';
import { DAY_MS, MINUTE_MS, Zone, zoneFault } from './zone.js';

export type ScheduleSettings = Pick<Settings, 'schedule' | 'timezone' | 'jitter' | 'window' | 'blackout'>;

const MAX_ENTRIES = 16;
const MAX_WINDOWS = 32;
const MAX_BLACKOUTS = 366;
/** How many due times are looked at for the shortest distance between two. */
const GAP_SAMPLE = 50;
const YEAR_MS = 366 * DAY_MS;
/** Until then each day of the year has been each day of the week. */
const SEARCH_MS = 30 * YEAR_MS;
/** Openings looked at until an entry counts as shut out by the window: more than its times have pairs of weekday and hour. */
const WINDOW_TRIES = 200;
/** The same for all entries and blackouts together; what isn't found out by then is taken. */
const BLACKOUT_TRIES = 1_000;

interface ParsedSettings {
  zone: Zone;
  entries: Entry[];
  /** All entries together. */
  times: RawTimes;
  /** Blacked out days, wall time, in order. */
  closed: Stretch[];
  /** When runs may start: the window without the blackouts. */
  starts: OpenTime;
  /** The window alone; null: none is set. */
  window: OpenTime | null;
  jitter: number;
}

/** Every reason why these settings cannot be worked by; none: they can. */
export function scheduleFaults(settings: ScheduleSettings): string[] {
  const read = readSettings(settings);
  return Array.isArray(read) ? read : [];
}

/** Settings without a fault: a policy gives the same ones to a thousand jobs, and to check them takes a millisecond. */
const known = new Map<string, ParsedSettings>();
const MAX_KNOWN = 256;

/** The settings, or every fault of theirs. */
export function readSettings({ schedule, timezone, jitter, window, blackout }: ScheduleSettings): ParsedSettings | string[] {
  const key = JSON.stringify([schedule, timezone, jitter, window, blackout]);
  const before = known.get(key);
  if (before !== undefined) return before;
  const faults: string[] = [];
  const parsed = parseSettings({ schedule, timezone, jitter, window, blackout }, faults);
  if (faults.length === 0) faults.push(...settingsFaults(parsed));
  if (faults.length > 0) return faults;
  if (known.size >= MAX_KNOWN) known.clear();
  known.set(key, parsed);
  return parsed;
}

/** What can be read of the settings; the rest is in `faults`. */
function parseSettings(settings: ScheduleSettings, faults: string[]): ParsedSettings {
  const unknown = zoneFault(settings.timezone);
  if (unknown !== null) faults.push(`timezone ${unknown}`);
  const zone = new Zone(unknown === null ? settings.timezone : 'UTC');
  const entries = bounded('schedule', settings.schedule, MAX_ENTRIES, faults).flatMap((text) => parseEntry(text, faults) ?? []);
  const week = readEach('window', bounded('window', settings.window, MAX_WINDOWS, faults), parseHours, faults).flat();
  const closed = merge(readEach('blackout', bounded('blackout', settings.blackout, MAX_BLACKOUTS, faults), parseDayRange, faults));
  if (!(settings.jitter >= 0 && settings.jitter <= DAY_MS)) faults.push(`jitter is ${settings.jitter} ms; give 0 to 24 hours`);
  return {
    zone,
    entries,
    times: together(entries.map((entry) => entry.in(zone))),
    closed,
    starts: new OpenTime(zone, week, closed),
    window: week.length === 0 ? null : new OpenTime(zone, week, []),
    jitter: settings.jitter,
  };
}

/** What is wrong with settings of which each part by itself can be read. Says the same whenever it is asked: what was taken once is never refused later. */
function settingsFaults({ zone, entries, closed, starts, window, jitter }: ParsedSettings): string[] {
  const tries = { left: BLACKOUT_TRIES };
  const faults = entries.flatMap((entry) => shutOut(entry, zone, { closed, starts, window }, tries) ?? []);
  const gap = jitter === 0 ? Infinity : shortestGap(entries);
  if (jitter > gap) faults.push(`jitter is ${asMinutes(jitter)}, longer than the ${asMinutes(gap)} between due times; give ${asMinutes(gap)} or less`);
  return faults;
}

function shutOut(entry: Entry, zone: Zone, { closed, starts, window }: Pick<ParsedSettings, 'closed' | 'starts' | 'window'>, tries: { left: number }): string | null {
  const times = entry.in(zone);
  if (window !== null && !meets(times, window, REFERENCE_MS, SEARCH_MS, { left: WINDOW_TRIES }, false)) {
    return `schedule '${entry.text}' has no due time inside the window; change the schedule or the window so that they meet`;
  }
  const from = closed.map((days) => zone.instantOf(days.from)).find((ms) => !meets(times, starts, ms, YEAR_MS, tries, true));
  if (from === undefined) return null;
  return `schedule '${entry.text}' has no due time outside blackout in the year from ${new Date(zone.wallAt(from)).toISOString().slice(0, 10)} on; give fewer blackout days, or pause the job`;
}

/** Whether a due time lies in an opening; `otherwise` when there are no tries left. */
function meets(times: RawTimes, openings: OpenTime, fromMs: number, searchMs: number, tries: { left: number }, otherwise: boolean): boolean {
  let raw = times.after(fromMs - 1);
  while (raw !== null && raw < fromMs + searchMs) {
    const { from } = openings.around(raw);
    if (from <= raw) return true;
    if (--tries.left < 0) return otherwise;
    raw = times.after(from - 1);
  }
  return false;
}

export function readEach<T>(key: string, texts: string[], parse: (text: string) => T | string, faults: string[]): T[] {
  return texts.flatMap((text) => {
    const read = parse(text);
    if (typeof read !== 'string') return [read];
    faults.push(`${key} '${text.slice(0, 100)}' ${read}`);
    return [];
  });
}

export function bounded(key: string, list: string[], most: number, faults: string[]): string[] {
  if (list.length > most) faults.push(`${key} has ${list.length} entries; give ${most} or fewer`);
  return list.slice(0, most);
}

function together(all: RawTimes[]): RawTimes {
  if (all.length === 1) return all[0];
  return {
    after: (ms) => {
      let first: number | null = null;
      for (const times of all) {
        const next = times.after(ms);
        if (next !== null && (first === null || next < first)) first = next;
      }
      return first;
    },
  };
}

/** Clock changes aside. */
function shortestGap(entries: Entry[]): number {
  const utc = new Zone('UTC');
  const times = together(entries.map((entry) => entry.in(utc)));
  let shortest = Infinity;
  let last = times.after(REFERENCE_MS);
  for (let looked = 0; looked < GAP_SAMPLE && last !== null; looked++) {
    const next = times.after(last);
    if (next !== null) shortest = Math.min(shortest, next - last);
    last = next;
  }
  return shortest;
}

function asMinutes(ms: number): string {
  const minutes = Math.floor(ms / MINUTE_MS);
  return minutes > 0 && minutes % 60 === 0 ? `${minutes / 60}h` : `${minutes}m`;
}
