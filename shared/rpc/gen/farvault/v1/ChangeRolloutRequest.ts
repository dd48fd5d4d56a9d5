// Generated from proto/farvault/v1/admin.proto: npm run generate


/**
 * action: pause, resume, abort.
 */
export interface ChangeRolloutRequest {
  'id'?: (string);
  'action'?: (string);
}

/**
 * action: pause, resume, abort.
 */
export interface ChangeRolloutRequest__Output {
  'id': (string);
  'action': (string);
}
