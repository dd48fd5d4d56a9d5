// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { JobFault as _farvault_v1_JobFault, JobFault__Output as _farvault_v1_JobFault__Output } from '../../farvault/v1/JobFault.js';
import type { Long } from '@grpc/proto-loader';

/**
 * The generation is stored and worked by. A fault names a job that cannot be carried out as asked.
 */
export interface StateApplied {
  'generation'?: (number | string | Long);
  'faults'?: (_farvault_v1_JobFault)[];
}

/**
 * The generation is stored and worked by. A fault names a job that cannot be carried out as asked.
 */
export interface StateApplied__Output {
  'generation': (number);
  'faults': (_farvault_v1_JobFault__Output)[];
}
