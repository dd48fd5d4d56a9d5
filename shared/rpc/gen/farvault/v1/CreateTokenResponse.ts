// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface CreateTokenResponse {
  'token'?: (string);
  'office'?: (string);
  'expiresMs'?: (number | string | Long);
}

export interface CreateTokenResponse__Output {
  'token': (string);
  'office': (string);
  'expiresMs': (number);
}
