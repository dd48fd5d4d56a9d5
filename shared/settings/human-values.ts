// Sizes, durations and rates as people write them, and back. What is printed reads as the same value.

const SIZES: Record<string, number> = { '': 1, b: 1, k: 1024, kib: 1024, kb: 1000, m: 1024 ** 2, mib: 1024 ** 2, mb: 1e6, g: 1024 ** 3, gib: 1024 ** 3, gb: 1e9, t: 1024 ** 4, tib: 1024 ** 4, tb: 1e12 };
const SIZE_UNITS: [string, number][] = [['TiB', 1024 ** 4], ['GiB', 1024 ** 3], ['MiB', 1024 ** 2], ['KiB', 1024], ['GB', 1e9], ['MB', 1e6], ['KB', 1000]];
const DURATIONS: Record<string, number> = { s: 1000, m: 60_000, min: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const DURATION_UNITS: [string, number][] = [['d', 86_400_000], ['h', 3_600_000], ['m', 60_000], ['s', 1000]];
const MAX_TEXT = 64;

/** `10GiB`, `500M`, `1.5 TB`: bytes. K, M, G and T alone are binary. Undefined: no size. */
export function sizeOf(text: string): number | undefined {
  const match = text.length > MAX_TEXT ? null : /^(\d{1,18}(?:\.\d{1,9})?)\s*([a-z]*)$/i.exec(text.trim());
  const factor = match === null ? undefined : SIZES[match[2].toLowerCase()];
  const bytes = match === null || factor === undefined ? Number.NaN : Math.round(Number(match[1]) * factor);
  return Number.isSafeInteger(bytes) ? bytes : undefined;
}

/** `90s`, `30m`, `24h`, `7d`, `1h30m`: milliseconds. Undefined: no duration. */
export function durationOf(text: string): number | undefined {
  const trimmed = text.trim();
  if (trimmed.length > MAX_TEXT || !/^(?:\d{1,12}\s*(?:s|min|m|h|d|w)\s*)+$/i.test(trimmed)) return undefined;
  let total = 0;
  for (const [, amount, unit] of trimmed.matchAll(/(\d+)\s*(s|min|m|h|d|w)/gi)) total += Number(amount) * DURATIONS[unit.toLowerCase()];
  return Number.isSafeInteger(total) ? total : undefined;
}

/** `2MiB/s`, or a size alone: bytes a second. */
export function rateOf(text: string): number | undefined {
  return sizeOf(text.trim().replace(/\s*\/\s*s$/i, ''));
}

/** In the unit that takes the smallest whole number. */
function exact(value: number, units: [string, number][], rest: string): string {
  const fitting = value === 0 ? [] : units.filter(([, factor]) => value % factor === 0).sort((a, b) => b[1] - a[1]);
  return fitting.length === 0 ? `${value}${rest}` : `${value / fitting[0][1]}${fitting[0][0]}`;
}

export function sizeText(bytes: number): string {
  return exact(bytes, SIZE_UNITS, 'B');
}

/** Of whole seconds. */
export function durationText(ms: number): string {
  return exact(ms, DURATION_UNITS, 'ms');
}
