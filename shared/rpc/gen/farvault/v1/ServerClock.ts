// Generated from proto/farvault/v1/lifecycle.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * steady_ms: by which retention, trash and locks are judged. doubt: why nothing is expired now; empty: all is well.
 */
export interface ServerClock {
  'wallMs'?: (number | string | Long);
  'steadyMs'?: (number | string | Long);
  'doubt'?: (string);
}

/**
 * steady_ms: by which retention, trash and locks are judged. doubt: why nothing is expired now; empty: all is well.
 */
export interface ServerClock__Output {
  'wallMs': (number);
  'steadyMs': (number);
  'doubt': (string);
}
