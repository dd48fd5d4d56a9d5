// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Silence as _farvault_v1_Silence, Silence__Output as _farvault_v1_Silence__Output } from '../../farvault/v1/Silence.js';

export interface ListSilencesResponse {
  'silences'?: (_farvault_v1_Silence)[];
}

export interface ListSilencesResponse__Output {
  'silences': (_farvault_v1_Silence__Output)[];
}
