// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * state: as an UpdateReport has it, and: later (its ring is not open), told, offline, silent, done already (ran the version when it started).
 */
export interface RolloutAgent {
  'agent'?: (string);
  'office'?: (string);
  'version'?: (string);
  'state'?: (string);
  'reason'?: (string);
  'ring'?: (number);
  'timeMs'?: (number | string | Long);
  'bytesDone'?: (number | string | Long);
  'bytesTotal'?: (number | string | Long);
}

/**
 * state: as an UpdateReport has it, and: later (its ring is not open), told, offline, silent, done already (ran the version when it started).
 */
export interface RolloutAgent__Output {
  'agent': (string);
  'office': (string);
  'version': (string);
  'state': (string);
  'reason': (string);
  'ring': (number);
  'timeMs': (number);
  'bytesDone': (number);
  'bytesTotal': (number);
}
