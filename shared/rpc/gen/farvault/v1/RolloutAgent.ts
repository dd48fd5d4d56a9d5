// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * state: as an UpdateReport has it, and: later (its ring is not open), told, offline, silent (not heard of since told or switching), already and newer (runs
 * it, or a later one, without the rollout), unmanaged (started by hand), unserved (no release for it), outside (no ring covers it), stays (ended before its turn).
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
  'inNoRing'?: (boolean);
}

/**
 * state: as an UpdateReport has it, and: later (its ring is not open), told, offline, silent (not heard of since told or switching), already and newer (runs
 * it, or a later one, without the rollout), unmanaged (started by hand), unserved (no release for it), outside (no ring covers it), stays (ended before its turn).
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
  'inNoRing': (boolean);
}
