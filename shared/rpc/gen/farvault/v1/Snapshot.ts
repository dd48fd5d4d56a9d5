// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { RunCounters as _farvault_v1_RunCounters, RunCounters__Output as _farvault_v1_RunCounters__Output } from '../../farvault/v1/RunCounters.js';
import type { Hold as _farvault_v1_Hold, Hold__Output as _farvault_v1_Hold__Output } from '../../farvault/v1/Hold.js';
import type { Long } from '@grpc/proto-loader';

export interface Snapshot {
  'id'?: (string);
  'job'?: (string);
  'agent'?: (string);
  'office'?: (string);
  'timeMs'?: (number | string | Long);
  'files'?: (number | string | Long);
  'bytesLogical'?: (number | string | Long);
  'bytesStored'?: (number | string | Long);
  'partial'?: (boolean);
  'held'?: (boolean);
  'rootId'?: (Buffer | Uint8Array | string);
  'rootBytes'?: (number);
  'parent'?: (string);
  'run'?: (string);
  'paths'?: (string)[];
  'counters'?: (_farvault_v1_RunCounters | null);
  'recovered'?: (boolean);
  'damaged'?: (string)[];
  /**
   * live, trash
   */
  'state'?: (string);
  'trashedMs'?: (number | string | Long);
  'purgeMs'?: (number | string | Long);
  'trashReason'?: (string);
  'holds'?: (_farvault_v1_Hold)[];
  /**
   * Neither expires nor goes from the trash before: of a retention lock. 0: none.
   */
  'lockedUntilMs'?: (number | string | Long);
}

export interface Snapshot__Output {
  'id': (string);
  'job': (string);
  'agent': (string);
  'office': (string);
  'timeMs': (number);
  'files': (number);
  'bytesLogical': (number);
  'bytesStored': (number);
  'partial': (boolean);
  'held': (boolean);
  'rootId': (Buffer);
  'rootBytes': (number);
  'parent': (string);
  'run': (string);
  'paths': (string)[];
  'counters': (_farvault_v1_RunCounters__Output | null);
  'recovered': (boolean);
  'damaged': (string)[];
  /**
   * live, trash
   */
  'state': (string);
  'trashedMs': (number);
  'purgeMs': (number);
  'trashReason': (string);
  'holds': (_farvault_v1_Hold__Output)[];
  /**
   * Neither expires nor goes from the trash before: of a retention lock. 0: none.
   */
  'lockedUntilMs': (number);
}
