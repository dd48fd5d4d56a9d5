// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { RunCounters as _farvault_v1_RunCounters, RunCounters__Output as _farvault_v1_RunCounters__Output } from '../../farvault/v1/RunCounters.js';
import type { Figure as _farvault_v1_Figure, Figure__Output as _farvault_v1_Figure__Output } from '../../farvault/v1/Figure.js';
import type { Long } from '@grpc/proto-loader';

export interface Run {
  'id'?: (string);
  'job'?: (string);
  'agent'?: (string);
  'office'?: (string);
  /**
   * backup, restore; of the server itself: retention, gc, verify, repair, drill, copy
   */
  'kind'?: (string);
  /**
   * queued, running, succeeded, partial, failed, cancelled
   */
  'state'?: (string);
  'queuedMs'?: (number | string | Long);
  'startedMs'?: (number | string | Long);
  'endedMs'?: (number | string | Long);
  'counters'?: (_farvault_v1_RunCounters | null);
  'error'?: (string);
  'errorCode'?: (string);
  'snapshot'?: (string);
  'phase'?: (string);
  'currentPath'?: (Buffer | Uint8Array | string);
  'exitCode'?: (number);
  'target'?: (string);
  'startedBy'?: (string);
  'dueMs'?: (number | string | Long);
  'attempt'?: (number);
  /**
   * schedule, catch-up, retry, manual
   */
  'reason'?: (string);
  /**
   * Of a queued run: what it waits for.
   */
  'waitingFor'?: (string);
  /**
   * What held it back most: reading, chunking, line, store, paused; empty: nothing in particular.
   */
  'heldBackBy'?: (string);
  /**
   * Of the server's own runs: what they count, by name; `done` and `total` tell how far it is, 0: not known.
   */
  'figures'?: (_farvault_v1_Figure)[];
  'done'?: (number | string | Long);
  'total'?: (number | string | Long);
}

export interface Run__Output {
  'id': (string);
  'job': (string);
  'agent': (string);
  'office': (string);
  /**
   * backup, restore; of the server itself: retention, gc, verify, repair, drill, copy
   */
  'kind': (string);
  /**
   * queued, running, succeeded, partial, failed, cancelled
   */
  'state': (string);
  'queuedMs': (number);
  'startedMs': (number);
  'endedMs': (number);
  'counters': (_farvault_v1_RunCounters__Output | null);
  'error': (string);
  'errorCode': (string);
  'snapshot': (string);
  'phase': (string);
  'currentPath': (Buffer);
  'exitCode': (number);
  'target': (string);
  'startedBy': (string);
  'dueMs': (number);
  'attempt': (number);
  /**
   * schedule, catch-up, retry, manual
   */
  'reason': (string);
  /**
   * Of a queued run: what it waits for.
   */
  'waitingFor': (string);
  /**
   * What held it back most: reading, chunking, line, store, paused; empty: nothing in particular.
   */
  'heldBackBy': (string);
  /**
   * Of the server's own runs: what they count, by name; `done` and `total` tell how far it is, 0: not known.
   */
  'figures': (_farvault_v1_Figure__Output)[];
  'done': (number);
  'total': (number);
}
