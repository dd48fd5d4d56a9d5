// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { RolloutCount as _farvault_v1_RolloutCount, RolloutCount__Output as _farvault_v1_RolloutCount__Output } from '../../farvault/v1/RolloutCount.js';
import type { RolloutAgent as _farvault_v1_RolloutAgent, RolloutAgent__Output as _farvault_v1_RolloutAgent__Output } from '../../farvault/v1/RolloutAgent.js';
import type { Long } from '@grpc/proto-loader';

export interface Rollout {
  'id'?: (string);
  'version'?: (string);
  'rings'?: (string)[];
  'soakMs'?: (number | string | Long);
  'haltAbove'?: (number | string);
  'office'?: (string);
  'state'?: (string);
  'reason'?: (string);
  'startedMs'?: (number | string | Long);
  'startedBy'?: (string);
  'endedMs'?: (number | string | Long);
  /**
   * Of the ring that is open, from 0; when it opened; when the next opens at the earliest, 0: not known yet.
   */
  'ring'?: (number);
  'ringMs'?: (number | string | Long);
  'nextRingMs'?: (number | string | Long);
  'counts'?: (_farvault_v1_RolloutCount)[];
  'agents'?: (_farvault_v1_RolloutAgent)[];
}

export interface Rollout__Output {
  'id': (string);
  'version': (string);
  'rings': (string)[];
  'soakMs': (number);
  'haltAbove': (number);
  'office': (string);
  'state': (string);
  'reason': (string);
  'startedMs': (number);
  'startedBy': (string);
  'endedMs': (number);
  /**
   * Of the ring that is open, from 0; when it opened; when the next opens at the earliest, 0: not known yet.
   */
  'ring': (number);
  'ringMs': (number);
  'nextRingMs': (number);
  'counts': (_farvault_v1_RolloutCount__Output)[];
  'agents': (_farvault_v1_RolloutAgent__Output)[];
}
