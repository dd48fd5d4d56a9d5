// Generated from proto/farvault/v1/data.proto: npm run generate


/**
 * accepted: the chunks of state 2 are now held. Otherwise they are wanted.
 */
export interface ProofResult {
  'seq'?: (number);
  'accepted'?: (boolean);
}

/**
 * accepted: the chunks of state 2 are now held. Otherwise they are wanted.
 */
export interface ProofResult__Output {
  'seq': (number);
  'accepted': (boolean);
}
