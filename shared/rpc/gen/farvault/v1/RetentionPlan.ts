// Generated from proto/farvault/v1/retention.proto: npm run generate

import type { RetentionRow as _farvault_v1_RetentionRow, RetentionRow__Output as _farvault_v1_RetentionRow__Output } from '../../farvault/v1/RetentionRow.js';

export interface RetentionPlan {
  'rows'?: (_farvault_v1_RetentionRow)[];
}

export interface RetentionPlan__Output {
  'rows': (_farvault_v1_RetentionRow__Output)[];
}
