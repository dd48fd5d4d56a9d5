// Generated from proto/farvault/v1/data.proto: npm run generate


/**
 * Keyed BLAKE3 (key: the challenge) over the concatenated plain bytes of all chunks of the offer whose state is 2, in order.
 */
export interface Proof {
  'seq'?: (number);
  'digest'?: (Buffer | Uint8Array | string);
}

/**
 * Keyed BLAKE3 (key: the challenge) over the concatenated plain bytes of all chunks of the offer whose state is 2, in order.
 */
export interface Proof__Output {
  'seq': (number);
  'digest': (Buffer);
}
