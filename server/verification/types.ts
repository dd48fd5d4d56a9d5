// What verification consumes of others.
import type { PackKeeping, PackRepository } from '../repository/index.js';
import type { ChunkReader, LostChunks, SnapshotSet } from '../snapshots/index.js';
import type { Clock } from '../../shared/time/clock.js';
import type { Scanner } from './scan-thread.js';
import type { VerificationState } from './verification-state.js';

export type VerifiedRepository = Pick<
  PackRepository,
  'id' | 'locateStored' | 'locate' | 'someUnreadable' | 'readFrame' | 'quarantine' | 'examine' | 'damagedFrames' | 'unreadablePlaces' | 'packFile' | 'takeBack' | 'correctIndex' | 'checkJournal' | 'appendFrame' | 'appendJournal' | 'settleViews'
> &
  Pick<PackKeeping, 'packFacts' | 'places' | 'checkPacks'>;

export interface VerificationParts {
  repository: VerifiedRepository;
  state: VerificationState;
  snapshots: Pick<SnapshotSet, 'all' | 'get'>;
  reader: ChunkReader;
  lost: LostChunks;
  clock: Clock;
  scanner: () => Scanner;
}

/** What a check says while it goes on. */
export interface Progress {
  signal: AbortSignal;
  advanced(bytes: number): void;
}
