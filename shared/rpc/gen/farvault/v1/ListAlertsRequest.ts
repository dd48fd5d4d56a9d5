// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface ListAlertsRequest {
  'state'?: (string);
  'office'?: (string);
  'severity'?: (string);
  'limit'?: (number);
  'sinceMs'?: (number | string | Long);
}

export interface ListAlertsRequest__Output {
  'state': (string);
  'office': (string);
  'severity': (string);
  'limit': (number);
  'sinceMs': (number);
}
