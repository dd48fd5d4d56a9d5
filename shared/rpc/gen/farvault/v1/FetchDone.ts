// Generated from proto/farvault/v1/data.proto: npm run generate


export interface FetchDone {
  'seq'?: (number);
  /**
   * Chunks that could not be given (32 bytes each), and why (one text for all: codes in docs/protocol.md).
   */
  'failed'?: (Buffer | Uint8Array | string);
  'failure'?: (string);
}

export interface FetchDone__Output {
  'seq': (number);
  /**
   * Chunks that could not be given (32 bytes each), and why (one text for all: codes in docs/protocol.md).
   */
  'failed': (Buffer);
  'failure': (string);
}
