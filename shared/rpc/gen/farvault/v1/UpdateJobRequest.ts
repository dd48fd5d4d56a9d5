// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Job as _farvault_v1_Job, Job__Output as _farvault_v1_Job__Output } from '../../farvault/v1/Job.js';

/**
 * Only the fields named in `fields` (proto names) are taken from `job`; `job.name` says which.
 */
export interface UpdateJobRequest {
  'job'?: (_farvault_v1_Job | null);
  'fields'?: (string)[];
}

/**
 * Only the fields named in `fields` (proto names) are taken from `job`; `job.name` says which.
 */
export interface UpdateJobRequest__Output {
  'job': (_farvault_v1_Job__Output | null);
  'fields': (string)[];
}
