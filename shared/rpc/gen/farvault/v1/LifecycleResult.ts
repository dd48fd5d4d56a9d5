// Generated from proto/farvault/v1/lifecycle.proto: npm run generate


/**
 * done: how many. approval: id of what waits for a second administrator; empty: it is done.
 */
export interface LifecycleResult {
  'done'?: (number);
  'approval'?: (string);
  'detail'?: (string);
}

/**
 * done: how many. approval: id of what waits for a second administrator; empty: it is done.
 */
export interface LifecycleResult__Output {
  'done': (number);
  'approval': (string);
  'detail': (string);
}
