// Generated from proto/farvault/v1/agent.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface ReadReleaseRequest {
  'sha256'?: (Buffer | Uint8Array | string);
  'offset'?: (number | string | Long);
}

export interface ReadReleaseRequest__Output {
  'sha256': (Buffer);
  'offset': (number);
}
