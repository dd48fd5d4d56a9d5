// Generated from proto/farvault/v1/lifecycle.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface ConfirmClockRequest {
  'nowMs'?: (number | string | Long);
  'reason'?: (string);
}

export interface ConfirmClockRequest__Output {
  'nowMs': (number);
  'reason': (string);
}
