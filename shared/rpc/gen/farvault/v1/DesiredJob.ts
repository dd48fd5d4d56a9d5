// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface DesiredJob {
  'jobId'?: (string);
  'jobName'?: (string);
  /**
   * Effective settings as JSON (shared/settings): schedule, window, retries, hooks, limits. Each policy is applied already.
   */
  'settingsJson'?: (string);
  'paused'?: (boolean);
  /**
   * When the job was made or last resumed, ms: due times before it are nobody's.
   */
  'sinceMs'?: (number | string | Long);
}

export interface DesiredJob__Output {
  'jobId': (string);
  'jobName': (string);
  /**
   * Effective settings as JSON (shared/settings): schedule, window, retries, hooks, limits. Each policy is applied already.
   */
  'settingsJson': (string);
  'paused': (boolean);
  /**
   * When the job was made or last resumed, ms: due times before it are nobody's.
   */
  'sinceMs': (number);
}
