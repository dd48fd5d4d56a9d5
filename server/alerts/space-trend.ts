// In how many days the disk is full, from what was free on it before. Pure.
import type { SpaceSample } from './world.js';

const DAY_MS = 86_400_000;
const WINDOW_MS = 14 * DAY_MS;
/** A shorter time is a first backup, not a trend. */
const MIN_SPAN_MS = 2 * DAY_MS;

/** Null: not known yet. Infinity: it does not fill up. A straight line through the last two weeks of a disk of one size. */
export function daysLeft(history: readonly SpaceSample[], now: SpaceSample): number | null {
  const points = [...history, now].filter(({ timeMs, totalBytes }) => now.timeMs - timeMs <= WINDOW_MS && totalBytes === now.totalBytes);
  if (points.length < 3 || now.timeMs - points[0].timeMs < MIN_SPAN_MS) return null;
  const days = points.map(({ timeMs }) => (timeMs - now.timeMs) / DAY_MS);
  const meanDay = mean(days);
  const meanFree = mean(points.map(({ freeBytes }) => freeBytes));
  let over = 0;
  let under = 0;
  for (const [index, { freeBytes }] of points.entries()) {
    over += (days[index] - meanDay) * (freeBytes - meanFree);
    under += (days[index] - meanDay) ** 2;
  }
  const bytesADay = under === 0 ? 0 : over / under;
  return bytesADay >= 0 ? Infinity : now.freeBytes / -bytesADay;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
