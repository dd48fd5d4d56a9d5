// Generated from proto/farvault/v1/retention.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * rules: of what is kept, why: "last 1", "daily 2026-11-20", "hold: audit"; of what expires: none.
 */
export interface RetentionRow {
  'snapshot'?: (string);
  'job'?: (string);
  'agent'?: (string);
  'office'?: (string);
  'timeMs'?: (number | string | Long);
  'keep'?: (boolean);
  'rules'?: (string)[];
  'partial'?: (boolean);
  'bytesLogical'?: (number | string | Long);
}

/**
 * rules: of what is kept, why: "last 1", "daily 2026-11-20", "hold: audit"; of what expires: none.
 */
export interface RetentionRow__Output {
  'snapshot': (string);
  'job': (string);
  'agent': (string);
  'office': (string);
  'timeMs': (number);
  'keep': (boolean);
  'rules': (string)[];
  'partial': (boolean);
  'bytesLogical': (number);
}
