// Retention the slow, obvious way, for comparison: walks the calendar of the zone back from now, a period at a time, and looks through all snapshots for each.
import { DateTime, type DateTimeUnit } from 'luxon';
import type { KeepRules, PlannedSnapshot } from '../plan.js';

const HOUR_MS = 3_600_000;

export function slowlyKept(all: readonly PlannedSnapshot[], rules: KeepRules, timezone: string, nowMs: number): Set<string> {
  if (Object.values(rules).every((value) => value === 0)) return new Set(all.map(({ id }) => id));
  const kept = new Set(all.filter(({ timeMs }) => timeMs > nowMs + HOUR_MS).map(({ id }) => id));
  const present = all.filter(({ id }) => !kept.has(id));
  const newest = (among: readonly PlannedSnapshot[]): PlannedSnapshot => among.reduce((a, b) => (b.commit > a.commit ? b : a));
  const best = (among: readonly PlannedSnapshot[]): PlannedSnapshot => newest(among.some(({ partial }) => !partial) ? among.filter(({ partial }) => !partial) : among);

  const left = [...present];
  for (let last = 0; last < rules.keepLast && left.length > 0; last++) kept.add(left.splice(left.indexOf(newest(left)), 1)[0].id);
  const units: [DateTimeUnit, number][] = [['hour', rules.keepHourly], ['day', rules.keepDaily], ['week', rules.keepWeekly], ['month', rules.keepMonthly], ['year', rules.keepYearly]];
  for (const [unit, count] of units) {
    const oldestMs = Math.min(...present.map(({ timeMs }) => timeMs));
    let found = 0;
    let end = DateTime.fromMillis(nowMs + HOUR_MS, { zone: timezone }).endOf(unit).toMillis() + 1;
    while (found < count && end > oldestMs) {
      // The hour before an hour is 60 minutes long, whatever the clock on the wall says.
      const start = DateTime.fromMillis(end - 1, { zone: timezone }).startOf(unit).toMillis();
      const inside = present.filter(({ timeMs }) => timeMs >= start && timeMs < end);
      if (inside.length > 0) {
        kept.add(best(inside).id);
        found++;
      }
      // Over years without a snapshot an hour at a time would take too long.
      const before = present.filter(({ timeMs }) => timeMs < start);
      const nextMs = before.length === 0 ? -Infinity : Math.max(...before.map(({ timeMs }) => timeMs));
      end = unit === 'hour' && nextMs < start - 50 * HOUR_MS && nextMs > -Infinity ? DateTime.fromMillis(nextMs, { zone: timezone }).endOf(unit).toMillis() + 1 : start;
    }
  }
  for (const { id, timeMs } of present) if (rules.keepWithin > 0 && nowMs - timeMs < rules.keepWithin) kept.add(id);
  if (present.length > 0) kept.add(best(present).id);
  return kept;
}
