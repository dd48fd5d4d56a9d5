// Generated from proto/farvault/v1/data.proto: npm run generate


/**
 * First message on the stream. The run was started by the server; the session of a run that was cut off is found by it.
 */
export interface BackupBegin {
  'runId'?: (string);
}

/**
 * First message on the stream. The run was started by the server; the session of a run that was cut off is found by it.
 */
export interface BackupBegin__Output {
  'runId': (string);
}
