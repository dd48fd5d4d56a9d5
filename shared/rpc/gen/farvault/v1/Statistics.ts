// Generated from proto/farvault/v1/statistics.proto: npm run generate

import type { StatisticsRow as _farvault_v1_StatisticsRow, StatisticsRow__Output as _farvault_v1_StatisticsRow__Output } from '../../farvault/v1/StatisticsRow.js';
import type { Long } from '@grpc/proto-loader';

/**
 * by: office, job or snapshot, and the whole. unique: plain bytes of its distinct chunks; exclusive: of those that nothing else holds; both as stored, too.
 */
export interface Statistics {
  'rows'?: (_farvault_v1_StatisticsRow)[];
  'total'?: (_farvault_v1_StatisticsRow | null);
  'asOfMs'?: (number | string | Long);
  'catchingUp'?: (boolean);
}

/**
 * by: office, job or snapshot, and the whole. unique: plain bytes of its distinct chunks; exclusive: of those that nothing else holds; both as stored, too.
 */
export interface Statistics__Output {
  'rows': (_farvault_v1_StatisticsRow__Output)[];
  'total': (_farvault_v1_StatisticsRow__Output | null);
  'asOfMs': (number);
  'catchingUp': (boolean);
}
