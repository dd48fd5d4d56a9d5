// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { RunCounters as _farvault_v1_RunCounters, RunCounters__Output as _farvault_v1_RunCounters__Output } from '../../farvault/v1/RunCounters.js';

export interface RunProgress {
  'runId'?: (string);
  'counters'?: (_farvault_v1_RunCounters | null);
  'currentPath'?: (Buffer | Uint8Array | string);
  /**
   * hooks, scanning, transferring, committing, paused, restoring
   */
  'phase'?: (string);
}

export interface RunProgress__Output {
  'runId': (string);
  'counters': (_farvault_v1_RunCounters__Output | null);
  'currentPath': (Buffer);
  /**
   * hooks, scanning, transferring, committing, paused, restoring
   */
  'phase': (string);
}
