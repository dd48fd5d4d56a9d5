// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface PlannedRun {
  'job'?: (string);
  'agent'?: (string);
  'office'?: (string);
  'dueMs'?: (number | string | Long);
  'timezone'?: (string);
  'note'?: (string);
}

export interface PlannedRun__Output {
  'job': (string);
  'agent': (string);
  'office': (string);
  'dueMs': (number);
  'timezone': (string);
  'note': (string);
}
