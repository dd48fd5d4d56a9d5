// Retention: what is kept, and why. What other domains may use.
export type { Judged, Scope } from './judge.js';
export type { KeepRules } from './plan.js';
export { Retention } from './retention.js';
export { RetentionState } from './retention-state.js';
