// Runs as others see them.
export { heldBackBy } from './held-back.js';
export { RunHistory } from './history.js';
export { RunHistoryFollower } from './history-follower.js';
export { matches as matchesFilter, type RunFilter } from './history-keys.js';
export { hasEnded, type RestoreOrder, type RunRecord } from './run-record.js';
export { Runs } from './runs.js';
export type { ServerRunContext, ServerRunOrder, ServerRunEnd, ServerRunKind, ServerRuns } from './server-runs.js';
export { RunState, type RunEnd } from './run-state.js';
export type { LiveProgress } from './types.js';
