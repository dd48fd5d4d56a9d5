export { Jobs, JobState, type JobRecord } from './job-store.js';
export { type JobSettings } from './job-spec.js';
