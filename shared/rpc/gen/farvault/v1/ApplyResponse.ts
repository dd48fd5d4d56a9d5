// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { ResourceChange as _farvault_v1_ResourceChange, ResourceChange__Output as _farvault_v1_ResourceChange__Output } from '../../farvault/v1/ResourceChange.js';

export interface ApplyResponse {
  'changes'?: (_farvault_v1_ResourceChange)[];
}

export interface ApplyResponse__Output {
  'changes': (_farvault_v1_ResourceChange__Output)[];
}
