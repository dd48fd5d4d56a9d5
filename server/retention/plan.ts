// Which snapshots of one group (a job, and so an agent) are kept, and why: a pure function of when the server received them, the rules, the job's time zone and now.
// As restic and Borg have it: each time rule keeps the newest snapshot of each of the N most recent periods that have one. docs/retention.md says all of it.
import { durationText, type Settings } from '../../shared/settings/index.js';
import type { KeptSnapshot } from '../snapshots/index.js';
import { Calendar, type PeriodKind } from './periods.js';

/** None of them set: everything is kept. */
export type KeepRules = Pick<Settings, 'keepLast' | 'keepHourly' | 'keepDaily' | 'keepWeekly' | 'keepMonthly' | 'keepYearly' | 'keepWithin'>;

export type PlannedSnapshot = Pick<KeptSnapshot, 'id' | 'timeMs' | 'commit' | 'partial'>;

export interface Decision<S extends PlannedSnapshot> {
  snapshot: S;
  keep: boolean;
  /** Why it is kept; empty: it expires. */
  rules: string[];
}

export interface GroupPlan<S extends PlannedSnapshot> {
  /** Those that are listed, in any order. */
  snapshots: readonly S[];
  rules: KeepRules;
  timezone: string;
  nowMs: number;
  /** What else keeps it: holds, locks, sessions. */
  bars: (snapshot: S) => string[];
}

/** A snapshot that says to be from so much later than now was made while the clock was wrong. As far as clock and steady clock may be apart. */
const FUTURE_MS = 3_600_000;

const PERIODS: [PeriodKind, keyof KeepRules][] = [['hourly', 'keepHourly'], ['daily', 'keepDaily'], ['weekly', 'keepWeekly'], ['monthly', 'keepMonthly'], ['yearly', 'keepYearly']];

export function hasRules(rules: KeepRules): boolean {
  return rules.keepLast > 0 || rules.keepWithin > 0 || PERIODS.some(([, key]) => rules[key] > 0);
}

/** The newest first. */
export function planGroup<S extends PlannedSnapshot>({ snapshots, rules, timezone, nowMs, bars }: GroupPlan<S>): Decision<S>[] {
  const newestFirst = [...snapshots].sort((a, b) => b.commit - a.commit);
  const isFuture = (snapshot: S): boolean => snapshot.timeMs > nowMs + FUTURE_MS;
  const judged = newestFirst.filter((snapshot) => !isFuture(snapshot));
  const why = new Map<string, string[]>(newestFirst.map(({ id }) => [id, []]));
  const keep = (snapshot: S, rule: string): void => void why.get(snapshot.id)!.push(rule);

  if (hasRules(rules)) {
    for (const [at, snapshot] of judged.slice(0, rules.keepLast).entries()) keep(snapshot, `last ${at + 1}`);
    const calendar = new Calendar(timezone);
    for (const [kind, key] of PERIODS) if (rules[key] > 0) for (const [snapshot, period] of newestOfPeriods(judged, kind, rules[key], calendar)) keep(snapshot, `${kind} ${period}`);
    if (rules.keepWithin > 0) for (const snapshot of judged) if (snapshot.timeMs > nowMs - rules.keepWithin) keep(snapshot, `within ${durationText(rules.keepWithin)}`);
    keepLastGood(judged, keep);
  } else for (const snapshot of judged) keep(snapshot, 'no keep setting');

  for (const snapshot of newestFirst) {
    if (isFuture(snapshot)) keep(snapshot, 'from the future');
    for (const bar of bars(snapshot)) keep(snapshot, bar);
  }
  return newestFirst.map((snapshot) => {
    const own = why.get(snapshot.id)!;
    return { snapshot, keep: own.length > 0, rules: own };
  });
}

/** Of each of the `count` latest periods that have one: the newest whole snapshot, or the newest partial one where there is no other. */
function newestOfPeriods<S extends PlannedSnapshot>(newestFirst: readonly S[], kind: PeriodKind, count: number, calendar: Calendar): [S, string][] {
  const chosen = new Map<number, S>();
  for (const snapshot of newestFirst) {
    const period = calendar.periodOf(kind, snapshot.timeMs);
    const before = chosen.get(period);
    if (before === undefined || (before.partial && !snapshot.partial)) chosen.set(period, snapshot);
  }
  const latest = [...chosen].sort(([a], [b]) => b - a).slice(0, count);
  return latest.map(([, snapshot]) => [snapshot, calendar.textOf(kind, snapshot.timeMs)]);
}

/** Whatever the rules say, there is one to restore from. */
function keepLastGood<S extends PlannedSnapshot>(newestFirst: readonly S[], keep: (snapshot: S, rule: string) => void): void {
  const whole = newestFirst.find(({ partial }) => !partial);
  if (whole !== undefined) keep(whole, 'last good');
  else if (newestFirst.length > 0) keep(newestFirst[0], 'the newest; none is whole');
}
