// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { RunCounters as _farvault_v1_RunCounters, RunCounters__Output as _farvault_v1_RunCounters__Output } from '../../farvault/v1/RunCounters.js';
import type { Long } from '@grpc/proto-loader';

export interface RunEnded {
  'runId'?: (string);
  /**
   * succeeded, partial, failed, cancelled
   */
  'state'?: (string);
  'error'?: (string);
  'errorCode'?: (string);
  'snapshotId'?: (string);
  'counters'?: (_farvault_v1_RunCounters | null);
  'startedMs'?: (number | string | Long);
  'endedMs'?: (number | string | Long);
  'exitCode'?: (number);
}

export interface RunEnded__Output {
  'runId': (string);
  /**
   * succeeded, partial, failed, cancelled
   */
  'state': (string);
  'error': (string);
  'errorCode': (string);
  'snapshotId': (string);
  'counters': (_farvault_v1_RunCounters__Output | null);
  'startedMs': (number);
  'endedMs': (number);
  'exitCode': (number);
}
