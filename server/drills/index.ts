// Restore drills. What other domains may use.
export { Drills, type DrilledJob, type DrillOrder } from './drills.js';
export { EvidenceFiles, EvidenceKey, type SignedRecord } from './evidence.js';
export { DrillSchedule } from './schedule.js';
export { EVIDENCE, Scratch } from './scratch.js';
export { DrillState, type DrillSummary, type JobDrills } from './state.js';
