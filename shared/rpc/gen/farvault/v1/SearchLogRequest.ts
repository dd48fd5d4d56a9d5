// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface SearchLogRequest {
  'agent'?: (string);
  'job'?: (string);
  'run'?: (string);
  'office'?: (string);
  /**
   * this and above
   */
  'level'?: (string);
  /**
   * case-insensitive substring of the message or path
   */
  'text'?: (string);
  'sinceMs'?: (number | string | Long);
  'untilMs'?: (number | string | Long);
  /**
   * the newest `limit` lines
   */
  'limit'?: (number);
  'follow'?: (boolean);
}

export interface SearchLogRequest__Output {
  'agent': (string);
  'job': (string);
  'run': (string);
  'office': (string);
  /**
   * this and above
   */
  'level': (string);
  /**
   * case-insensitive substring of the message or path
   */
  'text': (string);
  'sinceMs': (number);
  'untilMs': (number);
  /**
   * the newest `limit` lines
   */
  'limit': (number);
  'follow': (boolean);
}
