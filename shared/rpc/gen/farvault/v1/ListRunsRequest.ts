// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface ListRunsRequest {
  'job'?: (string);
  'agent'?: (string);
  'state'?: (string);
  'limit'?: (number);
  'office'?: (string);
  'kind'?: (string);
  'sinceMs'?: (number | string | Long);
  'untilMs'?: (number | string | Long);
}

export interface ListRunsRequest__Output {
  'job': (string);
  'agent': (string);
  'state': (string);
  'limit': (number);
  'office': (string);
  'kind': (string);
  'sinceMs': (number);
  'untilMs': (number);
}
