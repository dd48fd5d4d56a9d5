// Retention: what is kept, and why. What other domains may use.
export type { Judged, Scope } from './judge.js';
export { hasRules, planGroup, type Decision, type GroupPlan, type KeepRules, type PlannedSnapshot } from './plan.js';
export { Retention } from './retention.js';
export { RetentionState } from './retention-state.js';
