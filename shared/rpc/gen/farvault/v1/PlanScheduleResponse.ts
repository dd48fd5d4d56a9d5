// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { PlannedRun as _farvault_v1_PlannedRun, PlannedRun__Output as _farvault_v1_PlannedRun__Output } from '../../farvault/v1/PlannedRun.js';

export interface PlanScheduleResponse {
  'runs'?: (_farvault_v1_PlannedRun)[];
  'more'?: (boolean);
}

export interface PlanScheduleResponse__Output {
  'runs': (_farvault_v1_PlannedRun__Output)[];
  'more': (boolean);
}
