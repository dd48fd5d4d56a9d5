// Generated from proto/farvault/v1/lifecycle.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * scope: "office NAME" or "job NAME". A snapshot is locked for keep_ms from its commit, if it is made before until_ms (0: for ever). Both can be raised and not lowered.
 */
export interface SetRetentionLockRequest {
  'scope'?: (string);
  'keepMs'?: (number | string | Long);
  'untilMs'?: (number | string | Long);
}

/**
 * scope: "office NAME" or "job NAME". A snapshot is locked for keep_ms from its commit, if it is made before until_ms (0: for ever). Both can be raised and not lowered.
 */
export interface SetRetentionLockRequest__Output {
  'scope': (string);
  'keepMs': (number);
  'untilMs': (number);
}
