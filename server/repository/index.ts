// The repository's public face.
export { initRepository, readConfig, type ChunkingParameters, type RepositoryConfig } from './config.js';
export { REPOSITORY_FILE } from './layout.js';
export { openRepository, type OpenOptions, type ViewSpec } from './open.js';
export { rebuildViews, type RebuildOptions } from './rebuild.js';
export type { PackRepository } from './repository.js';
export type {
  JournalBody,
  JournalRecord,
  PackFacts,
  PackKeeping,
  Place,
  Repository,
  RepositoryHealth,
  SnapshotRecord,
  StateReducer,
  StoredFrame,
  VerifiedFrame,
  ViewBatch,
  ViewFollower,
  ViewStore,
  Wanted,
} from './types.js';
