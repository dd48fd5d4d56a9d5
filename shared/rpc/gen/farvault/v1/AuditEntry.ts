// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * number: of the journal record. what_json: the change as recorded. about: what the call named, as "agent fileserver".
 */
export interface AuditEntry {
  'number'?: (number | string | Long);
  'timeMs'?: (number | string | Long);
  'by'?: (string);
  'from'?: (string);
  'action'?: (string);
  'whatJson'?: (string);
  'about'?: (string)[];
}

/**
 * number: of the journal record. what_json: the change as recorded. about: what the call named, as "agent fileserver".
 */
export interface AuditEntry__Output {
  'number': (number);
  'timeMs': (number);
  'by': (string);
  'from': (string);
  'action': (string);
  'whatJson': (string);
  'about': (string)[];
}
