// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * rings: shares ("10%", cumulative) and labels ("canary=yes"). state: running, paused, halted, done, aborted.
 */
export interface StartRolloutRequest {
  'version'?: (string);
  'rings'?: (string)[];
  'soakMs'?: (number | string | Long);
  'haltAbove'?: (number | string);
  'office'?: (string);
  /**
   * Nothing is started: what it would be, and who would be in which ring.
   */
  'dryRun'?: (boolean);
}

/**
 * rings: shares ("10%", cumulative) and labels ("canary=yes"). state: running, paused, halted, done, aborted.
 */
export interface StartRolloutRequest__Output {
  'version': (string);
  'rings': (string)[];
  'soakMs': (number);
  'haltAbove': (number);
  'office': (string);
  /**
   * Nothing is started: what it would be, and who would be in which ring.
   */
  'dryRun': (boolean);
}
