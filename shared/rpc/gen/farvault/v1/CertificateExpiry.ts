// Generated from proto/farvault/v1/admin.proto: npm run generate

import type { Long } from '@grpc/proto-loader';

export interface CertificateExpiry {
  'name'?: (string);
  'expiresMs'?: (number | string | Long);
}

export interface CertificateExpiry__Output {
  'name': (string);
  'expiresMs': (number);
}
