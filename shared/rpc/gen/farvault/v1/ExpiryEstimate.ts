// Generated from proto/farvault/v1/statistics.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface ExpiryEstimate {
  'chunks'?: (number | string | Long);
  'bytesPlain'?: (number | string | Long);
  'bytesStored'?: (number | string | Long);
}

export interface ExpiryEstimate__Output {
  'chunks': (number);
  'bytesPlain': (number);
  'bytesStored': (number);
}
