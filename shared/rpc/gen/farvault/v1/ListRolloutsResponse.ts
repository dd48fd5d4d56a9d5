// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Rollout as _farvault_v1_Rollout, Rollout__Output as _farvault_v1_Rollout__Output } from '../../farvault/v1/Rollout.js';

export interface ListRolloutsResponse {
  'rollouts'?: (_farvault_v1_Rollout)[];
}

export interface ListRolloutsResponse__Output {
  'rollouts': (_farvault_v1_Rollout__Output)[];
}
