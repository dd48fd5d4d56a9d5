// What the executor is given, and what it waits for.
import type { DecodedChunks } from './decoded-plains.js';
import type { ProtectedPaths } from './protected.js';

/** What the executor cannot go on without. */
export type Wait =
  | { kind: 'need'; unit: number; index: number }
  | { kind: 'late'; unit: number; ranges: number[]; plainBytes: number }
  /** The manifest chunk that holds `path`, and the one after a chunk, for a hard link whose first name is not among what is restored. */
  | { kind: 'lookup'; path: Buffer }
  | { kind: 'after'; number: number };

/** A manifest chunk that was looked up; null: there is none. */
export type FoundChunk = { number: number; bytes: Buffer } | null;

export type Supply = DecodedChunks | FoundChunk;
export type Execution = Generator<Wait, void, Supply>;

export interface ExecutorSetting {
  targetFd: number;
  targetFresh: boolean;
  uid: number;
  umask: number;
  keepTargetMetadata: boolean;
  protects: ProtectedPaths;
  /** One need that these chunks answer is done with. */
  used(chunks: DecodedChunks): void;
}
