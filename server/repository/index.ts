// The repository's public face.
export { checkpointFiles } from './checkpoint.js';
export { initRepository, readConfig, type ChunkingParameters, type RepositoryConfig } from './config.js';
export { JOURNAL_RECORD_HEADER_BYTES, MAX_SEGMENT_BYTES, SEGMENT_HEADER_BYTES, segmentFileName } from './journal-format.js';
export { listSegments, parseSegment, readSegments, type JournalPosition } from './journal-reader.js';
export { layoutOf, REPOSITORY_FILE } from './layout.js';
export { openRepository, type OpenOptions, type ViewSpec } from './open.js';
export { PackState, type PackRange } from './pack-state.js';
export { rebuildViews, type RebuildOptions } from './rebuild.js';
export { replayJournal } from './replay.js';
export type { PackRepository } from './repository.js';
export { markRestored } from './restored.js';
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
export { rangeDigest } from './write-pipeline.js';
