// What becomes of a rollout next. A pure function of its record, the agents, and the time; the executor does what it says.
import { isLostEarly, SILENT_MS, standingOf, type Standing } from './agent-state.js';
import type { AgentState, AgentView, RolloutRecord } from './types.js';

export interface Plan {
  standings: ReadonlyMap<string, Standing>;
  /** Agents to be told now. */
  tell: string[];
  /** The ring to be opened now; null: none. */
  open: number | null;
  /** Why it must be halted; null: it need not. */
  halt: string | null;
  done: boolean;
  /** When the next ring opens at the earliest; 0: not known yet. */
  nextRingMs: number;
  /** What it waits for, in words; empty: for nothing. */
  waits: string;
  /** When to look again although nothing happens; null: no need. */
  wakeMs: number | null;
}

/** Failed, or may have: counts against the rollout. */
export const BAD: ReadonlySet<AgentState> = new Set<AgentState>(['back', 'refused', 'silent']);
/** The next ring does not wait for these. */
const SETTLED: ReadonlySet<AgentState> = new Set<AgentState>([...BAD, 'updated', 'already', 'newer', 'unmanaged', 'unserved', 'outside', 'offline']);
/** Whose line was cut is waited for so long; after a start of the server that is everybody. */
const RETURN_MS = 2 * 60_000;
const PROVEN: ReadonlySet<AgentState> = new Set<AgentState>(['updated', 'already', 'newer']);

export function planRollout(rollout: RolloutRecord, agents: readonly AgentView[], nowMs: number): Plan {
  const standings = new Map(agents.map((agent) => [agent.id, standingOf(rollout, agent, nowMs)]));
  const idle: Plan = { standings, tell: [], open: null, halt: null, done: false, nextRingMs: 0, waits: '', wakeMs: null };
  if (rollout.phase === 'halted' || rollout.phase === 'aborted') return idle;
  const halt = haltReason(rollout, standings);
  if (halt !== null) return { ...idle, halt };
  const wakeMs = nextWakeMs(rollout, agents, standings, nowMs);
  if (rollout.phase === 'paused') return { ...idle, waits: 'it is paused', wakeMs };
  const tell = agents.filter(({ id, online }) => online && !rollout.told.has(id) && isDue(rollout, standings.get(id))).map(({ id }) => id);
  if (rollout.phase === 'done' || tell.length > 0) return { ...idle, tell, wakeMs };
  const views = new Map(agents.map((agent) => [agent.id, agent]));
  return { ...idle, ...nextRing(rollout, standings, views, nowMs, wakeMs) };
}

function isDue(rollout: RolloutRecord, standing: Standing | undefined): boolean {
  return standing?.state === 'later' && standing.ring !== undefined && standing.ring <= rollout.ring;
}

function haltReason({ told, forgiven, haltAbove }: RolloutRecord, standings: ReadonlyMap<string, Standing>): string | null {
  const bad = [...told.keys()].filter((id) => !forgiven.has(id)).flatMap((id) => standings.get(id) ?? []).filter(({ state }) => BAD.has(state));
  if (bad.length === 0 || bad.length * 100 <= haltAbove * told.size) return null;
  const silent = bad.filter(({ state }) => state === 'silent').length;
  const parts = [...(bad.length > silent ? [`${bad.length - silent} failed`] : []), ...(silent > 0 ? [`${silent} went silent`] : [])];
  return `of ${told.size} ${told.size === 1 ? 'agent' : 'agents'} told ${parts.join(' and ')}: more than ${haltAbove} %`;
}

type NextRing = Pick<Plan, 'open' | 'done' | 'nextRingMs' | 'waits' | 'wakeMs'>;

/** The next ring, when everybody of those that are open has come to an end, one of them at least with success, and it has been quiet for the soak time since. */
function nextRing(rollout: RolloutRecord, standings: ReadonlyMap<string, Standing>, views: ReadonlyMap<string, AgentView>, nowMs: number, wakeMs: number | null): NextRing {
  const waiting: NextRing = { open: null, done: false, nextRingMs: 0, waits: '', wakeMs };
  const members = [...standings].filter(([, { ring }]) => ring !== undefined && ring <= rollout.ring);
  const open = members.map(([, standing]) => standing);
  const pending = members.filter(([id, { state }]) => {
    const agent = views.get(id);
    return isPending(state, agent?.unheardMs ?? 0) || (state === 'updated' && agent !== undefined && isLostEarly(rollout, agent, nowMs));
  }).length;
  if (pending > 0) return { ...waiting, waits: `${pending} ${pending === 1 ? 'agent of the open rings is' : 'agents of the open rings are'} not at an end yet` };
  // Those who were told may have been revoked since, perhaps because they died of it: that proves nothing.
  if ((open.length > 0 || rollout.told.size > 0) && !open.some(({ state }) => PROVEN.has(state))) return { ...waiting, waits: 'no agent of the open rings has proven this version yet' };
  const later = [...standings.values()].flatMap(({ ring, state }) => (ring !== undefined && ring > rollout.ring && (state === 'later' || state === 'offline') ? [ring] : []));
  if (later.length === 0) return { ...waiting, done: true };
  // Nobody was in it: nothing to look at.
  if (open.length === 0) return { ...waiting, open: Math.min(...later) };
  const quietMs = Math.max(rollout.ringMs, ...open.map(({ sinceMs }) => sinceMs));
  const opensMs = quietMs + rollout.soakMs;
  if (nowMs >= opensMs) return { ...waiting, open: Math.min(...later) };
  return { ...waiting, nextRingMs: opensMs, waits: 'it soaks', wakeMs: wakeMs === null ? opensMs : Math.min(wakeMs, opensMs) };
}

/** Whether the next ring waits for it: not for who has no line. */
function isPending(state: AgentState, unheardMs: number): boolean {
  if (state === 'offline') return unheardMs < RETURN_MS;
  return !SETTLED.has(state) && !(state === 'waiting' && unheardMs >= RETURN_MS);
}

/** When an agent without a line would count as silent, or be waited for no more. */
function nextWakeMs(rollout: RolloutRecord, agents: readonly AgentView[], standings: ReadonlyMap<string, Standing>, nowMs: number): number | null {
  let next: number | null = null;
  for (const agent of agents) {
    const { id, online, unheardMs } = agent;
    const state = standings.get(id)?.state;
    const limitMs = state === 'told' || state === 'switching' || (state === 'updated' && isLostEarly(rollout, agent, nowMs)) ? SILENT_MS : state === 'offline' || state === 'waiting' ? RETURN_MS : 0;
    if (online || unheardMs >= limitMs) continue;
    const atMs = nowMs + limitMs - unheardMs;
    next = next === null ? atMs : Math.min(next, atMs);
  }
  return next;
}
