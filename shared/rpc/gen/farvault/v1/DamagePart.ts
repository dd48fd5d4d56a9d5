// Generated from proto/farvault/v1/verification.proto: npm run generate

import type { DamagedFrame as _farvault_v1_DamagedFrame, DamagedFrame__Output as _farvault_v1_DamagedFrame__Output } from '../../farvault/v1/DamagedFrame.js';
import type { DamagedSnapshot as _farvault_v1_DamagedSnapshot, DamagedSnapshot__Output as _farvault_v1_DamagedSnapshot__Output } from '../../farvault/v1/DamagedSnapshot.js';

export interface DamagePart {
  'frames'?: (_farvault_v1_DamagedFrame)[];
  'snapshots'?: (_farvault_v1_DamagedSnapshot)[];
  'done'?: (boolean);
}

export interface DamagePart__Output {
  'frames': (_farvault_v1_DamagedFrame__Output)[];
  'snapshots': (_farvault_v1_DamagedSnapshot__Output)[];
  'done': (boolean);
}
