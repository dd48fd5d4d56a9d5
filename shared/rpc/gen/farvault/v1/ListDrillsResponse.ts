// Generated from proto/farvault/v1/drills.proto: npm run generate

import type { DrillEvidence as _farvault_v1_DrillEvidence, DrillEvidence__Output as _farvault_v1_DrillEvidence__Output } from '../../farvault/v1/DrillEvidence.js';

export interface ListDrillsResponse {
  'drills'?: (_farvault_v1_DrillEvidence)[];
}

export interface ListDrillsResponse__Output {
  'drills': (_farvault_v1_DrillEvidence__Output)[];
}
