// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { RunCounters as _farvault_v1_RunCounters, RunCounters__Output as _farvault_v1_RunCounters__Output } from '../../farvault/v1/RunCounters.js';
import type { LogLine as _farvault_v1_LogLine, LogLine__Output as _farvault_v1_LogLine__Output } from '../../farvault/v1/LogLine.js';
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
  /**
   * Of a run that its schedule started: with these the server can record a run that it never heard of (the line was down all the time).
   */
  'jobId'?: (string);
  'dueMs'?: (number | string | Long);
  'attempt'?: (number);
  'reason'?: (string);
  /**
   * Of a run that never started: its log, which nobody could be told before.
   */
  'log'?: (_farvault_v1_LogLine)[];
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
  /**
   * Of a run that its schedule started: with these the server can record a run that it never heard of (the line was down all the time).
   */
  'jobId': (string);
  'dueMs': (number);
  'attempt': (number);
  'reason': (string);
  /**
   * Of a run that never started: its log, which nobody could be told before.
   */
  'log': (_farvault_v1_LogLine__Output)[];
}
