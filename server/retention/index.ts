// Retention: what is kept, and why. What other domains may use.
export { hasRules, planGroup, type Decision, type GroupPlan, type KeepRules, type PlannedSnapshot } from './plan.js';
