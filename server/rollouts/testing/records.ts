// Rollouts and agents for tests.
import type { AgentView, Report, RolloutRecord } from '../types.js';

export const NOW = Date.UTC(2026, 10, 21, 12);
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const OLD = '0.9.0';
export const NEW = '0.10.0';

/** Of these agents, the first in ring 0, the others in ring 1. */
export function rollout(ids: string[], rest: Partial<RolloutRecord> = {}): RolloutRecord {
  return {
    id: 'r1', version: NEW, rings: ['1%', '100%'], soakMs: HOUR, haltAbove: 2, officeId: null, startedMs: NOW, startedBy: 'maria', phase: 'running', reason: '', endedMs: 0,
    ring: 0, ringMs: NOW, members: new Map(ids.map((id, index) => [id, index === 0 ? 0 : 1])), told: new Map(), forgiven: new Set(), ...rest,
  };
}

export function agent(id: string, rest: Partial<AgentView> = {}): AgentView {
  return { id, online: true, unheardMs: 0, version: OLD, managed: true, served: true, report: null, failed: [], ...rest };
}

export function report(state: Report['state'], rest: Partial<Report> = {}): Report {
  return { rollout: 'r1', version: NEW, state, reason: '', bytesDone: 0, bytesTotal: 0, atMs: NOW, ...rest };
}

/** An agent that has done it. */
export function updated(id: string, atMs = NOW): AgentView {
  return agent(id, { version: NEW, report: report('updated', { atMs }) });
}
