// What other domains may use of the snapshots.
export { SnapshotCatalog } from './catalog.js';
export { CatalogFollower } from './catalog-follower.js';
export type { SnapshotFilter } from './catalog-keys.js';
export { ChunkReader } from './chunk-reader.js';
export { CommitCheck, type CommitQuestion } from './commit-check.js';
export { fetchFrames, planFetch, type FetchPlan } from './fetch.js';
export { FrameCache } from './frame-cache.js';
export { Grants } from './grants.js';
export { GrantsFollower } from './grants-follower.js';
export { LostChunks } from './lost-chunks.js';
export { Pins } from './pins.js';
export { Reframer, type OutgoingFrame } from '../../shared/codec/reframer.js';
export { SnapshotSet, type Hold, type KeptSnapshot, type Trashed } from './snapshot-set.js';
export { SnapshotTotals } from './snapshot-totals.js';
export { FETCH_LEVEL, SnapshotReader, type FetchPlace } from './snapshot-reader.js';
export type { ChunkSource, KnownIds, SnapshotLog } from './types.js';
