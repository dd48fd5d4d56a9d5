// Generated from proto/farvault/v1/lifecycle.proto: npm run generate


/**
 * hold: its id; empty: the caller's own.
 */
export interface ReleaseSnapshotRequest {
  'snapshot'?: (string);
  'hold'?: (string);
}

/**
 * hold: its id; empty: the caller's own.
 */
export interface ReleaseSnapshotRequest__Output {
  'snapshot': (string);
  'hold': (string);
}
