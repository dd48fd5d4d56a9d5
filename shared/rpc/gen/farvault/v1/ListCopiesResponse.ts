// Generated from proto/farvault/v1/copies.proto: npm run generate

import type { CopyInfo as _farvault_v1_CopyInfo, CopyInfo__Output as _farvault_v1_CopyInfo__Output } from '../../farvault/v1/CopyInfo.js';

export interface ListCopiesResponse {
  'copies'?: (_farvault_v1_CopyInfo)[];
}

export interface ListCopiesResponse__Output {
  'copies': (_farvault_v1_CopyInfo__Output)[];
}
