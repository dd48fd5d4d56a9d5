// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * scope: as of a policy. kinds: none: all.
 */
export interface Silence {
  'id'?: (string);
  'scope'?: (string);
  'kinds'?: (string)[];
  'reason'?: (string);
  'by'?: (string);
  'fromMs'?: (number | string | Long);
  'untilMs'?: (number | string | Long);
}

/**
 * scope: as of a policy. kinds: none: all.
 */
export interface Silence__Output {
  'id': (string);
  'scope': (string);
  'kinds': (string)[];
  'reason': (string);
  'by': (string);
  'fromMs': (number);
  'untilMs': (number);
}
