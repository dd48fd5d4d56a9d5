// Moments as people write them on a command line.
import { FarvaultError } from '../../shared/errors/errors.js';
import { parseDuration } from './sizes.js';

/** `30d` ago, `2026-11-01` (local midnight), or a time as in RFC 3339: ms. */
export function parseWhen(text: string, now: number): number {
  if (/^\d+\s*(s|m|min|h|d)$/i.test(text.trim())) return now - parseDuration(text) * 1000;
  const day = /^(\d{4})-(\d{2})-(\d{2})$/.exec(text.trim());
  const ms = day === null ? (/^\d{4}-\d{2}-\d{2}T/.test(text) ? Date.parse(text) : Number.NaN) : new Date(Number(day[1]), Number(day[2]) - 1, Number(day[3])).getTime();
  if (Number.isNaN(ms)) throw new FarvaultError('USAGE', `'${text}' is not a time`, { remedy: 'Give an age (30d, 12h), a day (2026-11-01) or a time (2026-11-01T08:00:00Z).' });
  return ms;
}
