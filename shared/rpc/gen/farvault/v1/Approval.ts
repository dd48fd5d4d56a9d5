// Generated from proto/farvault/v1/lifecycle.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * state: waiting, approved, rejected, expired, failed. snapshots: ids of those it is about; told when one is asked for by its id.
 */
export interface Approval {
  'id'?: (string);
  'action'?: (string);
  'what'?: (string);
  'reason'?: (string);
  'by'?: (string);
  'askedMs'?: (number | string | Long);
  'expiresMs'?: (number | string | Long);
  'state'?: (string);
  'decidedBy'?: (string);
  'decidedMs'?: (number | string | Long);
  'outcome'?: (string);
  'comment'?: (string);
  'snapshots'?: (string)[];
}

/**
 * state: waiting, approved, rejected, expired, failed. snapshots: ids of those it is about; told when one is asked for by its id.
 */
export interface Approval__Output {
  'id': (string);
  'action': (string);
  'what': (string);
  'reason': (string);
  'by': (string);
  'askedMs': (number);
  'expiresMs': (number);
  'state': (string);
  'decidedBy': (string);
  'decidedMs': (number);
  'outcome': (string);
  'comment': (string);
  'snapshots': (string)[];
}
