// What becomes of alerts when the world is such: fire, escalate, resolve. Pure.
import type { AlertKind } from '../../shared/settings/index.js';
import type { AlertRecord } from './alert-state.js';
import type { Evaluation, JudgedCondition } from './evaluate.js';

const MINUTE_MS = 60_000;
/** A condition must be gone for so long; four times as long with each return within an hour. */
const HOLD_MS = 2 * MINUTE_MS;
const LONGEST_HOLD_MS = 120 * MINUTE_MS;
/** One that comes back so soon is the same alert. */
export const REOPEN_MS = 60 * MINUTE_MS;

export interface Known {
  standing: Iterable<AlertRecord>;
  ofKey(key: string): AlertRecord | undefined;
  sticky(kind: AlertKind): boolean;
  /** Since when the condition of a standing alert is gone, by key; kept by whoever calls. */
  goneSince: ReadonlyMap<string, number>;
  /** How many more alerts may stand. */
  room: number;
}

export interface AlertPlan {
  fire: JudgedCondition[];
  /** Fired within an hour of its end: the same alert again. */
  reopen: { alert: AlertRecord; condition: JudgedCondition }[];
  /** It has become graver, or has happened again since it was acknowledged. */
  escalate: { alert: AlertRecord; condition: JudgedCondition }[];
  resolve: AlertRecord[];
  goneSince: Map<string, number>;
  /** Conditions beyond what may stand. */
  leftOut: number;
}

export function keyOf({ kind, id }: { kind: AlertKind; id: string }): string {
  return `${kind}:${id}`;
}

export function holdMs(flaps: number): number {
  return Math.min(LONGEST_HOLD_MS, HOLD_MS * 4 ** Math.min(flaps, 10));
}

export function planAlerts({ conditions, unjudged }: Evaluation, known: Known, nowMs: number): AlertPlan {
  const plan: AlertPlan = { fire: [], reopen: [], escalate: [], resolve: [], goneSince: new Map(), leftOut: 0 };
  const present = new Set<string>();
  let room = known.room;
  // The gravest first, should there be room for some only.
  const ordered = [...conditions].sort((a, b) => Number(b.severity === 'critical') - Number(a.severity === 'critical'));
  for (const condition of ordered) {
    const key = keyOf(condition);
    if (present.has(key)) continue;
    present.add(key);
    const alert = known.ofKey(key);
    if (alert !== undefined && alert.state !== 'resolved') {
      const graver = condition.severity === 'critical' && alert.severity === 'warning';
      const another = alert.state === 'acknowledged' && condition.eventMs !== undefined && condition.eventMs > alert.acknowledgedMs;
      if (graver || another) plan.escalate.push({ alert, condition });
    } else if (room-- <= 0) plan.leftOut++;
    else if (alert !== undefined && nowMs - alert.resolvedMs < REOPEN_MS) plan.reopen.push({ alert, condition });
    else plan.fire.push(condition);
  }
  for (const alert of known.standing) {
    if (present.has(alert.key) || unjudged.has(alert.kind)) continue;
    if (known.sticky(alert.kind) && alert.state === 'firing') continue;
    const sinceMs = known.goneSince.get(alert.key) ?? nowMs;
    if (nowMs - sinceMs >= holdMs(alert.flaps)) plan.resolve.push(alert);
    else plan.goneSince.set(alert.key, sinceMs);
  }
  return plan;
}
