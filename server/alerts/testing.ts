// A world for tests: all is well in it until a test says otherwise.
import { DEFAULTS } from '../../shared/settings/index.js';
import type { AgentFacts, JobEnd, JobFacts, Place, SnapshotFigures, World } from './world.js';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;
/** A Monday, noon. */
export const NOW = Date.UTC(2026, 0, 5, 12);

export function place(agent = 'fs1', office = 'lyon', labels: Record<string, string> = {}): Place {
  return { officeId: `id-${office}`, office, agent, labels };
}

export function end(state: string, endedMs: number, rest: Partial<JobEnd> = {}): JobEnd {
  return { id: 'run1', state, attempt: 0, dueMs: 0, startedMs: endedMs - 60_000, endedMs, error: state === 'failed' ? 'disk on fire' : '', errorCode: state === 'failed' ? 'IO' : '', ...rest };
}

/** Due at 02:00 UTC each day. */
export function job(rest: Partial<JobFacts> = {}): JobFacts {
  const daily = (atMs: number): number => Math.floor((atMs - 2 * HOUR) / DAY) * DAY + 2 * HOUR;
  const good = end('succeeded', daily(NOW) + HOUR);
  return {
    id: 'j1',
    name: 'docs',
    place: place(),
    settings: DEFAULTS,
    createdMs: NOW - 90 * DAY,
    paused: false,
    running: false,
    stillMs: null,
    waiting: false,
    latestDue: daily,
    nextDue: (afterMs) => daily(afterMs) + DAY,
    lastEnded: good,
    lastGood: good,
    failures: 0,
    snapshots: [],
    tampered: null,
    ...rest,
  };
}

export function agent(rest: Partial<AgentFacts> = {}): AgentFacts {
  return { id: 'a1', name: 'fs1', place: place(), online: true, lastSeenMs: NOW, clockOffsetMs: 0, certificateExpiresMs: NOW + 25 * DAY, updateFailure: null, settings: DEFAULTS, ...rest };
}

export function world(rest: Partial<World> = {}): World {
  const space = { timeMs: NOW, freeBytes: 800e9, totalBytes: 1000e9 };
  return { jobs: [], agents: [], expiries: [], space, spaceHistory: [], notWritable: null, damaged: false, verification: { oldestMs: 0, newSinceMs: 0 }, gcBlocked: '', destinations: [], drills: [], copies: [], haltedRollout: null, retention: { failingMs: 0, failure: '' }, approvals: [], clockDoubt: '', listeningSinceMs: NOW - DAY, ...rest };
}

/** 1,000 files of 100 MB, of which 1 % changes, most of it compressible. */
export function figures(rest: Partial<SnapshotFigures> = {}): SnapshotFigures {
  return { id: 'aaaabbbbccccdddd', timeMs: NOW, partial: false, filesTotal: 1000, filesNew: 2, filesChanged: 10, filesUnchanged: 988, bytesLogical: 100e6, bytesNew: 2e6, bytesIncompressible: 0.1e6, filesRenamed: 0, newExtensions: '', ...rest };
}
