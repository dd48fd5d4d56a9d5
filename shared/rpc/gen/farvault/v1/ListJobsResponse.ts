// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Job as _farvault_v1_Job, Job__Output as _farvault_v1_Job__Output } from '../../farvault/v1/Job.js';

export interface ListJobsResponse {
  'jobs'?: (_farvault_v1_Job)[];
}

export interface ListJobsResponse__Output {
  'jobs': (_farvault_v1_Job__Output)[];
}
