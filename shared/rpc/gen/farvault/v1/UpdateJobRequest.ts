// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Job as _farvault_v1_Job, Job__Output as _farvault_v1_Job__Output } from '../../farvault/v1/Job.js';

/**
 * `paths` and `images` of `job` are taken if named in `fields`. settings_json holds the settings to change; null takes one away, so that the policies' value holds.
 */
export interface UpdateJobRequest {
  'job'?: (_farvault_v1_Job | null);
  'fields'?: (string)[];
}

/**
 * `paths` and `images` of `job` are taken if named in `fields`. settings_json holds the settings to change; null takes one away, so that the policies' value holds.
 */
export interface UpdateJobRequest__Output {
  'job': (_farvault_v1_Job__Output | null);
  'fields': (string)[];
}
