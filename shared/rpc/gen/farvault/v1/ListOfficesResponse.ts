// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Office as _farvault_v1_Office, Office__Output as _farvault_v1_Office__Output } from '../../farvault/v1/Office.js';

export interface ListOfficesResponse {
  'offices'?: (_farvault_v1_Office)[];
}

export interface ListOfficesResponse__Output {
  'offices': (_farvault_v1_Office__Output)[];
}
