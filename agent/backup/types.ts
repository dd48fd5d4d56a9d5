// What the backup needs from outside, and what it gives back. agent/control constructs; nothing here reaches for anything by itself.
import type { BackupReply__Output } from '../../shared/rpc/gen/farvault/v1/BackupReply.js';
import type { BackupRequest } from '../../shared/rpc/gen/farvault/v1/BackupRequest.js';
import type { ReadReply__Output } from '../../shared/rpc/gen/farvault/v1/ReadReply.js';
import type { ReadRequest } from '../../shared/rpc/gen/farvault/v1/ReadRequest.js';
import type { Clock } from '../../shared/time/clock.js';
import type { Rate } from './rate-limit.js';
import type { RunTally } from './tally.js';

/** The part of a grpc-js duplex call that is used. */
export interface DuplexCall<Request, Reply> {
  write(message: Request): boolean;
  end(): void;
  cancel(): void;
  on(event: 'data', listener: (reply: Reply) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'end' | 'drain', listener: () => void): unknown;
}

export type BackupCall = DuplexCall<BackupRequest, BackupReply__Output>;
export type ReadCall = DuplexCall<ReadRequest, ReadReply__Output>;

export interface BackupRun {
  runId: string;
  /** Something before the backup went wrong: what is committed counts as partial. */
  partial?: boolean;
  /** Counters of earlier attempts in this process: they add up. */
  tally?: RunTally;
  /** Bytes a second on the wire; default: what the spec says. */
  rate?: Rate;
}

export interface BackupDeps {
  /** Opens `Data.Backup`; called again, with back-off, after a cut. */
  openBackup(): BackupCall;
  /** Opens `Data.Read`, to fetch a parent manifest that is not cached. */
  openRead(): ReadCall;
  clock: Clock;
  /** [0, 1): for jitter. */
  random(): number;
  /** Directory of disposable state, 0700; one folder a job is kept in it. */
  cacheDir: string;
  /** Absolute paths never read: the agent's own state. */
  never: Buffer[];
  /** Where the file system is really read, when a snapshot of it was taken. */
  mappings: { from: Buffer; to: Buffer }[];
  log: (level: 'info' | 'warn' | 'error', message: string, path?: Buffer) => void;
  /** Called at most twice a second. */
  progress(tally: RunTally, currentPath: Buffer | null, phase: 'scanning' | 'transferring' | 'committing'): void;
}

export interface RunOutcome {
  state: 'succeeded' | 'partial' | 'failed' | 'cancelled';
  error: string;
  errorCode: string;
  /** Empty: nothing was committed. */
  snapshotId: string;
  tally: RunTally;
  exitCode: number;
}
