// What is wrong now: a pure function of the world and the rules. Nothing here knows what was wrong before; alert-plan.ts does.
import type { AlertKind } from '../../shared/settings/index.js';
import { agentConditions } from './evaluate-agents.js';
import { copyConditions } from './evaluate-care-copies.js';
import { drillConditions } from './evaluate-care-drills.js';
import { lifecycleConditions } from './evaluate-care-lifecycle.js';
import { gcConditions } from './evaluate-care-gc.js';
import { verifyConditions } from './evaluate-care-verify.js';
import { retentionConditions } from './evaluate-care-retention.js';
import { jobConditions } from './evaluate-jobs.js';
import { serverConditions } from './evaluate-server.js';
import type { RuleSet, Ruling } from './rules.js';
import type { Condition, Place, World } from './world.js';

/** What waits for agents to come back after the server was away. */
const HEARING: readonly AlertKind[] = ['late', 'agent-unseen', 'clock'];
export const SETTLE_MS = 10 * 60_000;

/** A condition and where it is told. */
export interface JudgedCondition extends Condition {
  kind: AlertKind;
  rule: string;
  /** Null: no rule says. */
  destinations: string[] | null;
}

export interface Evaluation {
  conditions: JudgedCondition[];
  /** Kinds of which nothing can be said yet: alerts of these kinds stay as they are. */
  unjudged: ReadonlySet<AlertKind>;
}

/** Adds a condition unless a rule turns it off. */
export type Judge = (kind: AlertKind, place: Place | null, decide: (threshold: number | undefined) => Found | null) => void;

/** `severity`: as the kind has it, where it is not said. */
export type Found = Omit<Condition, 'kind' | 'place' | 'severity'> & { severity?: Condition['severity'] };

export function evaluate(world: World, rules: RuleSet, defaults: Record<AlertKind, { severity: Condition['severity'] }>, nowMs: number): Evaluation {
  const conditions: JudgedCondition[] = [];
  const unjudged = new Set(nowMs - world.listeningSinceMs < SETTLE_MS ? HEARING : []);
  const judge: Judge = (kind, place, decide) => {
    if (unjudged.has(kind)) return;
    const ruling: Ruling = rules.ruling(kind, place);
    if (ruling.disabled) return;
    const found = decide(ruling.threshold);
    if (found === null) return;
    const severity = ruling.severity ?? found.severity ?? defaults[kind].severity;
    conditions.push({ ...found, kind, place, severity, rule: ruling.rule, destinations: ruling.destinations });
  };
  for (const job of world.jobs) jobConditions(job, nowMs, judge);
  for (const agent of world.agents) agentConditions(agent, nowMs, judge);
  drillConditions(world, nowMs, judge);
  serverConditions(world, nowMs, judge);
  retentionConditions(world, judge);
  verifyConditions(world, nowMs, judge);
  gcConditions(world, judge);
  lifecycleConditions(world, judge);
  copyConditions(world, nowMs, judge);
  return { conditions, unjudged };
}
