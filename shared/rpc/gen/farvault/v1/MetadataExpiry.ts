// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface MetadataExpiry {
  'role'?: (string);
  'version'?: (number);
  'expiresMs'?: (number | string | Long);
}

export interface MetadataExpiry__Output {
  'role': (string);
  'version': (number);
  'expiresMs': (number);
}
