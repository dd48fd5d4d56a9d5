// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface JobDue {
  'job'?: (string);
  'dueMs'?: (number | string | Long);
}

export interface JobDue__Output {
  'job': (string);
  'dueMs': (number);
}
