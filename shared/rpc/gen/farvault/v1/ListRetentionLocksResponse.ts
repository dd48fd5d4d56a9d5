// Generated from proto/farvault/v1/lifecycle.proto: npm run generate

import type { RetentionLock as _farvault_v1_RetentionLock, RetentionLock__Output as _farvault_v1_RetentionLock__Output } from '../../farvault/v1/RetentionLock.js';

export interface ListRetentionLocksResponse {
  'locks'?: (_farvault_v1_RetentionLock)[];
}

export interface ListRetentionLocksResponse__Output {
  'locks': (_farvault_v1_RetentionLock__Output)[];
}
