// Durations and counts as people write them on a command line.
import { InvalidArgumentError } from 'commander';

const SECONDS: Record<string, number> = { s: 1, m: 60, min: 60, h: 3600, d: 86400 };

/** `90s`, `30m`, `24h`, `7d`: seconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+)\s*(s|m|min|h|d)$/i.exec(text.trim());
  if (match === null) throw new InvalidArgumentError(`'${text}' is not a duration: give 90s, 30m, 24h or 7d`);
  return Number(match[1]) * SECONDS[match[2].toLowerCase()];
}

export function parseCount(text: string): number {
  if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError(`'${text}' is not a number`);
  return Number(text);
}
