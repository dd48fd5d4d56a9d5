// What the upload side consumes of its neighbours, each as small as it is used.
import type { Repository } from '../repository/types.js';
import type { Clock } from '../../shared/time/clock.js';
import type { ToldHeld } from './told-held.js';

/** Who is at the other end, by its certificate. */
export interface PeerIdentity {
  role: string;
  officeId: string;
  agentId: string;
  name: string;
}

/** A run that this agent may back up in. */
export interface BackupRun {
  jobId: string;
  jobName: string;
  agentName: string;
  officeName: string;
  parentId: string | null;
  paths: string[];
}

export type AuthorisedRun = { snapshotId: string } | { snapshotId: null; run: BackupRun };

export interface BackupRuns {
  /** The run, or the snapshot that it has committed already. NOT_FOUND or REFUSED when it is not a running backup of this agent. */
  runForBackup(agentId: string, runId: string): Promise<AuthorisedRun>;
}

/** Which chunks an office may refer to. `has` gives one byte an id: 1 if so. */
export interface Grants {
  has(officeId: string, ids: Buffer): Promise<Uint8Array>;
  add(officeId: string, ids: Buffer): void;
  /** Resolves when there is room for more: to be awaited before `add`. */
  ready(): Promise<void>;
}

export interface ChunkReader {
  /** Hands over the plain bytes of each chunk of `ids`, in order; they are valid until the next one is asked for. */
  read(ids: Buffer, signal: AbortSignal): AsyncIterable<Buffer>;
}

/** Ids known to be held by the repository and granted to the office. False says nothing. */
export interface KnownIds {
  has(ids: Buffer, at: number): boolean;
}

export interface CommitQuestion {
  officeId: string;
  agentId: string;
  parentId: string | null;
  rootId: Buffer;
  rootBytes: number;
  known: KnownIds;
  maxMissing: number;
  signal: AbortSignal;
}

export interface CommitChecker {
  /** The ids (32 bytes each, at most `maxMissing`) that the manifest refers to and that are not held, or not granted. INVALID for a manifest that breaks its format. */
  missing(question: CommitQuestion): Promise<Buffer>;
}

export interface SessionLog {
  info(fields: Record<string, unknown>, message: string): void;
  warn(fields: Record<string, unknown>, message: string): void;
}

export type UploadRepository = Pick<Repository, 'appendJournal' | 'appendFrame' | 'locate' | 'commitSnapshot' | 'health'>;

/** The repository's cut parameters, as they go to the agent. */
export interface ChunkingSettings {
  version: number;
  minBytes: number;
  averageBytes: number;
  maxBytes: number;
  fixedBytes: number;
}

export interface UploadParts {
  repository: UploadRepository;
  runs: BackupRuns;
  grants: Grants;
  chunks: ChunkReader;
  commits: CommitChecker;
  told: ToldHeld;
  chunking: ChunkingSettings;
  clock: Clock;
  /** The clock that nobody sets (docs/lifecycle.md). */
  steady: { now(): number };
  random: (bytes: number) => Buffer;
  log: SessionLog;
}
