// Where an agent stands in a rollout. Pure.
import semver from 'semver';
import { ringOfLateAgent } from './rings.js';
import type { AgentState, AgentView, RolloutRecord } from './types.js';

/** Told or switching, and so long unheard of: silent. */
export const SILENT_MS = 15 * 60_000;
/** Whose line ends so soon after its update, and stays away, may have died of it. */
const EARLY_MS = 60 * 60_000;

export interface Standing {
  state: AgentState;
  reason: string;
  /** Undefined: no ring covers it. */
  ring: number | undefined;
  /** When it came to this state, as far as that is known; 0: not. */
  sinceMs: number;
}

/** What is said of an agent without a ring; `back` before it was told: this version has failed on it before. */
const APART: ReadonlySet<AgentState> = new Set<AgentState>(['unmanaged', 'unserved', 'already', 'newer', 'outside', 'back']);

/** Below 0: `mine` is older. What is no version is older than any. */
export function compareVersions(mine: string, other: string): number {
  const a = semver.parse(mine);
  const b = semver.parse(other);
  if (a === null || b === null) return a === null ? (b === null ? 0 : -1) : 1;
  return semver.compare(a, b);
}

/** Undefined: no ring covers the agent. */
export function ringOf(rollout: RolloutRecord, agentId: string): number | undefined {
  return rollout.members.get(agentId) ?? ringOfLateAgent(rollout.rings);
}

/** Over, and its version is nobody's wish any more. */
export const isWithdrawn = ({ phase }: RolloutRecord): boolean => phase === 'halted' || phase === 'aborted';

/** It said that it is updated, and lost its line within the hour. Once the rollout is done there is no ring left to protect from that. */
export function isLostEarly(rollout: RolloutRecord, agent: AgentView, nowMs: number): boolean {
  const { report, version, online, unheardMs } = agent;
  if (online || rollout.phase === 'done' || !rollout.told.has(agent.id)) return false;
  if (report?.state !== 'updated' || !isAbout(rollout, agent) || version !== rollout.version) return false;
  return nowMs - unheardMs - report.atMs < EARLY_MS;
}

export function standingOf(rollout: RolloutRecord, agent: AgentView, nowMs: number): Standing {
  const found = isLostEarly(rollout, agent, nowMs) ? unlessSilent(agent, { state: 'updated' }) : decide(rollout, agent);
  const toldMs = rollout.told.get(agent.id);
  const ring = APART.has(found.state) && toldMs === undefined ? undefined : ringOf(rollout, agent.id);
  const spokenMs = isAbout(rollout, agent) ? agent.report?.atMs : undefined;
  return { state: found.state, reason: found.reason ?? '', ring, sinceMs: spokenMs ?? toldMs ?? 0 };
}

type Found = { state: AgentState; reason?: string };

function isAbout({ id, version }: RolloutRecord, { report }: AgentView): boolean {
  return report !== null && report.rollout === id && report.version === version;
}

function decide(rollout: RolloutRecord, agent: AgentView): Found {
  const { version } = rollout;
  const told = rollout.told.has(agent.id);
  if (told && isAbout(rollout, agent)) return reported(rollout, agent);
  if (agent.failed.includes(version)) return { state: 'back', reason: 'this version has failed here before' };
  const order = compareVersions(agent.version, version);
  if (order === 0) return { state: told ? 'updated' : 'already' };
  if (order > 0) return { state: 'newer', reason: `runs ${agent.version}` };
  if (!agent.managed) return { state: 'unmanaged', reason: 'started by hand, not by the launcher' };
  if (!told) return untold(rollout, agent);
  if (isWithdrawn(rollout)) return { state: 'stays' };
  const { report, online } = agent;
  if (report !== null && report.atMs >= (rollout.told.get(agent.id) ?? 0)) return { state: online ? 'told' : 'offline', reason: 'speaks of another rollout' };
  return unlessSilent(agent, { state: 'told' });
}

function unlessSilent({ online, unheardMs }: AgentView, found: Found): Found {
  if (online || unheardMs < SILENT_MS) return found;
  const since = found.state === 'told' ? 'it was told' : found.state === 'updated' ? 'shortly after it was updated' : 'it began to switch';
  return { state: 'silent', reason: `not heard of since ${since}` };
}

function untold(rollout: RolloutRecord, agent: AgentView): Found {
  if (!agent.served) return { state: 'unserved', reason: 'no release for its platform and channel' };
  const ring = ringOf(rollout, agent.id);
  if (ring === undefined) return { state: 'outside' };
  if (isWithdrawn(rollout)) return { state: 'stays' };
  if (ring > rollout.ring) return { state: 'later' };
  return agent.online ? { state: 'later', reason: rollout.phase === 'paused' ? 'paused' : '' } : { state: 'offline' };
}

/** What it says of this rollout, as far as its version and its line bear it out. */
function reported(rollout: RolloutRecord, agent: AgentView): Found {
  const { report, version, online } = agent;
  const { state = 'switching', reason = '' } = report ?? {};
  switch (state) {
    case 'downloading':
    case 'ready':
      if (isWithdrawn(rollout)) return { state: 'stays' };
      return online ? { state, reason } : { state: 'offline', reason: `was ${state}` };
    case 'waiting':
      return isWithdrawn(rollout) ? { state: 'stays' } : { state, reason };
    case 'switching':
      return unlessSilent(agent, { state, reason });
    case 'updated':
      if (compareVersions(version, rollout.version) > 0) return { state: 'newer', reason: `runs ${version}` };
      return version === rollout.version ? { state, reason } : unlessSilent(agent, { state: 'told', reason: `says that it is updated, but runs ${version}` });
    case 'back':
    case 'refused':
      return { state, reason };
  }
}
