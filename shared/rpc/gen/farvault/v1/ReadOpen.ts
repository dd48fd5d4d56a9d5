// Generated from proto/farvault/v1/data.proto: npm run generate


/**
 * First message on the stream: which snapshot. run_id: the restore run that allows it (agents, for another agent's snapshot).
 */
export interface ReadOpen {
  'snapshotId'?: (string);
  'runId'?: (string);
}

/**
 * First message on the stream: which snapshot. run_id: the restore run that allows it (agents, for another agent's snapshot).
 */
export interface ReadOpen__Output {
  'snapshotId': (string);
  'runId': (string);
}
