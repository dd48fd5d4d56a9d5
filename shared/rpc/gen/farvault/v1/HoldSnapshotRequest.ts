// Generated from proto/farvault/v1/lifecycle.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * until_ms 0: until it is released.
 */
export interface HoldSnapshotRequest {
  'snapshot'?: (string);
  'reason'?: (string);
  'untilMs'?: (number | string | Long);
}

/**
 * until_ms 0: until it is released.
 */
export interface HoldSnapshotRequest__Output {
  'snapshot': (string);
  'reason': (string);
  'untilMs': (number);
}
