// All groups as they stand: each with its rules, those by which it was judged before, and what a change of rules expires beyond those. Pure but for the pauses.
import { isFarvaultError } from '../../shared/errors/errors.js';
import { SETTING_KEYS, type Settings } from '../../shared/settings/index.js';
import type { KeptSnapshot } from '../snapshots/index.js';
import { planGroup, type Decision, type KeepRules } from './plan.js';
import { FORMER_MS, type JudgedBy, type RetentionState } from './retention-state.js';

export interface Judged {
  jobId: string;
  jobName: string;
  agentId: string;
  officeId: string;
  /** Null: nobody says what to keep (the job is deleted, or its time zone is not known), so everything is kept. */
  rules: JudgedBy | null;
  decisions: Decision<KeptSnapshot>[];
  /** Ids of those that expire and that any rules of within a week would keep. */
  extra: string[];
}

export interface JudgeDependencies {
  /** In the order of commits; those in the trash are left out here. */
  snapshots: { all(): Iterable<KeptSnapshot> };
  /** In force for the job; undefined: it is deleted. */
  settingsOf(jobId: string): Settings | undefined;
  barsOf(nowMs: number): (snapshot: KeptSnapshot) => string[];
  state: Pick<RetentionState, 'formerly'>;
  /** Lets others in between; looked at before each group. */
  pause(): Promise<void>;
}

export interface Scope {
  jobId?: string;
  /** Of a deleted job. */
  jobName?: string;
  officeId?: string;
}

const KEEPS_ALL: KeepRules = { keepLast: 0, keepHourly: 0, keepDaily: 0, keepWeekly: 0, keepMonthly: 0, keepYearly: 0, keepWithin: 0 };
const RULE_KEYS = SETTING_KEYS.filter((key): key is keyof KeepRules => Object.hasOwn(KEEPS_ALL, key));

/** `instead`: what would be if these rules held in the place of the jobs' own. */
export async function* judgeAll(deps: JudgeDependencies, scope: Scope, nowMs: number, instead: Partial<KeepRules> | null = null): AsyncGenerator<Judged> {
  const bars = deps.barsOf(nowMs);
  const lately = groups(deps.snapshots.all(), scope, expiredAfter(nowMs - FORMER_MS));
  for (const [jobId, snapshots] of groups(deps.snapshots.all(), scope, isListed)) {
    await deps.pause();
    const settings = deps.settingsOf(jobId);
    const { jobName, agentId, officeId } = snapshots[snapshots.length - 1];
    const about = { jobId, jobName, agentId, officeId };
    if (settings === undefined) {
      yield { ...about, rules: null, decisions: keepAll(snapshots, 'the job is deleted', bars), extra: [] };
      continue;
    }
    const rules: JudgedBy = { ...judgedBy(settings), ...instead };
    const decisions = planned(snapshots, rules, nowMs, bars);
    if (decisions === null) yield { ...about, rules: null, decisions: keepAll(snapshots, `time zone ${settings.timezone} is not known here`, bars), extra: [] };
    else {
      const expiring = decisions.flatMap(({ keep, snapshot }) => (keep ? [] : [snapshot]));
      const extra = expiring.length === 0 ? [] : expiring.filter(keptFormerly(deps, jobId, [...(lately.get(jobId) ?? []), ...snapshots], nowMs, bars));
      yield { ...about, rules, decisions, extra: extra.map(({ id }) => id) };
    }
  }
}

/** Of what has expired of an office within a week, how much any rules of that week would keep. */
export async function expiredLately(deps: Omit<JudgeDependencies, 'pause'>, officeId: string, nowMs: number): Promise<number> {
  const bars = deps.barsOf(nowMs);
  const listed = groups(deps.snapshots.all(), { officeId }, isListed);
  let extra = 0;
  for (const [jobId, gone] of groups(deps.snapshots.all(), { officeId }, expiredAfter(nowMs - FORMER_MS))) {
    await new Promise((resolve) => setImmediate(resolve));
    extra += gone.filter(keptFormerly(deps, jobId, [...gone, ...(listed.get(jobId) ?? [])], nowMs, bars)).length;
  }
  return extra;
}

export function sameRules(a: JudgedBy, b: JudgedBy | undefined): boolean {
  return b !== undefined && a.timezone === b.timezone && RULE_KEYS.every((key) => a[key] === b[key]);
}

export function judgedBy(settings: Settings): JudgedBy {
  return { ...(Object.fromEntries(RULE_KEYS.map((key) => [key, settings[key]])) as unknown as KeepRules), timezone: settings.timezone };
}

/** `snapshots`: those that are listed, and those that lately were. Of a deleted job nobody says any more what is kept, so all is. */
function keptFormerly({ state, settingsOf }: Pick<JudgeDependencies, 'state' | 'settingsOf'>, jobId: string, snapshots: KeptSnapshot[], nowMs: number, bars: (snapshot: KeptSnapshot) => string[]): (snapshot: KeptSnapshot) => boolean {
  const kept = new Set<string>();
  for (const rules of settingsOf(jobId) === undefined ? [null] : state.formerly(jobId, nowMs)) {
    const decisions = rules === null ? null : planned(snapshots, rules, nowMs, bars);
    if (decisions === null) return () => true;
    for (const { keep, snapshot } of decisions) if (keep) kept.add(snapshot.id);
  }
  return ({ id }) => kept.has(id);
}

/** Null: by a time zone of which this machine does not know. */
function planned(snapshots: KeptSnapshot[], rules: JudgedBy, nowMs: number, bars: (snapshot: KeptSnapshot) => string[]): Decision<KeptSnapshot>[] | null {
  try {
    return planGroup({ snapshots, rules, timezone: rules.timezone, nowMs, bars });
  } catch (error) {
    if (error instanceof RangeError && !isFarvaultError(error)) return null;
    throw error;
  }
}

function keepAll(snapshots: KeptSnapshot[], why: string, bars: (snapshot: KeptSnapshot) => string[]): Decision<KeptSnapshot>[] {
  return [...snapshots].reverse().map((snapshot) => ({ snapshot, keep: true, rules: [why, ...bars(snapshot)] }));
}

const isListed = ({ trash }: KeptSnapshot): boolean => trash === null;

function expiredAfter(sinceMs: number): (snapshot: KeptSnapshot) => boolean {
  return ({ trash }) => trash !== null && trash.byHand !== true && trash.sinceMs > sinceMs;
}

function groups(all: Iterable<KeptSnapshot>, { jobId, jobName, officeId }: Scope, isWanted: (snapshot: KeptSnapshot) => boolean): Map<string, KeptSnapshot[]> {
  const groups = new Map<string, KeptSnapshot[]>();
  for (const snapshot of all) {
    const isMeant = isWanted(snapshot) && (jobId === undefined || snapshot.jobId === jobId) && (jobName === undefined || snapshot.jobName === jobName) && (officeId === undefined || snapshot.officeId === officeId);
    if (!isMeant) continue;
    const group = groups.get(snapshot.jobId);
    if (group === undefined) groups.set(snapshot.jobId, [snapshot]);
    else group.push(snapshot);
  }
  return groups;
}
