// Generated from proto/farvault/v1/admin.proto: npm run generate


/**
 * state: live (also when empty), trash, all.
 */
export interface ListSnapshotsRequest {
  'job'?: (string);
  'agent'?: (string);
  'office'?: (string);
  'limit'?: (number);
  'state'?: (string);
}

/**
 * state: live (also when empty), trash, all.
 */
export interface ListSnapshotsRequest__Output {
  'job': (string);
  'agent': (string);
  'office': (string);
  'limit': (number);
  'state': (string);
}
