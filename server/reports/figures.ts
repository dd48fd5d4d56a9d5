// Small arithmetic of reports. Pure.
import type { Period, ReportHead } from './types.js';

export function head({ sinceMs, untilMs, timezone }: Period, office: string | null, nowMs: number): ReportHead {
  return { generatedAt: time(nowMs) ?? '', since: time(sinceMs) ?? '', until: time(untilMs) ?? '', timezone, office };
}

/** RFC 3339, or null for 0 (never). */
export function time(ms: number): string | null {
  return ms === 0 ? null : new Date(ms).toISOString();
}

export function seconds(ms: number): number {
  return Math.round(ms / 1000);
}

/** Two decimals; null when there is nothing to divide by. */
export function ratio(more: number, less: number): number | null {
  return less === 0 ? null : Math.round((more / less) * 100) / 100;
}

export function sum<T>(items: readonly T[], value: (item: T) => number): number {
  let total = 0;
  for (const item of items) total += value(item);
  return total;
}

/** The value below which `share` of them lie; null of none. `sorted` ascending. */
export function quantile(sorted: readonly number[], share: number): number | null {
  return sorted.length === 0 ? null : sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)];
}

/** Groups in the order in which they were first met. */
export function groupBy<T>(items: readonly T[], key: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const group = groups.get(key(item));
    if (group === undefined) groups.set(key(item), [item]);
    else group.push(item);
  }
  return groups;
}

/** By bytes, so that the same rows give the same report on every machine. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
