// What the agent and backupctl use of the restore.
export { findFile, writeFileTo } from './cat.js';
export type { RestoreEstimate } from './estimate.js';
export { manifestPath } from './paths.js';
export { parseOverwrite, type Action, type Overwrite, type PlannedAction, type RestoreOptions } from './plan.js';
export type { ReadStream } from './read/read-session.js';
export { SnapshotReader } from './read/snapshot-reader.js';
export { restoreTree, type RestoreHooks, type RestoreOutcome } from './restore.js';
export { writeTar } from './tar/tar-stream.js';
export { openTarget, type RestoreTarget } from './target.js';
export { ProtectedPaths } from './write/protected.js';
export type { RestoreCounters, RestoreProblem } from './write/report.js';
