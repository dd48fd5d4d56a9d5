// Sizes and durations as people write them on a command line.
import { InvalidArgumentError } from 'commander';

const FACTORS: Record<string, number> = { '': 1, b: 1, k: 1024, kib: 1024, kb: 1000, m: 1024 ** 2, mib: 1024 ** 2, mb: 1e6, g: 1024 ** 3, gib: 1024 ** 3, gb: 1e9, t: 1024 ** 4, tib: 1024 ** 4, tb: 1e12 };

/** `10GiB`, `500M`, `1.5 TB`: bytes. K, M, G and T alone are binary. */
export function parseSize(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim());
  const factor = FACTORS[match?.[2]?.toLowerCase() ?? '-'];
  const bytes = match === null || factor === undefined ? Number.NaN : Math.round(Number(match[1]) * factor);
  if (!Number.isSafeInteger(bytes)) throw new InvalidArgumentError(`'${text}' is not a size: give 500MiB, 10GiB or a number of bytes`);
  return bytes;
}

/** `2MiB/s` or a plain size: bytes a second. */
export function parseRate(text: string): number {
  return parseSize(text.replace(/\/s$/i, ''));
}

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
