// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface LogLine {
  /**
   * counted from 1 in each run, so that a line sent twice is kept once
   */
  'number'?: (number | string | Long);
  'timeMs'?: (number | string | Long);
  /**
   * debug, info, warn, error
   */
  'level'?: (string);
  'message'?: (string);
  'path'?: (Buffer | Uint8Array | string);
}

export interface LogLine__Output {
  /**
   * counted from 1 in each run, so that a line sent twice is kept once
   */
  'number': (number);
  'timeMs': (number);
  /**
   * debug, info, warn, error
   */
  'level': (string);
  'message': (string);
  'path': (Buffer);
}
