// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { RestoreSpec as _farvault_v1_RestoreSpec, RestoreSpec__Output as _farvault_v1_RestoreSpec__Output } from '../../farvault/v1/RestoreSpec.js';

export interface StartRestoreRequest {
  'agent'?: (string);
  'spec'?: (_farvault_v1_RestoreSpec | null);
}

export interface StartRestoreRequest__Output {
  'agent': (string);
  'spec': (_farvault_v1_RestoreSpec__Output | null);
}
