// Generated from proto/farvault/v1/lifecycle.proto: npm run generate

import type { Approval as _farvault_v1_Approval, Approval__Output as _farvault_v1_Approval__Output } from '../../farvault/v1/Approval.js';

export interface ListApprovalsResponse {
  'approvals'?: (_farvault_v1_Approval)[];
}

export interface ListApprovalsResponse__Output {
  'approvals': (_farvault_v1_Approval__Output)[];
}
