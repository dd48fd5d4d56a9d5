// Generated from proto/farvault/v1/verification.proto: npm run generate


export interface ListDamageRequest {
  /**
   * Snapshots that are shown with their paths; 0: 100.
   */
  'limit'?: (number);
}

export interface ListDamageRequest__Output {
  /**
   * Snapshots that are shown with their paths; 0: 100.
   */
  'limit': (number);
}
