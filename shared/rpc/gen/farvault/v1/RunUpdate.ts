// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Run as _farvault_v1_Run, Run__Output as _farvault_v1_Run__Output } from '../../farvault/v1/Run.js';

export interface RunUpdate {
  'run'?: (_farvault_v1_Run | null);
}

export interface RunUpdate__Output {
  'run': (_farvault_v1_Run__Output | null);
}
