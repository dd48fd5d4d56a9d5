// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { ImportReleaseHead as _farvault_v1_ImportReleaseHead, ImportReleaseHead__Output as _farvault_v1_ImportReleaseHead__Output } from '../../farvault/v1/ImportReleaseHead.js';

/**
 * The first part has `head`, all others `data`.
 */
export interface ImportReleasePart {
  'head'?: (_farvault_v1_ImportReleaseHead | null);
  'data'?: (Buffer | Uint8Array | string);
}

/**
 * The first part has `head`, all others `data`.
 */
export interface ImportReleasePart__Output {
  'head': (_farvault_v1_ImportReleaseHead__Output | null);
  'data': (Buffer);
}
