// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * A due time has come: the agent asks the server to let the run start (StartRun), now or when it is this run's turn. Said again at each
 * connection, and once an hour, until it has started. The id follows from job, due time and attempt, so that a run asked for twice is one run.
 */
export interface RunDue {
  'runId'?: (string);
  'jobId'?: (string);
  'dueMs'?: (number | string | Long);
  /**
   * from 1
   */
  'attempt'?: (number);
  /**
   * schedule, catch-up, retry
   */
  'reason'?: (string);
}

/**
 * A due time has come: the agent asks the server to let the run start (StartRun), now or when it is this run's turn. Said again at each
 * connection, and once an hour, until it has started. The id follows from job, due time and attempt, so that a run asked for twice is one run.
 */
export interface RunDue__Output {
  'runId': (string);
  'jobId': (string);
  'dueMs': (number);
  /**
   * from 1
   */
  'attempt': (number);
  /**
   * schedule, catch-up, retry
   */
  'reason': (string);
}
