// Generated from proto/farvault/v1/drills.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * snapshot: empty: the latest of the job. path: empty: a random part of sample_bytes; all: everything.
 */
export interface StartDrillRequest {
  'job'?: (string);
  'snapshot'?: (string);
  'path'?: (Buffer | Uint8Array | string);
  'sampleBytes'?: (number | string | Long);
  'all'?: (boolean);
}

/**
 * snapshot: empty: the latest of the job. path: empty: a random part of sample_bytes; all: everything.
 */
export interface StartDrillRequest__Output {
  'job': (string);
  'snapshot': (string);
  'path': (Buffer);
  'sampleBytes': (number);
  'all': (boolean);
}
