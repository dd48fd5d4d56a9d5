// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Run as _farvault_v1_Run, Run__Output as _farvault_v1_Run__Output } from '../../farvault/v1/Run.js';

export interface ListRunsResponse {
  'runs'?: (_farvault_v1_Run)[];
}

export interface ListRunsResponse__Output {
  'runs': (_farvault_v1_Run__Output)[];
}
