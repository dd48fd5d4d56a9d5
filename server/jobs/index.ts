export { backupSettings } from './backup-settings.js';
export { deleteJob, type ActiveRuns } from './delete-job.js';
export type { JobRecord } from './job-record.js';
export { JobState } from './job-state.js';
export { Jobs } from './jobs.js';
