// What the snapshot domain consumes of the repository, each as small as it is used, and what it hands out.
import type { Repository } from '../repository/index.js';

/** Where chunks come from. */
export type ChunkSource = Pick<Repository, 'locate' | 'locateStored' | 'someUnreadable' | 'readFrame' | 'quarantine'>;

/** Ids known to be held by the repository and granted to the office. False says nothing. */
export interface KnownIds {
  has(ids: Uint8Array, at: number): boolean;
}

export interface SnapshotLog {
  warn(fields: Record<string, unknown>, message: string): void;
}
