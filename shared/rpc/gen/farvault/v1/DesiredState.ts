// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { DesiredJob as _farvault_v1_DesiredJob, DesiredJob__Output as _farvault_v1_DesiredJob__Output } from '../../farvault/v1/DesiredJob.js';
import type { DesiredUpdate as _farvault_v1_DesiredUpdate, DesiredUpdate__Output as _farvault_v1_DesiredUpdate__Output } from '../../farvault/v1/DesiredUpdate.js';
import type { Long } from '@grpc/proto-loader';

/**
 * All jobs of the agent. It stores this, says so, and runs the schedules by itself, with or without a line.
 */
export interface DesiredState {
  'generation'?: (number | string | Long);
  'jobs'?: (_farvault_v1_DesiredJob)[];
  'hash'?: (string);
  /**
   * Absent: stay as you are.
   */
  'update'?: (_farvault_v1_DesiredUpdate | null);
}

/**
 * All jobs of the agent. It stores this, says so, and runs the schedules by itself, with or without a line.
 */
export interface DesiredState__Output {
  'generation': (number);
  'jobs': (_farvault_v1_DesiredJob__Output)[];
  'hash': (string);
  /**
   * Absent: stay as you are.
   */
  'update': (_farvault_v1_DesiredUpdate__Output | null);
}
