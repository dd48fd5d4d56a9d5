// Calendar days of a time zone.
import { DateTime } from 'luxon';

export interface Day {
  /** `2026-11-21`. */
  day: string;
  fromMs: number;
  /** Of the next one. */
  toMs: number;
}

/** Every day that the period touches, in order. */
export function daysOf(sinceMs: number, untilMs: number, timezone: string): Day[] {
  const days: Day[] = [];
  let from = DateTime.fromMillis(sinceMs, { zone: timezone }).startOf('day');
  while (from.toMillis() < untilMs) {
    const to = from.plus({ days: 1 }).startOf('day');
    days.push({ day: from.toISODate() ?? '', fromMs: from.toMillis(), toMs: to.toMillis() });
    from = to;
  }
  return days;
}

/** `2026-11-21`, UTC. */
export function utcDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

export function isTimezone(name: string): boolean {
  return DateTime.utc().setZone(name).isValid;
}
