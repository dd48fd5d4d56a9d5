// Generated from proto/farvault/v1/lifecycle.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface RetentionLock {
  'scope'?: (string);
  'keepMs'?: (number | string | Long);
  'untilMs'?: (number | string | Long);
  'by'?: (string);
  'setMs'?: (number | string | Long);
  'snapshots'?: (number);
}

export interface RetentionLock__Output {
  'scope': (string);
  'keepMs': (number);
  'untilMs': (number);
  'by': (string);
  'setMs': (number);
  'snapshots': (number);
}
