// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface PlanScheduleRequest {
  'fromMs'?: (number | string | Long);
  'toMs'?: (number | string | Long);
  'office'?: (string);
  'agent'?: (string);
  'job'?: (string);
  'limit'?: (number);
}

export interface PlanScheduleRequest__Output {
  'fromMs': (number);
  'toMs': (number);
  'office': (string);
  'agent': (string);
  'job': (string);
  'limit': (number);
}
