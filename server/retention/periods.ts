// Hours, days, ISO weeks, months and years by the calendar of a time zone. Pure.
import { DAY_MS, HOUR_MS, MINUTE_MS, Zone } from '../../shared/schedule/zone.js';

export type PeriodKind = 'hourly' | 'daily' | 'weekly' | 'monthly' | 'yearly';

export class Calendar {
  readonly #zone: Zone;

  constructor(timezone: string) {
    this.#zone = new Zone(timezone);
  }

  /** A number for the period in which the moment lies; later periods have greater ones. */
  periodOf(kind: PeriodKind, ms: number): number {
    const wall = this.#zone.wallAt(ms);
    const day = Math.floor(wall / DAY_MS);
    switch (kind) {
      case 'hourly':
        // The hour that a clock change repeats is two hours.
        return Math.floor(wall / HOUR_MS) * HOUR_MS - (wall - ms);
      case 'daily':
        return day;
      case 'weekly':
        return day - weekdayOf(day);
      case 'monthly': {
        const local = new Date(wall);
        return local.getUTCFullYear() * 12 + local.getUTCMonth();
      }
      case 'yearly':
        return new Date(wall).getUTCFullYear();
    }
  }

  /** As people write it: 2026-11-20T14:00+01:00, 2026-11-20, 2026-W47, 2026-11, 2026. */
  textOf(kind: PeriodKind, ms: number): string {
    const wall = this.#zone.wallAt(ms);
    const date = new Date(wall).toISOString().slice(0, -14);
    if (kind === 'hourly') return `${date}T${new Date(Math.floor(wall / HOUR_MS) * HOUR_MS).toISOString().slice(-13, -8)}${offsetText(wall - ms)}`;
    if (kind === 'daily') return date;
    if (kind === 'weekly') return weekText(this.periodOf('weekly', ms));
    return kind === 'monthly' ? date.slice(0, -3) : date.slice(0, -6);
  }
}

/** 0: Monday. 1970 began on a Thursday. */
function weekdayOf(day: number): number {
  return (((day + 3) % 7) + 7) % 7;
}

/** A week belongs to the year in which its Thursday lies. */
function weekText(monday: number): string {
  const thursday = monday + 3;
  const year = new Date(thursday * DAY_MS).getUTCFullYear();
  const week = Math.floor((thursday - Date.UTC(year, 0, 1) / DAY_MS) / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}

function offsetText(offsetMs: number): string {
  const minutes = Math.round(Math.abs(offsetMs) / MINUTE_MS);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${offsetMs < 0 ? '-' : '+'}${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}
