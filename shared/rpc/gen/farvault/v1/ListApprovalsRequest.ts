// Generated from proto/farvault/v1/lifecycle.proto: npm run generate


/**
 * id: one of them, by its id or the first characters of it.
 */
export interface ListApprovalsRequest {
  'state'?: (string);
  'limit'?: (number);
  'id'?: (string);
}

/**
 * id: one of them, by its id or the first characters of it.
 */
export interface ListApprovalsRequest__Output {
  'state': (string);
  'limit': (number);
  'id': (string);
}
