// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

/**
 * From the offset on at most so many bytes (0: all there are): an agent with a rate limit asks piece by piece, so that nothing runs ahead on the line.
 */
export interface ReadReleaseRequest {
  'sha256'?: (Buffer | Uint8Array | string);
  'offset'?: (number | string | Long);
  'limit'?: (number | string | Long);
}

/**
 * From the offset on at most so many bytes (0: all there are): an agent with a rate limit asks piece by piece, so that nothing runs ahead on the line.
 */
export interface ReadReleaseRequest__Output {
  'sha256': (Buffer);
  'offset': (number);
  'limit': (number);
}
