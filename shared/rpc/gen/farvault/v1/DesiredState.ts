// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { DesiredJob as _farvault_v1_DesiredJob, DesiredJob__Output as _farvault_v1_DesiredJob__Output } from '../../farvault/v1/DesiredJob.js';
import type { Long } from '@grpc/proto-loader';

/**
 * All jobs of the agent. It stores this, says so, and runs the schedules by itself, with or without a line.
 */
export interface DesiredState {
  'generation'?: (number | string | Long);
  'jobs'?: (_farvault_v1_DesiredJob)[];
  'hash'?: (string);
}

/**
 * All jobs of the agent. It stores this, says so, and runs the schedules by itself, with or without a line.
 */
export interface DesiredState__Output {
  'generation': (number);
  'jobs': (_farvault_v1_DesiredJob__Output)[];
  'hash': (string);
}
