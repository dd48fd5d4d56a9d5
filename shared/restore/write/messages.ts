// What the restore and its write worker say to each other. Structured-clonable; descriptors are shared by the threads of a process.
import type { PlannedAction, RestoreOptions } from '../plan.js';
import type { DecodedFrame } from '../read/frame-decoder.js';
import type { Fetched } from '../read/read-session.js';
import type { RestoreCounters, RestoreProblem } from './report.js';

export interface WorkerSetup {
  options: RestoreOptions;
  targetFd: number;
  /** The target was made for this restore: nothing is there to compare with. */
  targetFresh: boolean;
  keepTargetMetadata: boolean;
  /** Keys of ProtectedPaths. */
  protectedKeys: string[];
  uid: number;
  umask: number;
  /** Part of temporary names: 8 hexadecimal digits. */
  token: string;
  /** Set to 1 to stop. */
  cancelled: Int32Array;
}

export interface NeedAddress {
  unit: number;
  index: number;
}

export type ToWorker =
  | { type: 'unit'; number: number; bytes: Uint8Array }
  /** The data of some needs, which were fetched together. */
  | { type: 'fetched'; needs: NeedAddress[]; fetched: Fetched<DecodedFrame> }
  | { type: 'late'; fetched: Fetched<DecodedFrame> }
  | { type: 'found'; number: number; bytes: Uint8Array | null }
  /** No more units come. */
  | { type: 'end' }
  | { type: 'abandon' };

export type FromWorker =
  | { type: 'planned'; unit: number; needs: { ranges: number[]; chunks: number; plainBytes: number }[]; last: boolean }
  | { type: 'late'; unit: number; ranges: number[]; plainBytes: number }
  | { type: 'lookup'; path: Uint8Array }
  | { type: 'after'; number: number }
  /** Units, bytes and memory that are done with, counters so far, and what there is to tell. */
  | { type: 'progress'; unitsDone: number; usedBytes: number; memory: SharedArrayBuffer[]; counters: RestoreCounters; path: Uint8Array; problems: RestoreProblem[]; actions: PlannedAction[] }
  | { type: 'done' }
  | { type: 'failed'; code: string; message: string };
