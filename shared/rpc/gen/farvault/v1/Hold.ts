// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface Hold {
  'id'?: (string);
  'owner'?: (string);
  'reason'?: (string);
  'sinceMs'?: (number | string | Long);
  'untilMs'?: (number | string | Long);
}

export interface Hold__Output {
  'id': (string);
  'owner': (string);
  'reason': (string);
  'sinceMs': (number);
  'untilMs': (number);
}
