// Bandwidth by time of day: `2MiB/s`, `2MiB/s@Mon-Fri/08:00-18:00`, `none@Sat-Sun`. Of the rates with hours the first that holds counts; the one without is for the rest.
import { FarvaultError } from '../errors/errors.js';
import { rateOf } from '../settings/human-values.js';
import { covers, parseHours, type Stretch } from './hours.js';
import { OpenTime } from './open-time.js';
import { bounded, readEach } from './settings.js';
import { Zone, zoneFault } from './zone.js';

export interface Rates {
  /** Bytes a second; 0: no limit. */
  at(ms: number): number;
  /** The next moment at which the rate is another; null: never. */
  changesAfter(ms: number): number | null;
}

interface Rate {
  text: string;
  bytes: number;
  /** null: the hours that no other entry names. */
  week: Stretch[] | null;
}

const MAX_RATES = 32;
/** Slower than this a first backup outlives its machine, and a lost line cannot be told from a slow one. */
const LEAST_BYTES = 16 * 1024;
/** Changes looked at until the rate counts as the same for ever: more than a week of the finest hours has. */
const MAX_CHANGES = 1_000;

export function rateFaults(rateLimit: string[], timezone: string): string[] {
  const faults: string[] = [];
  parseRates(rateLimit, timezone, faults);
  return faults;
}

export function compileRates(rateLimit: string[], timezone: string): Rates {
  const faults: string[] = [];
  const rates = parseRates(rateLimit, timezone, faults);
  if (faults.length > 0) throw new FarvaultError('USAGE', faults.join('\n'));
  const zone = new Zone(timezone);
  const rest = rates.find(({ week }) => week === null)?.bytes ?? 0;
  const byHours = rates.flatMap(({ bytes, week }) => (week === null ? [] : [{ bytes, hours: new OpenTime(zone, week, []) }]));
  const at = (ms: number): number => byHours.find(({ hours }) => hours.around(ms).from <= ms)?.bytes ?? rest;
  return {
    at,
    changesAfter: (ms) => {
      let next = ms;
      for (let change = 0; change < MAX_CHANGES; change++) {
        const asked = next;
        next = Math.min(...byHours.map(({ hours }) => hours.around(asked)).map(({ from, to }) => (from > asked ? from : to)));
        if (!Number.isFinite(next)) return null;
        if (at(next) !== at(ms)) return next;
      }
      return null;
    },
  };
}

function parseRates(rateLimit: string[], timezone: string, faults: string[]): Rate[] {
  const unknown = zoneFault(timezone);
  if (unknown !== null) faults.push(`timezone ${unknown}`);
  const rates = readEach('rateLimit', bounded('rateLimit', rateLimit, MAX_RATES, faults), parseRate, faults);
  const before: Stretch[] = [];
  let rest: Rate | null = null;
  for (const rate of rates) {
    if (rate.week === null) {
      if (rest !== null) faults.push(`rateLimit '${rate.text}' never holds: '${rest.text}' is for all hours without a rate of their own already; keep one of them`);
      rest ??= rate;
      continue;
    }
    if (before.length > 0 && covers(before, rate.week)) faults.push(`rateLimit '${rate.text}' never holds: entries before it have all of its hours; take it out, or put it first`);
    before.push(...rate.week);
  }
  return rates;
}

function parseRate(text: string): Rate | string {
  const [rate, hours, ...more] = text.trim().split('@');
  if (text.length > 100 || more.length > 0) return 'is not understood; give 2MiB/s, or with hours 2MiB/s@Mon-Fri/08:00-18:00';
  const bytes = parseBytes(rate.trim());
  if (typeof bytes === 'string') return bytes;
  if (hours === undefined) return { text, bytes, week: null };
  const week = parseHours(hours);
  return typeof week === 'string' ? week : { text, bytes, week };
}

function parseBytes(text: string): number | string {
  if (/^(none|off|0)$/i.test(text)) return 0;
  const bytes = rateOf(text);
  if (bytes === undefined) return 'names no rate; give it as 2MiB/s, 512KiB/s or none, before the @ of its hours';
  return bytes < LEAST_BYTES ? 'is below 16KiB/s, at which no backup comes to an end; give 16KiB/s or more, or close these hours with a window' : bytes;
}
