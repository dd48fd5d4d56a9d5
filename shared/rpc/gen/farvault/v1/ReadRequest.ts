// Generated from proto/farvault/v1/data.proto: npm run generate

import type { ReadOpen as _farvault_v1_ReadOpen, ReadOpen__Output as _farvault_v1_ReadOpen__Output } from '../../farvault/v1/ReadOpen.js';
import type { Fetch as _farvault_v1_Fetch, Fetch__Output as _farvault_v1_Fetch__Output } from '../../farvault/v1/Fetch.js';

export interface ReadRequest {
  'open'?: (_farvault_v1_ReadOpen | null);
  'fetch'?: (_farvault_v1_Fetch | null);
  'message'?: "open"|"fetch";
}

export interface ReadRequest__Output {
  'open'?: (_farvault_v1_ReadOpen__Output | null);
  'fetch'?: (_farvault_v1_Fetch__Output | null);
  'message'?: "open"|"fetch";
}
