// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Job as _farvault_v1_Job, Job__Output as _farvault_v1_Job__Output } from '../../farvault/v1/Job.js';

/**
 * Of `job`: name, agent, paths, images and settings_json are taken.
 */
export interface CreateJobRequest {
  'job'?: (_farvault_v1_Job | null);
}

/**
 * Of `job`: name, agent, paths, images and settings_json are taken.
 */
export interface CreateJobRequest__Output {
  'job': (_farvault_v1_Job__Output | null);
}
