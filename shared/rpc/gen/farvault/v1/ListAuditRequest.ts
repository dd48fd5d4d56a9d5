// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface ListAuditRequest {
  'user'?: (string);
  'action'?: (string);
  'text'?: (string);
  'sinceMs'?: (number | string | Long);
  'untilMs'?: (number | string | Long);
  'limit'?: (number);
}

export interface ListAuditRequest__Output {
  'user': (string);
  'action': (string);
  'text': (string);
  'sinceMs': (number);
  'untilMs': (number);
  'limit': (number);
}
