// What others may use of the alerts.
export { AlertState, type AlertRecord, type SilenceRecord } from './alert-state.js';
export { Alerts } from './alerts.js';
export { DueTimes } from './due-times.js';
export { JobHistory } from './job-history.js';
export { StillRuns } from './still-runs.js';
export { TamperState } from './tamper-state.js';
export { TAMPER, TamperWatch } from './tamper-watch.js';
export { daysLeft } from './space-trend.js';
export { ruleKind, rulesOf, RuleState } from './rules.js';
export type { AgentFacts, CopyFacts, DrillFacts, Expiry, JobEnd, JobFacts, Place, World } from './world.js';
