// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface LogEntry {
  'timeMs'?: (number | string | Long);
  'level'?: (string);
  'message'?: (string);
  'path'?: (Buffer | Uint8Array | string);
  'run'?: (string);
  'job'?: (string);
  'agent'?: (string);
  'office'?: (string);
}

export interface LogEntry__Output {
  'timeMs': (number);
  'level': (string);
  'message': (string);
  'path': (Buffer);
  'run': (string);
  'job': (string);
  'agent': (string);
  'office': (string);
}
