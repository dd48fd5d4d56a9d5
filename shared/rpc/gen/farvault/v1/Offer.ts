// Generated from proto/farvault/v1/data.proto: npm run generate


/**
 * Ids are concatenated, 32 bytes each, at most 2,048 an offer.
 */
export interface Offer {
  'seq'?: (number);
  'ids'?: (Buffer | Uint8Array | string);
}

/**
 * Ids are concatenated, 32 bytes each, at most 2,048 an offer.
 */
export interface Offer__Output {
  'seq': (number);
  'ids': (Buffer);
}
