// All groups as they stand: each with its rules, those by which it was judged before, and what a change of rules expires beyond those. Pure but for the pauses.
import { isFarvaultError } from '../../shared/errors/errors.js';
import { SETTING_KEYS, type Settings } from '../../shared/settings/index.js';
import type { KeptSnapshot } from '../snapshots/index.js';
import { hasRules, planGroup, type Decision, type KeepRules } from './plan.js';
import type { JudgedBy, RetentionState } from './retention-state.js';

export interface Judged {
  jobId: string;
  jobName: string;
  agentId: string;
  officeId: string;
  /** Null: nobody says what to keep (the job is deleted, or its time zone is not known), so everything is kept. */
  rules: JudgedBy | null;
  decisions: Decision<KeptSnapshot>[];
  /** Of those that expire, how many the rules of before would keep. */
  extra: number;
}

export interface JudgeDependencies {
  /** In the order of commits; those in the trash are left out here. */
  snapshots: { all(): Iterable<KeptSnapshot> };
  /** In force for the job; undefined: it is deleted. */
  settingsOf(jobId: string): Settings | undefined;
  barsOf(nowMs: number): (snapshot: KeptSnapshot) => string[];
  state: Pick<RetentionState, 'judgedBy'>;
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
  for (const [jobId, snapshots] of groups(deps.snapshots.all(), scope)) {
    await deps.pause();
    const settings = deps.settingsOf(jobId);
    const { jobName, agentId, officeId } = snapshots[snapshots.length - 1];
    const about = { jobId, jobName, agentId, officeId };
    if (settings === undefined) {
      yield { ...about, rules: null, decisions: keepAll(snapshots, 'the job is deleted', bars), extra: 0 };
      continue;
    }
    const rules: JudgedBy = { ...rulesOf(settings), ...instead, timezone: settings.timezone };
    const decisions = planned(snapshots, rules, nowMs, bars);
    if (decisions === null) yield { ...about, rules: null, decisions: keepAll(snapshots, `time zone ${settings.timezone} is not known here`, bars), extra: 0 };
    else yield { ...about, rules, decisions, extra: extraOf(snapshots, decisions, rules, deps.state.judgedBy(jobId), nowMs, bars) };
  }
}

export function sameRules(a: JudgedBy, b: JudgedBy | undefined): boolean {
  return b !== undefined && a.timezone === b.timezone && RULE_KEYS.every((key) => a[key] === b[key]);
}

export function rulesOf(settings: KeepRules): KeepRules {
  return Object.fromEntries(RULE_KEYS.map((key) => [key, settings[key]])) as unknown as KeepRules;
}

function extraOf(snapshots: KeptSnapshot[], decisions: Decision<KeptSnapshot>[], rules: JudgedBy, before: JudgedBy | undefined, nowMs: number, bars: (snapshot: KeptSnapshot) => string[]): number {
  if (sameRules(rules, before)) return 0;
  const expiring = decisions.filter(({ keep }) => !keep);
  const old = before === undefined || !hasRules(before) ? null : planned(snapshots, before, nowMs, bars);
  if (expiring.length === 0 || old === null) return expiring.length;
  const keptBefore = new Set(old.flatMap(({ keep, snapshot }) => (keep ? [snapshot.id] : [])));
  return expiring.filter(({ snapshot }) => keptBefore.has(snapshot.id)).length;
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

function groups(all: Iterable<KeptSnapshot>, { jobId, jobName, officeId }: Scope): Map<string, KeptSnapshot[]> {
  const groups = new Map<string, KeptSnapshot[]>();
  for (const snapshot of all) {
    const isMeant = snapshot.trash === null && (jobId === undefined || snapshot.jobId === jobId) && (jobName === undefined || snapshot.jobName === jobName) && (officeId === undefined || snapshot.officeId === officeId);
    if (!isMeant) continue;
    const group = groups.get(snapshot.jobId);
    if (group === undefined) groups.set(snapshot.jobId, [snapshot]);
    else group.push(snapshot);
  }
  return groups;
}
