// Generated from proto/farvault/v1/data.proto: npm run generate

import type { Codec as _farvault_v1_Codec, Codec__Output as _farvault_v1_Codec__Output } from '../../farvault/v1/Codec.js';

/**
 * Chunks compressed together. The same message carries frames up (with seq) and down (with the seq of the read).
 */
export interface Frame {
  'seq'?: (number);
  'codec'?: (_farvault_v1_Codec);
  'plainBytes'?: (number);
  /**
   * Ids concatenated, 32 bytes each, and the plain length of each; the chunks follow each other in the plain frame.
   */
  'ids'?: (Buffer | Uint8Array | string);
  'lengths'?: (number)[];
  'payload'?: (Buffer | Uint8Array | string);
}

/**
 * Chunks compressed together. The same message carries frames up (with seq) and down (with the seq of the read).
 */
export interface Frame__Output {
  'seq': (number);
  'codec': (_farvault_v1_Codec__Output);
  'plainBytes': (number);
  /**
   * Ids concatenated, 32 bytes each, and the plain length of each; the chunks follow each other in the plain frame.
   */
  'ids': (Buffer);
  'lengths': (number)[];
  'payload': (Buffer);
}
