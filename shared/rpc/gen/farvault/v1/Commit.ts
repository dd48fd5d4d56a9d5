// Generated from proto/farvault/v1/data.proto: npm run generate

import type { RunCounters as _farvault_v1_RunCounters, RunCounters__Output as _farvault_v1_RunCounters__Output } from '../../farvault/v1/RunCounters.js';

export interface Commit {
  'rootId'?: (Buffer | Uint8Array | string);
  'rootBytes'?: (number);
  'counters'?: (_farvault_v1_RunCounters | null);
  /**
   * Something was skipped or is inconsistent: the snapshot is partial.
   */
  'partial'?: (boolean);
}

export interface Commit__Output {
  'rootId': (Buffer);
  'rootBytes': (number);
  'counters': (_farvault_v1_RunCounters__Output | null);
  /**
   * Something was skipped or is inconsistent: the snapshot is partial.
   */
  'partial': (boolean);
}
