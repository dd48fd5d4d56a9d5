// Generated from proto/farvault/v1/gc.proto: npm run generate


/**
 * allow_large: also when more than a fifth of all bytes goes.
 */
export interface StartGcRequest {
  'allowLarge'?: (boolean);
}

/**
 * allow_large: also when more than a fifth of all bytes goes.
 */
export interface StartGcRequest__Output {
  'allowLarge': (boolean);
}
