// Which of the runs that wait go now: a plan over plain data. docs/schedules.md tells administrators the same.

/** A run that could go at once if it were its turn: its agent is connected, and no other run of its job goes on. */
export interface QueuedRun {
  id: string;
  kind: string;
  /** manual, or how its schedule came to it. */
  reason: string;
  queuedMs: number;
  /** When it should have started; 0: not by a schedule. */
  dueMs: number;
  /** The job's recovery point objective; 0: none is promised. */
  rpoMs: number;
  /** Of when the newest snapshot of the job is; 0: there is none. */
  lastGoodMs: number;
  /** When the job's last run ended, if that has begun and left no snapshot; 0: not so. */
  lastTriedMs: number;
  /** Every scope that covers it. */
  scopes: readonly string[];
  /** When its window opens and no blackout is in the way; 0: now. */
  opensMs: number;
}

export interface Limit {
  scope: string;
  maxRuns: number;
}

export interface AdmissionInput {
  nowMs: number;
  queued: readonly QueuedRun[];
  /** Of runs that go on: the scopes that cover them. */
  active: readonly { scopes: readonly string[] }[];
  limits: readonly Limit[];
}

export interface AdmissionPlan {
  /** Ids, in the order in which they start. */
  start: string[];
  /** Of the others: what they wait for. */
  waiting: Map<string, string>;
}

/**
 * Runs at once where nobody has set a limit for `all`. With more, each upload is left with the least credit that the protocol knows, 2 MiB, and all together would take more
 * memory than the server has set aside for them (server/sessions/limits.ts: 160 MiB), without one byte more arriving.
 */
export const DEFAULT_MAX_RUNS = 64;

/** As agents bound it: beyond it a run would fail there (agent/control/run-manager.ts). */
const MAX_AGENT_RUNS = 32;

/** A job without RPO that has waited so long is as urgent as one whose RPO is reached just now. */
const PATIENCE_MS = 24 * 3_600_000;

export function planAdmission({ nowMs, queued, active, limits }: AdmissionInput): AdmissionPlan {
  const limitOf = new Map(limits.map(({ scope, maxRuns }) => [scope, maxRuns]));
  const most = (scope: string): number => Math.min(limitOf.get(scope) ?? Infinity, scope.startsWith('agent ') ? MAX_AGENT_RUNS : Infinity);
  const going = new Map<string, number>();
  const count = (scopes: readonly string[]): void => scopes.forEach((scope) => going.set(scope, (going.get(scope) ?? 0) + 1));
  for (const { scopes } of active) count(scopes);

  const plan: AdmissionPlan = { start: [], waiting: new Map() };
  for (const run of inOrder(queued, nowMs)) {
    if (run.opensMs > nowMs) {
      plan.waiting.set(run.id, `its window to open, or the end of a blackout: ${Number.isFinite(run.opensMs) ? new Date(run.opensMs).toISOString() : 'never, by the settings of now'}`);
      continue;
    }
    const full = run.scopes.find((scope) => (going.get(scope) ?? 0) >= most(scope));
    const total = going.get('all') ?? 0;
    if (full !== undefined) plan.waiting.set(run.id, `a run of ${full} to end: ${going.get(full)} of at most ${most(full)} go on`);
    else if (!limitOf.has('all') && total >= DEFAULT_MAX_RUNS && run.kind !== 'restore') plan.waiting.set(run.id, `another run to end: ${total} go on, and the server runs ${DEFAULT_MAX_RUNS} at once unless the policy of all says otherwise`);
    else {
      plan.start.push(run.id);
      count(run.scopes);
    }
  }
  return plan;
}

/** Restores, then what people ask for, then what is furthest behind. */
function inOrder(queued: readonly QueuedRun[], nowMs: number): QueuedRun[] {
  const ranked = queued.map((run) => ({ run, class: classOf(run), behind: behind(run, nowMs) }));
  ranked.sort((a, b) => a.class - b.class || compare(b.behind, a.behind) || a.run.queuedMs - b.run.queuedMs || (a.run.id < b.run.id ? -1 : 1));
  return ranked.map(({ run }) => run);
}

function classOf({ kind, reason }: QueuedRun): number {
  if (kind === 'restore') return 0;
  return reason === 'manual' ? 1 : 2;
}

/**
 * Age of the newest snapshot as a share of the RPO: from 1 on it is broken; without an RPO, the wait as a share of a day. Both grow while it waits, and a try that came to nothing
 * starts it anew, so that no job waits for ever: not behind jobs either that fail again and again.
 */
function behind({ rpoMs, lastGoodMs, lastTriedMs, queuedMs, dueMs, reason }: QueuedRun, nowMs: number): number {
  const sinceMs = Math.max(lastGoodMs, lastTriedMs);
  if (reason !== 'manual' && rpoMs > 0) return sinceMs === 0 ? Infinity : (nowMs - sinceMs) / rpoMs;
  return (nowMs - (dueMs > 0 ? Math.min(dueMs, queuedMs) : queuedMs)) / PATIENCE_MS;
}

/** Infinity less Infinity is not 0. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
