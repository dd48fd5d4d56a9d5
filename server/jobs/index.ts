export { Jobs, JobState, type JobRecord } from './job-store.js';
export { isValidName, type JobSettings } from './job-spec.js';
