// Rollouts for people and as JSON.
import type { Rollout__Output } from '../../shared/rpc/gen/farvault/v1/Rollout.js';
import type { RolloutAgent__Output } from '../../shared/rpc/gen/farvault/v1/RolloutAgent.js';
import { formatBytes, formatDuration, formatTime, jsonTime, printable } from './format.js';
import { fields, table } from './table.js';

/** In the order of how far an agent has come. */
export const STATES = ['updated', 'switching', 'ready', 'downloading', 'told', 'waiting', 'offline', 'back', 'refused', 'silent', 'later', 'stays', 'already', 'newer', 'unmanaged', 'unserved', 'outside'];

const WORDS: Record<string, string> = { ready: 'ready (waits for its runs, or its window)', waiting: 'waiting (for a line)', later: 'later (its ring is not open)', unmanaged: 'not managed', unserved: 'no release for it', outside: 'in no ring' };

export function jsonRollout(rollout: Rollout__Output, state?: string): object {
  const { id, version, rings, haltAbove, office, startedBy, ring, counts } = rollout;
  return {
    id,
    version,
    state: rollout.state,
    reason: rollout.reason === '' ? null : rollout.reason,
    rings,
    ring: ring + 1,
    ringOpenedAt: jsonTime(rollout.ringMs),
    nextRingAt: jsonTime(rollout.nextRingMs),
    soakSeconds: rollout.soakMs / 1000,
    haltAbovePercent: haltAbove,
    office: office === '' ? null : office,
    startedAt: jsonTime(rollout.startedMs),
    startedBy,
    endedAt: jsonTime(rollout.endedMs),
    counts: Object.fromEntries(counts.map((one) => [one.state, one.agents])),
    agents: rollout.agents.filter((agent) => state === undefined || agent.state === state).map(jsonAgent),
  };
}

function jsonAgent({ agent, office, version, state, reason, ring, inNoRing, timeMs, bytesDone, bytesTotal }: RolloutAgent__Output): object {
  return { agent, office, version, state, reason: reason === '' ? null : reason, ring: inNoRing ? null : ring + 1, at: jsonTime(timeMs), bytesDone, bytesTotal };
}

/** `12 updated, 1 back`. */
export function countsLine({ counts }: Rollout__Output): string {
  const known = [...counts].sort((a, b) => STATES.indexOf(a.state) - STATES.indexOf(b.state));
  return known.length === 0 ? 'no agents' : known.map(({ state, agents }) => `${agents} ${state}`).join(', ');
}

export function listTable(rollouts: Rollout__Output[]): string {
  return table(rollouts, [
    { title: 'id', value: (row) => row.id },
    { title: 'version', value: (row) => row.version },
    { title: 'state', value: (row) => row.state },
    { title: 'ring', value: (row) => `${row.ring + 1} of ${row.rings.length} (${row.rings[row.ring]})` },
    { title: 'office', value: (row) => row.office },
    { title: 'started', value: (row) => formatTime(row.startedMs) },
    { title: 'agents', value: countsLine },
  ], 'no rollouts yet: backupctl rollout start VERSION --rings 1%,10%,100%');
}

/** Who would be in which ring. */
export function ringsTable({ version, agents }: Rollout__Output): string {
  return table(agents, [
    { title: 'ring', value: ringOf },
    { title: 'agent', value: (row) => row.agent },
    { title: 'office', value: (row) => row.office },
    { title: 'version', value: (row) => row.version },
    { title: 'why not', value: (row) => (row.inNoRing ? (WORDS[row.state] ?? row.state) : '') },
  ], `no agents that could be updated to ${version}`);
}

export function rolloutText(rollout: Rollout__Output, state?: string): string {
  const { rings, ring, office } = rollout;
  const shown = rollout.agents.filter((agent) => state === undefined || agent.state === state);
  const head = fields([
    ['Rollout', `${rollout.id} (${rollout.state})`],
    ['Version', rollout.version],
    ['Rings', rings.map((text, index) => (index === ring ? `[${text}]` : text)).join(', ')],
    ['Waits', rollout.state === 'running' ? rollout.reason : ''],
    ['Why', rollout.state === 'halted' ? rollout.reason : ''],
    ['Next ring', rollout.nextRingMs === 0 ? '' : `${formatTime(rollout.nextRingMs)} at the earliest`],
    ['Soak', formatDuration(rollout.soakMs)],
    ['Halts above', `${rollout.haltAbove} %`],
    ['Office', office],
    ['Started', `${formatTime(rollout.startedMs)} by ${printable(rollout.startedBy)}`],
    ['Ended', formatTime(rollout.endedMs)],
    ['Agents', countsLine(rollout)],
  ]);
  const agents = table(shown, [
    { title: 'agent', value: (row) => row.agent },
    { title: 'office', value: (row) => row.office },
    { title: 'ring', value: ringOf },
    { title: 'version', value: (row) => row.version },
    { title: 'state', value: (row) => (WORDS[row.state] ?? row.state) + progressOf(row) },
    { title: 'since', value: (row) => formatTime(row.timeMs) },
    { title: 'reason', value: (row) => row.reason },
  ], 'no such agents');
  return `${head}\n\n${agents}`;
}

function ringOf({ inNoRing, ring }: RolloutAgent__Output): string {
  return inNoRing ? '' : String(ring + 1);
}

function progressOf({ bytesDone, bytesTotal }: RolloutAgent__Output): string {
  return bytesTotal === 0 ? '' : ` ${formatBytes(bytesDone)} of ${formatBytes(bytesTotal)}`;
}
