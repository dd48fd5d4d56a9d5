// Generated from proto/farvault/v1/gc.proto: npm run generate

import type { GcEstimate as _farvault_v1_GcEstimate, GcEstimate__Output as _farvault_v1_GcEstimate__Output } from '../../farvault/v1/GcEstimate.js';
import type { Long } from '@grpc/proto-loader';

export interface GcState {
  'lastMs'?: (number | string | Long);
  'lastRun'?: (string);
  'last'?: (_farvault_v1_GcEstimate | null);
  'running'?: (string);
  'blocked'?: (string);
  'nextLookMs'?: (number | string | Long);
}

export interface GcState__Output {
  'lastMs': (number);
  'lastRun': (string);
  'last': (_farvault_v1_GcEstimate__Output | null);
  'running': (string);
  'blocked': (string);
  'nextLookMs': (number);
}
