// Generated from proto/farvault/v1/gc.proto: npm run generate

import type { GcEstimate as _farvault_v1_GcEstimate, GcEstimate__Output as _farvault_v1_GcEstimate__Output } from '../../farvault/v1/GcEstimate.js';
import type { Long } from '@grpc/proto-loader';

/**
 * The last part has `total`; parts before it tell how far the marking is.
 */
export interface GcPlan {
  'done'?: (number | string | Long);
  'of'?: (number | string | Long);
  'total'?: (_farvault_v1_GcEstimate | null);
}

/**
 * The last part has `total`; parts before it tell how far the marking is.
 */
export interface GcPlan__Output {
  'done': (number);
  'of': (number);
  'total': (_farvault_v1_GcEstimate__Output | null);
}
