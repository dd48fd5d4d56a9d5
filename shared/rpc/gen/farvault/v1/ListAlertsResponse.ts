// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Alert as _farvault_v1_Alert, Alert__Output as _farvault_v1_Alert__Output } from '../../farvault/v1/Alert.js';

export interface ListAlertsResponse {
  'alerts'?: (_farvault_v1_Alert)[];
}

export interface ListAlertsResponse__Output {
  'alerts': (_farvault_v1_Alert__Output)[];
}
