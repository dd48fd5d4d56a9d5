// Generated from proto/farvault/v1/data.proto: npm run generate


export interface OfferAnswer {
  'seq'?: (number);
  /**
   * One byte an id, in the order offered: 0 wanted (send it), 1 held (durable, this office may refer to it), 2 prove.
   */
  'states'?: (Buffer | Uint8Array | string);
  /**
   * Fresh 32-byte key; set when any state is 2.
   */
  'challenge'?: (Buffer | Uint8Array | string);
  /**
   * Milliseconds from the arrival of the offer at the server to this answer: what is left of the wait was the line.
   */
  'serverMs'?: (number);
}

export interface OfferAnswer__Output {
  'seq': (number);
  /**
   * One byte an id, in the order offered: 0 wanted (send it), 1 held (durable, this office may refer to it), 2 prove.
   */
  'states': (Buffer);
  /**
   * Fresh 32-byte key; set when any state is 2.
   */
  'challenge': (Buffer);
  /**
   * Milliseconds from the arrival of the offer at the server to this answer: what is left of the wait was the line.
   */
  'serverMs': (number);
}
