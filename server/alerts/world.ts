// What alerts are decided by: plain data about jobs, agents and the server, as of one moment. gather.ts collects it.
import type { Settings } from '../../shared/settings/index.js';
import type { DestinationHealth } from '../delivery/index.js';

/** Whose it is: what scopes of rules and silences are compared with. Names, as people give them. */
export interface Place {
  officeId: string;
  office: string;
  agent: string;
  labels: Record<string, string>;
}

export type AlertSettings = Pick<Settings, 'alertLateAfter' | 'alertUnseenAfter' | 'alertFailures' | 'alertPartial' | 'alertShrink' | 'alertChange' | 'alertIncompressible' | 'alertRenamed' | 'alertClockOffset' | 'rpo' | 'retries' | 'retryAfter'>;

export interface JobEnd {
  id: string;
  state: string;
  attempt: number;
  /** 0: not scheduled. */
  dueMs: number;
  startedMs: number;
  endedMs: number;
  error: string;
  errorCode: string;
}

/** Counters of a snapshot that tell of change. */
export interface SnapshotFigures {
  id: string;
  timeMs: number;
  partial: boolean;
  filesTotal: number;
  filesNew: number;
  filesChanged: number;
  filesUnchanged: number;
  bytesLogical: number;
  /** Plain bytes that no snapshot had before. */
  bytesNew: number;
  /** Of those, what would not compress, as the server found. */
  bytesIncompressible: number;
  /** Files in the place of others that are gone, with extensions that the job did not have before. */
  filesRenamed: number;
  /** The most frequent of those extensions, for people. */
  newExtensions: string;
}

/** What was found at a commit, from the manifests themselves: it stands here for a day, however many snapshots come after. */
export interface TamperFacts {
  snapshotId: string;
  /** Of that snapshot. */
  timeMs: number;
  foundMs: number;
  findings: { kind: 'shrunk' | 'mass-change'; severity: 'warning' | 'critical'; summary: string }[];
  /** How many snapshots are held because of it. */
  held: number;
}

export interface JobFacts {
  id: string;
  name: string;
  place: Place;
  settings: AlertSettings;
  createdMs: number;
  paused: boolean;
  /** A run of it goes on. */
  running: boolean;
  /** For how long that run has shown no progress, pauses left out; null: none goes on. */
  stillMs: number | null;
  /** A run of it waits for its turn. */
  waiting: boolean;
  /** The newest due time in (sinceMs, at]; sinceMs: when its schedule came into force. Null: none. */
  latestDue: (atMs: number) => number | null;
  nextDue: (afterMs: number) => number | null;
  lastEnded: JobEnd | null;
  lastGood: JobEnd | null;
  /** How many of its newest runs have failed, one after the other. */
  failures: number;
  /** What the newest snapshot is compared with: itself first, then those before it, newest first. Empty: not looked at. */
  snapshots: readonly SnapshotFigures[];
  /** The newest snapshot that looked like an attack. */
  tampered: TamperFacts | null;
}

export interface AgentFacts {
  id: string;
  name: string;
  place: Place;
  online: boolean;
  lastSeenMs: number;
  /** The agent's clock less the server's; null: not known. */
  clockOffsetMs: number | null;
  certificateExpiresMs: number;
  /** How an update failed on it; null: none did. */
  updateFailure: { version: string; state: string; reason: string; atMs: number } | null;
  settings: Pick<AlertSettings, 'alertUnseenAfter' | 'alertClockOffset'>;
}

/** Something that ends unless it is renewed. */
export interface Expiry {
  what: string;
  expiresMs: number;
  /** How long before it is told, and when it gets critical; default: 30 and 7 days. */
  warnMs?: number;
  criticalMs?: number;
}

export interface SpaceSample {
  timeMs: number;
  freeBytes: number;
  totalBytes: number;
}

export interface World {
  jobs: JobFacts[];
  agents: AgentFacts[];
  /** Of the server: certificates of the authority, the server, users; metadata of updates. */
  expiries: Expiry[];
  space: SpaceSample;
  /** Oldest first. */
  spaceHistory: readonly SpaceSample[];
  /** Why no data is taken; null: it is. */
  notWritable: string | null;
  /** Stored chunks are lost or cannot be read. */
  damaged: boolean;
  /** Since when the oldest bytes were not read again, and the oldest new ones were not read back; 0: there are none. */
  verification: { oldestMs: number; newSinceMs: number };
  /** Why space cannot be made free without an administrator; empty: it can. */
  gcBlocked: string;
  destinations: DestinationHealth[];
  /** Of jobs whose restore drills have failed, or are overdue. */
  drills: DrillFacts[];
  /** The newest rollout, when it has halted. */
  haltedRollout: { id: string; version: string; reason: string; endedMs: number } | null;
  /** For how long it has failed, by the steady clock, and why; 0: it was applied the last time. */
  retention: { failingMs: number; failure: string };
  /** That wait for a second administrator. */
  approvals: { id: string; what: string; by: string; reason: string; askedMs: number }[];
  /** Why nothing may expire; empty: nothing speaks against it. */
  clockDoubt: string;
  copies: CopyFacts[];
  /** Since when the server has had a chance to hear of agents without a break. */
  listeningSinceMs: number;
}

/** A second copy that is kept by schedule. */
export interface CopyFacts {
  name: string;
  folder: string;
  setMs: number;
  lateAfterMs: number;
  /** When the newest whole one was made; 0: there is none. */
  goodMs: number;
  /** Of the last one; empty: it is whole, or goes on. */
  error: string;
  /** Damaged places that it lacks. */
  lacks: number;
}

export interface DrillFacts {
  jobId: string;
  job: string;
  place: Place;
  /** The newest drill, if it has failed. */
  failed: { id: string; atMs: number; error: string } | null;
  /** When the last good one ended, 0: there never was one; null: it is not overdue. */
  overdueSinceMs: number | null;
}

/** Something that is not as it should be, as long as it is not. */
export interface Condition {
  kind: string;
  /** With the kind: its identity, over renames. */
  id: string;
  /** job docs, agent fileserver, server. */
  subject: string;
  place: Place | null;
  severity: 'warning' | 'critical';
  summary: string;
  remedy: string;
  /** Of one event: when it was. A later one is news also to who has acknowledged an earlier one. */
  eventMs?: number;
}
