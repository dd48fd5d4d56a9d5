// What one entry of a schedule says by itself: a cron expression, a name for one, or an interval. No window, no jitter yet.
import { Cron } from 'croner';
import { messageOf } from '../errors/errors.js';
import { durationOf } from '../settings/human-values.js';
import { DAY_MS, MINUTE_MS, type Zone } from './zone.js';

export interface RawTimes {
  /** The first due time strictly after `ms`. */
  after(ms: number): number | null;
}

export interface Entry {
  text: string;
  in(zone: Zone): RawTimes;
}

const NAMES: Record<string, string> = {
  '@hourly': '0 * * * *',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@weekly': '0 0 * * 0',
  '@monthly': '0 0 1 * *',
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
};

const LONGEST_INTERVAL_MS = 366 * DAY_MS;

/** Intervals count from midnight of this Monday in their zone. */
const ANCHOR_WALL = Date.UTC(2001, 0, 1);

/** From here on croner is asked whether an expression fires at all; it gives up after 3000. */
export const REFERENCE_MS = Date.UTC(2027, 0, 1);

export function parseEntry(text: string, faults: string[]): Entry | null {
  const words = text.trim().replace(/\s+/g, ' ');
  const fault = (why: string): null => {
    faults.push(`schedule '${text.slice(0, 100)}' ${why}`);
    return null;
  };
  if (words.length > 100) return fault('is longer than 100 characters; say it in several entries');
  if (words.startsWith('every')) return parseInterval(words, fault);
  const pattern = words.startsWith('@') ? NAMES[words.toLowerCase()] : words;
  if (pattern === undefined) return fault(`is no known name; names are ${Object.keys(NAMES).join(', ')}`);
  if (pattern.split(' ').length !== 5) return fault("has not five fields; give minute, hour, day of month, month and day of week, as '30 2 * * *', or 'every 4h', or @daily");
  try {
    const cron = cronOf(pattern);
    if (cron.nextRun(new Date(REFERENCE_MS)) === null) return fault('never fires: there is no such day; change day of month or month');
    return { text, in: (zone) => new CronTimes(cron, zone) };
  } catch (error) {
    return fault(`is no cron expression: ${messageOf(error).replace(/^CronPattern: (Syntax error, )?/, '')}; the fields are minute 0-59, hour 0-23, day 1-31, month 1-12, day of week 0-7 or Mon-Sun`);
  }
}

/** Runs nothing: wall times are counted as if they were UTC, and the zone is ours (docs/schedules.md says why). */
function cronOf(pattern: string): Cron {
  return new Cron(pattern, { mode: '5-part', utcOffset: 0, paused: true });
}

class CronTimes implements RawTimes {
  constructor(
    private readonly cron: Cron,
    private readonly zone: Zone,
  ) {}

  after(ms: number): number | null {
    let wall = Math.floor(this.zone.wallAt(ms) / 1000) * 1000;
    for (;;) {
      const next = this.cron.nextRun(new Date(wall));
      if (next === null) return null;
      wall = next.getTime();
      const instant = this.zone.instantOf(wall);
      // In an hour that comes a second time, what the wall shows next has been due already.
      if (instant > ms) return instant;
    }
  }
}

function parseInterval(words: string, fault: (why: string) => null): Entry | null {
  const interval = durationOf(words.slice('every'.length));
  if (interval === undefined) return fault("is no interval; give whole numbers with m, h, d or w, as 'every 4h'");
  if (interval < MINUTE_MS) return fault('comes round in less than a minute; give one minute or more');
  if (interval % MINUTE_MS !== 0) return fault('is not a number of whole minutes; give minutes, as every 2m');
  if (interval > LONGEST_INTERVAL_MS) return fault('is longer than 366 days; give a shorter interval');
  return {
    text: words,
    in: (zone) => {
      const anchor = zone.instantOf(ANCHOR_WALL);
      return { after: (ms) => anchor + (Math.floor((ms - anchor) / interval) + 1) * interval };
    },
  };
}
