// Generated from proto/farvault/v1/data.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * Every frame up to and including seq is durable. Acknowledgements are cumulative and in order.
 */
export interface Ack {
  'seq'?: (number);
  'creditBytes'?: (number);
  'storedBytes'?: (number | string | Long);
  /**
   * Milliseconds from the arrival of frame `seq` at the server to this acknowledgement.
   */
  'serverMs'?: (number);
}

/**
 * Every frame up to and including seq is durable. Acknowledgements are cumulative and in order.
 */
export interface Ack__Output {
  'seq': (number);
  'creditBytes': (number);
  'storedBytes': (number);
  /**
   * Milliseconds from the arrival of frame `seq` at the server to this acknowledgement.
   */
  'serverMs': (number);
}
